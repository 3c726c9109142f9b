// SPDX-License-Identifier: GPL-2.0-only
/*
 * sink.c - a place that records go to: its queue, its policy, its state. It
 * must not know what is peculiar to a kind of sink.
 */
#include "sink.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "message.h"

static const struct sink_type *const types[SINK_KIND_COUNT] = {
	[SINK_STDOUT]	= &sink_stdout,
	[SINK_FILE]	= &sink_file,
	[SINK_RAW]	= &sink_raw,
	[SINK_JOURNAL]	= &sink_journal,
	[SINK_SYSLOG]	= &sink_syslog,
	[SINK_UNIX]	= &sink_unix,
};

void sink_init(struct sink *sink, const struct sink_config *config,
	       const struct procmon_capture *capture)
{
	*sink = (struct sink) {
		.type = types[config->kind], .config = config,
		.capture = capture, .fd = -1, .sync_at = TIME_NEVER,
	};
	queue_init(&sink->queue, config->queue_kib * 1024);
}

void sink_configure(struct sink *sink, const struct sink_config *config)
{
	sink->config = config;
	sink->queue.limit = config->queue_kib * 1024;
}

static const char *remedy_of(const struct sink *sink, int error)
{
	bool is_file = sink->type->reopen;

	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return "make room on the disk";
	case ENOENT:
	case ECONNREFUSED:
	case ECONNRESET:
	case EPIPE:
		return is_file ? "have a directory that can be written" :
				 "start what listens there";
	default:
		return "see to that";
	}
}

static const char *place_of(const struct sink *sink)
{
	return *sink->config->path ? sink->config->path : "its socket";
}

static void suspend(struct sink *sink, int error, uint64_t now)
{
	sink->retry_at = now + sink->config->retry_ms;
	if (sink->is_suspended)
		return;
	sink->is_suspended = true;
	sink->suspended_at = now;
	sink->counters.suspensions++;
	message("sink %s: suspended: %s: %s; %s, it is tried again",
		sink->config->name, place_of(sink), strerror(error),
		remedy_of(sink, error));
}

static void resume(struct sink *sink, uint64_t now)
{
	sink->is_suspended = false;
	message("sink %s: goes on after %llu ms", sink->config->name,
		(unsigned long long)(now - sink->suspended_at));
}

bool sink_start(struct sink *sink, uint64_t now)
{
	int ret = sink->type->open(sink);

	if (!ret)
		return true;
	/* A full disk is made room on; a missing directory stays missing. */
	if (sink->type->reopen && ret != -ENOSPC && ret != -EDQUOT) {
		message("sink %s: %s: %s; let it be a file that the relay's user may write",
			sink->config->name, place_of(sink), strerror(-ret));
		return false;
	}
	suspend(sink, -ret, now);
	return true;
}

void sink_end(struct sink *sink)
{
	sink->type->close(sink);
	queue_free(&sink->queue);
}

/* One gap, not one for each record: it ends when half of the queue is free. */
static bool may_add(const struct sink *sink)
{
	if (gap_is_open(&sink->gap))
		return queue_bytes(&sink->queue) < sink->queue.limit / 2;
	return queue_has_room(&sink->queue);
}

/* A gap may still be open: it was best-effort before. */
bool sink_has_room(const struct sink *sink)
{
	return !sink_is_durable(sink) || may_add(sink);
}

static void add(struct sink *sink, const struct event *event)
{
	const struct procmon_header *header = &event->record->header;
	const char *bytes;
	size_t len;

	bytes = entry_form(sink->type->form, &len);
	queue_add(&sink->queue, header->seq, header->type, bytes, len);
}

static void tell_gap(struct sink *sink, const struct stream *stream)
{
	struct procmon_record record;
	struct event event = { .record = &record, .stream = stream };

	gap_record(&sink->gap, &record);
	entry_begin(&event);
	add(sink, &event);
	gap_close(&sink->gap);
}

void sink_offer(struct sink *sink)
{
	const struct event *event = entry_event();

	if (!may_add(sink)) {
		gap_add(&sink->gap, event->record, PROCMON_CAUSE_OVERWRITTEN);
		sink->counters.dropped++;
		return;
	}
	if (gap_is_open(&sink->gap)) {
		tell_gap(sink, event->stream);
		/* other sinks are still to get the record itself */
		entry_begin(event);
	}
	add(sink, event);
}

