// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * capture.c - files of raw records: read them from any file or pipe, write
 * them. Knows how long a record is, not what is in it.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* What is asked of read(2) at once, bytes; a larger record makes it grow. */
#define BUFFER_SIZE	(64U * 1024)

struct procmon_capture_reader {
	int fd;
	unsigned char *buffer;
	size_t size;
	/* bytes from start to end are read and not given yet */
	size_t start;
	size_t end;
	/* where in the file buffer[start] is */
	uint64_t offset;
	/* a record could not be framed: nothing behind it can be found */
	bool is_broken;
};

static int make_room(struct procmon_capture_reader *reader, size_t len)
{
	unsigned char *buffer;

	memmove(reader->buffer, reader->buffer + reader->start,
		reader->end - reader->start);
	reader->end -= reader->start;
	reader->start = 0;
	if (reader->size >= len)
		return 0;
	buffer = realloc(reader->buffer, len);
	if (!buffer)
		return -ENOMEM;
	reader->buffer = buffer;
	reader->size = len;
	return 0;
}

/* Have @len bytes in the buffer, or as many as the file still has. */
static int fill(struct procmon_capture_reader *reader, size_t len)
{
	ssize_t count;
	int ret;

	if (reader->end - reader->start >= len)
		return 0;
	ret = make_room(reader, len);
	if (ret)
		return ret;
	while (reader->end < len) {
		count = read(reader->fd, reader->buffer + reader->end,
			     reader->size - reader->end);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (!count)
			break;
		reader->end += count;
	}
	return 0;
}

static size_t available(const struct procmon_capture_reader *reader)
{
	return reader->end - reader->start;
}

static void consume(struct procmon_capture_reader *reader, size_t len)
{
	reader->start += len;
	reader->offset += len;
}

static int check_capture(const struct procmon_capture *capture,
			 struct procmon_problem *ret_problem)
{
	if (memcmp(capture->magic, PROCMON_CAPTURE_MAGIC,
		   sizeof(capture->magic)))
		return procmon_refuse(ret_problem, -EBADMSG, "capture",
				      "not a procmon capture", 0);
	if (capture->byte_order ==
	    __builtin_bswap32(PROCMON_CAPTURE_BYTE_ORDER))
		return procmon_refuse(ret_problem, -EPROTO, "capture",
				      "written on a host of the other byte order",
				      offsetof(struct procmon_capture,
					       byte_order));
	if (capture->byte_order != PROCMON_CAPTURE_BYTE_ORDER)
		return procmon_refuse(ret_problem, -EBADMSG, "capture",
				      "byte order mark is damaged",
				      offsetof(struct procmon_capture,
					       byte_order));
	if (capture->abi_version != PROCMON_ABI_VERSION)
		return procmon_refuse(ret_problem, -EPROTO, "capture",
				      "of another version of the protocol",
				      offsetof(struct procmon_capture,
					       abi_version));
	return 0;
}

static int read_start(struct procmon_capture_reader *reader,
		      struct procmon_capture *ret_capture,
		      struct procmon_problem *ret_problem)
{
	struct procmon_capture capture;
	int ret;

	ret = fill(reader, sizeof(capture));
	if (ret)
		return ret;
	if (available(reader) < sizeof(capture)) {
		/* was it one that was cut off, or something else? */
		memset(&capture, 0, sizeof(capture));
		memcpy(&capture, reader->buffer, available(reader));
		if (memcmp(capture.magic, PROCMON_CAPTURE_MAGIC,
			   available(reader) < sizeof(capture.magic) ?
			   available(reader) : sizeof(capture.magic)))
			return procmon_refuse(ret_problem, -EBADMSG, "capture",
					      "not a procmon capture", 0);
		return procmon_refuse(ret_problem, -EBADMSG, "capture",
				      "the file ends within its first bytes",
				      available(reader));
	}
	memcpy(&capture, reader->buffer, sizeof(capture));
	ret = check_capture(&capture, ret_problem);
	if (ret)
		return ret;
	consume(reader, sizeof(capture));
	if (ret_capture)
		*ret_capture = capture;
	return 0;
}

