// SPDX-License-Identifier: GPL-2.0-only
/*
 * sink_file.c - files: lines of JSON, or captures. They are rotated, made safe
 * by policy, and never end within a record for longer than a write takes. It
 * must not know what is in a record.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "message.h"
#include "rotate.h"
#include "sink.h"
#include "tail.h"

/* What is written at once: the smaller, the less a full disk undoes. */
#define WRITE_BYTES	(256U * 1024)

static uint64_t seconds_now(void)
{
	return (uint64_t)time(NULL);
}

static bool is_capture(const struct sink *sink)
{
	return sink->type->form == FORM_RAW;
}

/* Where the file system does not know, it was born when it is first seen. */
static uint64_t born(int fd)
{
	struct statx file;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &file) == 0 &&
	    file.stx_mask & STATX_BTIME)
		return (uint64_t)file.stx_btime.tv_sec;
	return seconds_now();
}

/* Return: 0 or -errno. */
static int cut(struct sink *sink, uint64_t bytes)
{
	return ftruncate(sink->fd, (off_t)bytes) < 0 ? -errno : 0;
}

/* What a write that was broken off has left. */
static int repair(struct sink *sink, uint64_t size)
{
	const char *path = sink->config->path;
	uint64_t whole;
	int ret;

	if (is_capture(sink))
		ret = tail_of_capture(sink->fd, size, sink->capture, &whole);
	else
		ret = tail_of_lines(sink->fd, size, &whole);
	if (ret)
		return ret;
	sink->file_bytes = whole;
	if (whole == size)
		return 0;
	message("sink %s: %s: ends within a record; %llu bytes are cut off, the record comes again",
		sink->config->name, path,
		(unsigned long long)(size - whole));
	return cut(sink, whole);
}

static int open_file(struct sink *sink)
{
	struct stat file;
	int ret;

	sink->fd = open(sink->config->path,
			O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY |
			O_NONBLOCK, (mode_t)sink->config->mode);
	if (sink->fd < 0)
		return -errno;
	if (fstat(sink->fd, &file) < 0)
		ret = -errno;
	else if (!S_ISREG(file.st_mode))
		ret = -EINVAL;
	else
		ret = repair(sink, (uint64_t)file.st_size);
	if (ret) {
		sink_close_fd(sink);
		return ret;
	}
	sink->file_born = born(sink->fd);
	sink->keeps_file = false;
	return 0;
}

static int file_open(struct sink *sink)
{
	int ret;

	if (sink->fd >= 0)
		return 0;
	ret = open_file(sink);
	if (ret != -EBADMSG)
		return ret;
	/* Of another boot, or damaged: somebody may still want to read it. */
	ret = rotate_files(sink->config->path,
			   (unsigned int)sink->config->keep);
	if (ret)
		return ret;
	sink->counters.rotations++;
	return open_file(sink);
}

