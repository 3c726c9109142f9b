/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sink.h - a place that records go to: its queue, its policy, its state. What
 * differs from kind to kind is in sink_KIND.c. It must not know where records
 * come from, nor that there are other sinks.
 *
 *              open() fails for want of something that may come,
 *              or write() does
 *   +------+ ------------------------------------------> +-----------+
 *   | open |                                             | suspended |
 *   +------+ <------------------------------------------ +-----------+
 *              open() succeeds, each retry_ms
 */
#ifndef PROCMON_RELAY_SINK_H
#define PROCMON_RELAY_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "counters.h"
#include "entry.h"
#include "gap.h"
#include "queue.h"

/* Never: a time that does not come. */
#define TIME_NEVER	UINT64_MAX

struct sink;

/**
 * struct sink_type - What is peculiar to a kind of sink.
 * @form: what it takes.
 * @open: have it ready, also again after it was suspended or is to be
 *	reopened. Return: 0 or -errno.
 * @write: write as much of its queue as goes without waiting. Return: 0, also
 *	if the rest must wait for @fd; or -errno: it is to be suspended.
 * @sync: make safe what was written, by its policy; returns as @write. NULL:
 *	what was written is handed over, nothing more can be done.
 * @reopen: somebody renamed the file, perhaps; NULL: it has none.
 * @close: let go of what @open took; may be called at any time, and again.
 */
struct sink_type {
	enum form form;
	int (*open)(struct sink *sink);
	int (*write)(struct sink *sink, uint64_t now);
	int (*sync)(struct sink *sink, uint64_t now);
	int (*reopen)(struct sink *sink);
	void (*close)(struct sink *sink);
};

extern const struct sink_type sink_stdout;
extern const struct sink_type sink_file;
extern const struct sink_type sink_raw;
extern const struct sink_type sink_journal;
extern const struct sink_type sink_syslog;
extern const struct sink_type sink_unix;

/**
 * struct sink - A sink.
 * @type: what is peculiar to its kind.
 * @config: what was configured.
 * @capture: start of a capture, for a sink that writes one.
 * @queue: what waits to be written.
 * @gap: records that it was not given since the last that it was.
 * @counters: what it counts.
 * @fd: what it writes to; -1: nothing.
 * @waits: nothing can be written before poll(2) says that @fd takes it.
 * @is_suspended: likewise, before @retry_at.
 * @suspended_at: since when.
 * @retry_at: when open() is tried again.
 * @sent: bytes of the first piece that a stream has taken already.
 * @written_seq: last record that was written.
 * @stored_seq: last record that is stored.
 * @sync_at: when what was written is to be made safe.
 * @file_bytes: size of its file, up to the last whole record.
 * @file_born: when its file was begun, s since the epoch.
 * @keeps_file: rotating failed, so it is not tried before it is reopened.
 * @is_broken: it cannot go on, which was said: the relay is to end, and what
 *	is not acknowledged comes again.
 */
struct sink {
	const struct sink_type *type;
	const struct sink_config *config;
	const struct procmon_capture *capture;
	struct queue queue;
	struct gap gap;
	struct sink_counters counters;
	int fd;
	bool waits;
	bool is_suspended;
	uint64_t suspended_at;
	uint64_t retry_at;
	size_t sent;
	uint64_t written_seq;
	uint64_t stored_seq;
	uint64_t sync_at;
	uint64_t file_bytes;
	uint64_t file_born;
	bool keeps_file;
	bool is_broken;
};

/**
 * sink_init() - Begin; nothing is opened yet.
 * @sink: the sink.
 * @config: what was configured; must stay.
 * @capture: where records are from; must stay.
 */
void sink_init(struct sink *sink, const struct sink_config *config,
	       const struct procmon_capture *capture);

/**
 * sink_configure() - Go on with another configuration.
 * @sink: the sink; what waits in its queue stays, even if that is too much.
 * @config: of the same type and path; must stay.
 */