int procmon_capture_open(int fd, struct procmon_capture *ret_capture,
			 struct procmon_capture_reader **ret_reader,
			 struct procmon_problem *ret_problem)
{
	struct procmon_capture_reader *reader;
	int ret;

	reader = calloc(1, sizeof(*reader));
	if (!reader)
		return -ENOMEM;
	reader->fd = fd;
	reader->size = BUFFER_SIZE;
	reader->buffer = malloc(reader->size);
	if (!reader->buffer) {
		ret = -ENOMEM;
		goto err_reader;
	}
	ret = read_start(reader, ret_capture, ret_problem);
	if (ret)
		goto err_buffer;
	*ret_reader = reader;
	return 0;

err_buffer:
	free(reader->buffer);
err_reader:
	free(reader);
	return ret;
}

static int frame(struct procmon_capture_reader *reader, uint32_t *ret_len,
		 struct procmon_problem *ret_problem)
{
	uint32_t len;
	int ret;

	ret = fill(reader, sizeof(struct procmon_header));
	if (ret)
		return ret;
	if (available(reader) < sizeof(struct procmon_header))
		return procmon_refuse(ret_problem, -EBADMSG, "header",
				      "the file ends within it",
				      available(reader));
	ret = procmon_frame(reader->buffer + reader->start, available(reader),
			    &len, ret_problem);
	if (ret)
		return ret;
	if (len > PROCMON_CAPTURE_RECORD_MAX)
		return procmon_refuse(ret_problem, -EBADMSG, "header.len",
				      "larger than any record is", 0);
	ret = fill(reader, len);
	if (ret)
		return ret;
	if (available(reader) < len)
		return procmon_refuse(ret_problem, -EBADMSG, "header.len",
				      "the file ends within the record",
				      available(reader));
	*ret_len = len;
	return 0;
}

int procmon_capture_next(struct procmon_capture_reader *reader,
			 struct procmon_record *ret_record,
			 struct procmon_problem *ret_problem)
{
	uint64_t offset = reader->offset;
	uint32_t len = 0;
	int ret;

	if (reader->is_broken)
		return 0;
	ret = fill(reader, 1);
	if (ret)
		return ret;
	if (!available(reader))
		return 0;
	ret = frame(reader, &len, ret_problem);
	if (ret) {
		reader->is_broken = ret == -EBADMSG;
	} else {
		ret = procmon_decode(reader->buffer + reader->start, len,
				     ret_record, ret_problem);
		consume(reader, len);
	}
	if (ret == -EBADMSG && ret_problem)
		ret_problem->offset += offset;
	return ret ? ret : 1;
}

void procmon_capture_close(struct procmon_capture_reader *reader)
{
	if (!reader)
		return;
	free(reader->buffer);
	free(reader);
}

void procmon_capture_init(const struct procmon_info *info,
			  struct procmon_capture *ret_capture)
{
	*ret_capture = (struct procmon_capture) {
		.byte_order = PROCMON_CAPTURE_BYTE_ORDER,
		.abi_version = info->abi_version,
	};
	memcpy(ret_capture->magic, PROCMON_CAPTURE_MAGIC,
	       sizeof(ret_capture->magic));
	memcpy(ret_capture->boot_id, info->boot_id,
	       sizeof(ret_capture->boot_id));
}

int procmon_capture_start(int fd, const struct procmon_info *info)
{
	struct procmon_capture capture;

	procmon_capture_init(info, &capture);
	return procmon_capture_write(fd, &capture, sizeof(capture));
}

int procmon_capture_write(int fd, const void *bytes, size_t len)
{
	struct pollfd pollfd = {
		.fd = fd,
		.events = POLLOUT,
	};
	const char *next = bytes;
	ssize_t count;

	while (len) {
		count = write(fd, next, len);
		if (count >= 0) {
			next += count;
			len -= count;
			continue;
		}
		if (errno == EAGAIN) {
			/* half a record would spoil all that follows */
			if (poll(&pollfd, 1, -1) < 0 && errno != EINTR)
				return -errno;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}