/* The name of a file is safe when its directory is. */
static void sync_directory(const char *path)
{
	char copy[CONFIG_TEXT_MAX];
	int fd;

	memcpy(copy, path, strlen(path) + 1);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static int file_sync(struct sink *sink, uint64_t now)
{
	const struct sink_config *config = sink->config;

	if (sink->stored_seq == sink->written_seq) {
		sink->sync_at = TIME_NEVER;
		return 0;
	}
	if (config->sync == SYNC_INTERVAL && sink->sync_at == TIME_NEVER)
		sink->sync_at = now + config->sync_ms;
	if (config->sync == SYNC_INTERVAL && now < sink->sync_at)
		return 0;
	if (config->sync != SYNC_NEVER && fdatasync(sink->fd) < 0) {
		/*
		 * Nobody knows what of it is on the disk, and the kernel says
		 * so only once. It is not acknowledged: it comes again.
		 */
		message("sink %s: %s: fsync: %s; the relay ends, see to the disk, what is not safe comes again",
			config->name, config->path, strerror(errno));
		sink->is_broken = true;
		return 0;
	}
	sink->stored_seq = sink->written_seq;
	sink->sync_at = TIME_NEVER;
	return 0;
}

static int rotate(struct sink *sink)
{
	const struct sink_config *config = sink->config;
	int ret;

	sink->sync_at = 0;
	file_sync(sink, 0);
	if (sink->is_broken)
		return 0;
	ret = rotate_files(config->path, (unsigned int)config->keep);
	if (ret) {
		message("sink %s: %s: cannot be renamed: %s; let the relay's user write its directory, the file grows until then",
			config->name, config->path, strerror(-ret));
		sink->keeps_file = true;
		return 0;
	}
	sink->counters.rotations++;
	sink_close_fd(sink);
	ret = open_file(sink);
	if (config->sync != SYNC_NEVER)
		sync_directory(config->path);
	return ret;
}

/* Somebody may have emptied the file, as logrotate's copytruncate does. */
static int look(struct sink *sink)
{
	struct stat file;

	if (fstat(sink->fd, &file) < 0)
		return -errno;
	if ((uint64_t)file.st_size < sink->file_bytes)
		sink->file_bytes = (uint64_t)file.st_size;
	return 0;
}

/* Return: 0 or -errno; @ret_done are written in any case. */
static int write_all(int fd, const char *bytes, size_t len, size_t *ret_done)
{
	ssize_t count;

	*ret_done = 0;
	while (*ret_done < len) {
		count = write(fd, bytes + *ret_done, len - *ret_done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		*ret_done += (size_t)count;
	}
	return 0;
}

static int write_start(struct sink *sink)
{
	size_t done;
	int ret;

	if (!is_capture(sink) || sink->file_bytes)
		return 0;
	ret = write_all(sink->fd, (const char *)sink->capture,
			sizeof(*sink->capture), &done);
	if (ret)
		cut(sink, 0);
	else
		sink->file_bytes = done;
	return ret;
}

/* Write whole records, and leave none behind that is not. */
static int write_records(struct sink *sink, const char *bytes, size_t len)
{
	size_t whole;
	size_t done;
	int error;
	int ret;

	ret = write_all(sink->fd, bytes, len, &done);
	whole = done == len ? len : queue_whole(&sink->queue, done);
	sink->file_bytes += whole;
	if (whole != done) {
		error = cut(sink, sink->file_bytes);
		if (error) {
			message("sink %s: %s: cannot be cut: %s; the relay ends, it cuts the file when it starts",
				sink->config->name, sink->config->path,
				strerror(-error));
			sink->is_broken = true;
		}
	}
	if (whole)
		sink_written(sink, whole);
	return ret;
}

static int file_write(struct sink *sink, uint64_t now)
{
	const struct rotate_limits limits = {
		.bytes = sink->config->size_mib * 1024 * 1024,
		.seconds = sink->config->age_hours * 3600,
	};
	const struct queue_piece *piece;
	uint64_t room = WRITE_BYTES;
	uint64_t seconds;
	const char *bytes;
	size_t len;
	int ret;

	ret = look(sink);
	while (!ret && !sink->is_broken &&
	       (piece = queue_first(&sink->queue)) != NULL) {
		seconds = seconds_now();
		if (!sink->keeps_file &&
		    rotate_is_due(&limits, sink->file_bytes, piece->len,
				  seconds > sink->file_born ?
				  seconds - sink->file_born : 0)) {
			ret = rotate(sink);
			continue;
		}
		ret = write_start(sink);
		if (ret)
			break;
		if (limits.bytes && !sink->keeps_file)
			room = limits.bytes > sink->file_bytes ?
			       limits.bytes - sink->file_bytes : 1;
		bytes = queue_peek(&sink->queue,
				   room < WRITE_BYTES ? (size_t)room :
							WRITE_BYTES, &len);
		ret = write_records(sink, bytes, len);
		if (sink->config->sync == SYNC_ALWAYS)
			file_sync(sink, now);
	}
	return ret;
}

static int file_reopen(struct sink *sink)
{
	if (sink->fd >= 0) {
		sink->sync_at = 0;
		file_sync(sink, 0);
		sink_close_fd(sink);
	}
	return sink->is_broken ? 0 : file_open(sink);
}

const struct sink_type sink_file = {
	.form = FORM_JSON,
	.open = file_open,
	.write = file_write,
	.sync = file_sync,
	.reopen = file_reopen,
	.close = sink_close_fd,
};

const struct sink_type sink_raw = {
	.form = FORM_RAW,
	.open = file_open,
	.write = file_write,
	.sync = file_sync,
	.reopen = file_reopen,
	.close = sink_close_fd,
};