static int write_and_sync(struct sink *sink, uint64_t now)
{
	int ret = 0;
	int error;

	if (!sink->waits && queue_count(&sink->queue))
		ret = sink->type->write(sink, now);
	/* What was written before a disk was full is to be safe too. */
	if (!sink->type->sync || sink->is_broken || sink->fd < 0)
		return ret;
	error = sink->type->sync(sink, now);
	return ret ? ret : error;
}

void sink_service(struct sink *sink, const struct stream *stream, uint64_t now)
{
	int ret;

	if (sink->is_broken)
		return;
	if (sink->is_suspended && now < sink->retry_at)
		return;
	if (gap_is_open(&sink->gap) && may_add(sink))
		tell_gap(sink, stream);
	ret = sink->is_suspended ? sink->type->open(sink) : 0;
	if (!ret)
		ret = write_and_sync(sink, now);
	if (ret < 0)
		suspend(sink, -ret, now);
	else if (sink->is_suspended)
		resume(sink, now);
}

void sink_reopen(struct sink *sink, uint64_t now)
{
	int ret;

	if (!sink->type->reopen || sink->is_broken)
		return;
	ret = sink->type->reopen(sink);
	if (ret < 0)
		suspend(sink, -ret, now);
}

void sink_flush(struct sink *sink, uint64_t now)
{
	int ret;

	if (!sink->type->sync || sink->is_broken || sink->fd < 0)
		return;
	sink->sync_at = now;
	ret = sink->type->sync(sink, now);
	if (ret < 0)
		suspend(sink, -ret, now);
}

bool sink_is_done(const struct sink *sink)
{
	return !queue_count(&sink->queue) && !gap_is_open(&sink->gap) &&
	       sink->stored_seq == sink->written_seq;
}

uint64_t sink_deadline(const struct sink *sink)
{
	if (sink->is_broken)
		return TIME_NEVER;
	return sink->is_suspended ? sink->retry_at : sink->sync_at;
}

void sink_count(struct sink *sink)
{
	sink->counters.queue_bytes = queue_bytes(&sink->queue);
	sink->counters.queue_records = queue_count(&sink->queue);
	sink->counters.suspended = sink->is_suspended;
	sink->counters.stored_seq = sink->stored_seq;
}

void sink_written(struct sink *sink, size_t len)
{
	sink->counters.records += queue_drop(&sink->queue, len,
					     &sink->written_seq);
	sink->counters.bytes += len;
	if (!sink->type->sync)
		sink->stored_seq = sink->written_seq;
}

void sink_sent(struct sink *sink, size_t len)
{
	size_t whole;

	sink->sent += len;
	whole = queue_whole(&sink->queue, sink->sent);
	if (whole)
		sink_written(sink, whole);
	sink->sent -= whole;
}

int sink_connect(struct sink *sink, const char *path, int type)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int ret;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	sink_close_fd(sink);
	sink->fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (sink->fd < 0)
		return -errno;
	if (connect(sink->fd, (struct sockaddr *)&address,
		    sizeof(address)) < 0) {
		ret = -errno;
		sink_close_fd(sink);
		return ret;
	}
	return 0;
}

void sink_close_fd(struct sink *sink)
{
	if (sink->fd >= 0)
		close(sink->fd);
	sink->fd = -1;
	sink->sent = 0;
	sink->waits = false;
}

/* In the place of a record that no receiver would take, a note about it. */
static int send_note(struct sink *sink, const struct queue_piece *piece,
		     int (*send)(struct sink *sink, const void *bytes,
				 size_t len))
{
	static const struct stream nowhere;
	struct procmon_record record;
	struct event event = { .record = &record, .stream = &nowhere };
	const char *bytes;
	struct gap gap;
	size_t len;
	int ret;

	gap_of(&gap, piece->seq, piece->tag, PROCMON_CAUSE_OVERSIZE);
	gap_record(&gap, &record);
	entry_begin(&event);
	bytes = entry_form(sink->type->form, &len);
	ret = send(sink, bytes, len);
	if (!ret)
		sink->counters.refused++;
	return ret;
}

int sink_write_datagrams(struct sink *sink,
			 int (*send)(struct sink *sink, const void *bytes,
				     size_t len))
{
	const struct queue_piece *piece;
	const void *bytes;
	size_t len;
	int ret;

	while ((piece = queue_first(&sink->queue)) != NULL) {
		bytes = queue_peek(&sink->queue, 1, &len);
		ret = send(sink, bytes, len);
		if (ret == -EMSGSIZE)
			ret = send_note(sink, piece, send);
		if (ret == -EAGAIN) {
			sink->waits = true;
			return 0;
		}
		if (ret < 0) {
			sink_close_fd(sink);
			return ret;
		}
		sink_written(sink, len);
	}
	return 0;
}