void sink_configure(struct sink *sink, const struct sink_config *config);

/**
 * sink_start() - Open it for the first time.
 * @sink: the sink.
 * @now: CLOCK_MONOTONIC, ms.
 *
 * What is not there yet suspends it; what nobody but an administrator can
 * change is an error.
 *
 * Return: true; false: it cannot work, which was said.
 */
bool sink_start(struct sink *sink, uint64_t now);

/**
 * sink_end() - Close it and free all.
 * @sink: the sink.
 */
void sink_end(struct sink *sink);

/**
 * sink_is_durable() - Must it get all records?
 * @sink: the sink.
 */
static inline bool sink_is_durable(const struct sink *sink)
{
	return sink->config->policy == POLICY_DURABLE;
}

/**
 * sink_has_room() - Can it be offered a record?
 * @sink: the sink.
 *
 * Return: true: one that is best-effort always; false: it is durable and its
 * queue is full.
 */
bool sink_has_room(const struct sink *sink);

/**
 * sink_offer() - Give it the record of entry_begin().
 * @sink: one that has room.
 *
 * A best-effort sink whose queue is full drops it, and counts it. When there is
 * room again, the record that tells of the gap goes first.
 */
void sink_offer(struct sink *sink);

/**
 * sink_service() - Write what can be written, try again what is due.
 * @sink: the sink.
 * @stream: what the records told so far.
 * @now: CLOCK_MONOTONIC, ms.
 *
 * Calls entry_begin(), for the record that tells of a gap.
 */
void sink_service(struct sink *sink, const struct stream *stream,
		  uint64_t now);

/**
 * sink_reopen() - Open its file again, whose name may be another's now.
 * @sink: the sink.
 * @now: CLOCK_MONOTONIC, ms.
 */
void sink_reopen(struct sink *sink, uint64_t now);

/**
 * sink_flush() - Make safe what was written, now.
 * @sink: the sink.
 * @now: CLOCK_MONOTONIC, ms.
 */
void sink_flush(struct sink *sink, uint64_t now);

/**
 * sink_is_done() - Is all that it was given stored?
 * @sink: the sink.
 */
bool sink_is_done(const struct sink *sink);

/**
 * sink_deadline() - When it wants to be serviced at the latest.
 * @sink: the sink.
 *
 * Return: CLOCK_MONOTONIC, ms; TIME_NEVER: when its descriptor is ready.
 */
uint64_t sink_deadline(const struct sink *sink);

/**
 * sink_count() - Bring the counters that can fall up to date.
 * @sink: the sink.
 */
void sink_count(struct sink *sink);

/*
 * For the kinds of sinks.
 */

/**
 * sink_written() - The first bytes of the queue were written.
 * @sink: the sink.
 * @len: how many; the end of a record.
 */
void sink_written(struct sink *sink, size_t len);

/**
 * sink_sent() - A stream has taken some of the queue's first bytes.
 * @sink: the sink.
 * @len: how many, behind those that it had taken already.
 */
void sink_sent(struct sink *sink, size_t len);

/**
 * sink_connect() - Connect to a local socket.
 * @sink: the sink; its @fd is set.
 * @path: of the socket.
 * @type: SOCK_STREAM or SOCK_DGRAM.
 *
 * Return: 0 or -errno.
 */
int sink_connect(struct sink *sink, const char *path, int type);

/**
 * sink_close_fd() - Close the descriptor.
 * @sink: the sink; what a stream took of the first record is sent again.
 */
void sink_close_fd(struct sink *sink);

/**
 * sink_write_datagrams() - Send each record of the queue as a datagram.
 * @sink: the sink, whose socket must not block.
 * @send: sends one; returns 0, -EAGAIN, -EMSGSIZE: never possible; or -errno.
 *
 * Return: as struct sink_type's write().
 */
int sink_write_datagrams(struct sink *sink,
			 int (*send)(struct sink *sink, const void *bytes,
				     size_t len));

#endif /* PROCMON_RELAY_SINK_H */
