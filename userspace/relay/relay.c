// SPDX-License-Identifier: GPL-2.0-only
/*
 * relay.c - the way of records from the source to the sinks, and of what is
 * stored back. It must not know a source or a sink by its kind.
 *
 * One loop, one thread, and nothing in it waits but its poll(2). When a
 * durable sink has no room nothing is read: the ring holds the records.
 */
#include "relay.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "accounts_choice.h"
#include "entry.h"
#include "exit_status.h"
#include "host.h"
#include "message.h"
#include "progress.h"
#include "redaction.h"
#include "reports.h"
#include "requests.h"
#include "sink.h"

/* What is read before sinks get their turn, bytes. */
#define TURN_BYTES	(256U * 1024)

/**
 * struct relay - What there is while it runs.
 * @reload: the configuration that is in force.
 * @source: where records come from.
 * @requests_fd: becomes readable when a signal asks for something.
 * @stream: what the records told so far.
 * @redaction: what is taken out of them.
 * @sinks: where they go to.
 * @sink_count: how many.
 * @counters: what is counted.
 * @reports: when that is told.
 * @offered_seq: last record that the sinks were offered.
 * @last_seq: when it is to end: the last that is still to be read.
 * @stop_at: when it ends at the latest; TIME_NEVER: no hurry.
 * @is_idle: the source has nothing now.
 * @is_stalled: a durable sink has no room.
 * @is_stopping: it is to end.
 * @is_read: nothing more is to be read.
 */
struct relay {
	struct reload *reload;
	const struct source_type *source;
	int requests_fd;
	struct stream stream;
	struct redaction redaction;
	struct sink sinks[CONFIG_SINKS_MAX];
	unsigned int sink_count;
	struct relay_counters counters;
	struct reports reports;
	uint64_t offered_seq;
	uint64_t last_seq;
	uint64_t stop_at;
	bool is_idle;
	bool is_stalled;
	bool is_stopping;
	bool is_read;
};

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void count_record(struct relay_counters *counters,
			 const struct procmon_record *record)
{
	const struct procmon_lost *lost = &record->lost;
	unsigned int i;

	counters->read_seq = record->header.seq;
	counters->bytes += record->header.len;
	if (record->header.type != PROCMON_TYPE_LOST || !record->is_known) {
		counters->records++;
		return;
	}
	counters->lost += lost->last_seq - lost->first_seq + 1;
	for (i = 0; i < PROCMON_CAUSE_COUNT; i++)
		counters->lost_by_cause[i] += lost->by_cause[i];
}

/* No form of a record is made before its secrets are gone. */
static void offer(struct relay *relay, const struct procmon_record *record)
{
	struct event event = { .record = record, .stream = &relay->stream };
	unsigned int i;

	stream_learn(&relay->stream, record);
	count_record(&relay->counters, record);
	if (redaction_apply(&relay->redaction, &event))
		relay->counters.redacted++;
	entry_begin(&event);
	for (i = 0; i < relay->sink_count; i++)
		sink_offer(&relay->sinks[i]);
	relay->offered_seq = record->header.seq;
}

static bool all_have_room(const struct relay *relay)
{
	unsigned int i;

	for (i = 0; i < relay->sink_count; i++)
		if (!sink_has_room(&relay->sinks[i]))
			return false;
	return true;
}

static void stalled(struct relay *relay, bool is_stalled)
{
	if (is_stalled && !relay->is_stalled)
		relay->counters.stalls++;
	relay->is_stalled = is_stalled;
}

static void malformed(struct relay *relay, const struct procmon_problem *problem)
{
	/* A hostile stream must not fill the log. */
	if (!relay->counters.malformed++)
		message("record: byte %" PRIu64 " of a batch: %s: %s; such records are skipped and counted, install procmon-relay and module of the same version",
			problem->offset, problem->field, problem->text);
}

/* Return: EXIT_STATUS_OK, also if nothing is there; or what went wrong. */
static int take_turn(struct relay *relay)
{
	struct procmon_problem problem;
	struct procmon_record record;
	uint64_t taken = 0;
	int ret;

	relay->is_idle = false;
	while (!relay->is_read && taken < TURN_BYTES) {
		stalled(relay, !all_have_room(relay));
		if (relay->is_stalled)
			break;
		ret = relay->source->next(&record, &problem);
		if (ret == -EBADMSG) {
			malformed(relay, &problem);
			continue;
		}
		if (ret == -ENODATA || (!ret && relay->is_stopping)) {
			relay->is_read = true;
			relay->is_stopping = true;
			break;
		}
		if (!ret) {
			relay->is_idle = true;
			break;
		}
		if (ret < 0) {
			message("source: %s; see 'procmonctl status' and the kernel log",
				strerror(-ret));
			return EXIT_STATUS_ERROR;
		}
		taken += record.header.len;
		offer(relay, &record);
		if (relay->is_stopping &&
		    record.header.seq >= relay->last_seq)
			relay->is_read = true;
	}
	return EXIT_STATUS_OK;
}

/* Return: EXIT_STATUS_OK, or EXIT_STATUS_ERROR if a sink is broken. */
static int service_sinks(struct relay *relay, uint64_t now)
{
	int status = EXIT_STATUS_OK;
	unsigned int i;

	for (i = 0; i < relay->sink_count; i++) {
		sink_service(&relay->sinks[i], &relay->stream, now);
		if (relay->is_read)
			sink_flush(&relay->sinks[i], now);
		if (relay->sinks[i].is_broken)
			status = EXIT_STATUS_ERROR;
	}
	return status;
}

static int acknowledge(struct relay *relay)
{
	uint64_t seq = progress_seq(relay->sinks, relay->sink_count,
				    relay->offered_seq);
	int ret;

	if (seq <= relay->counters.acked_seq)
		return EXIT_STATUS_OK;
	ret = relay->source->ack(seq);
	if (ret < 0) {
		message("acknowledge %" PRIu64 ": %s; the hold is lost, the relay ends, see 'procmonctl status'",
			seq, strerror(-ret));
		return EXIT_STATUS_ERROR;
	}
	relay->counters.acked_seq = seq;
	return EXIT_STATUS_OK;
}

static void begin_stop(struct relay *relay, uint64_t now)
{
	if (relay->is_stopping)
		return;
	relay->is_stopping = true;
	relay->stop_at = now + relay->reload->config->drain_ms;
	reports_stopping(relay->reload->config->drain_ms);
	/* What happens from now on is the next relay's. */
	relay->last_seq = relay->counters.read_seq;
	if (relay->source->look(&relay->counters) == 0)
		relay->last_seq = relay->counters.next_seq - 1;
	if (relay->counters.read_seq >= relay->last_seq)
		relay->is_read = true;
}

/* What a record is made into; nothing of the record before is left. */
static void begin_forms(struct relay *relay, const struct config *config)
{
	host_learn(config, &relay->stream);
	redaction_open(&relay->redaction, &config->redact);
	accounts_learn(config, relay->source->fd() >= 0, &relay->stream);
	entry_open((enum json_schema)config->schema, relay->stream.accounts);
}

static void end_forms(struct relay *relay)
{
	entry_close();
	accounts_forget(&relay->stream);
	redaction_close(&relay->redaction);
}

/* Records that wait in a queue have their form already. */
static void take_configuration(struct relay *relay, uint64_t now)
{
	const struct config *config = relay->reload->config;
	unsigned int i;

	end_forms(relay);
	begin_forms(relay, config);
	for (i = 0; i < relay->sink_count; i++)
		sink_configure(&relay->sinks[i], &config->sinks[i]);
	reports_begin(&relay->reports, config, now);
}

static void do_reload(struct relay *relay, uint64_t now)
{
	unsigned int i;

	reports_reloading();
	if (reload_read(relay->reload))
		take_configuration(relay, now);
	for (i = 0; i < relay->sink_count; i++)
		sink_reopen(&relay->sinks[i], now);
	reports_ready();
}

static void do_requests(struct relay *relay, uint64_t now)
{
	unsigned int requests = requests_take();

	if (requests & REQUEST_RELOAD)
		do_reload(relay, now);
	if (requests & REQUEST_STOP) {
		begin_stop(relay, now);
		/* a replay that waits for a sink has no time set */
		if (relay->stop_at == TIME_NEVER)
			relay->stop_at = now + relay->reload->config->drain_ms;
	}
}

/* Nobody waits at the end for a best-effort sink that is suspended. */
static bool is_done(const struct relay *relay, uint64_t now)
{
	const struct sink *sink;
	unsigned int i;

	if (!relay->is_stopping)
		return false;
	if (now >= relay->stop_at)
		return true;
	if (!relay->is_read)
		return false;
	for (i = 0; i < relay->sink_count; i++) {
		sink = &relay->sinks[i];
		if (!sink_is_done(sink) &&
		    (sink_is_durable(sink) || !sink->is_suspended))
			return false;
	}
	return true;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int poll_timeout(const struct relay *relay, uint64_t now)
{
	uint64_t at = earlier(relay->reports.at, relay->stop_at);
	unsigned int i;

	/* Sinks may have made room since the source was read. */
	if (!relay->is_idle && !relay->is_read && all_have_room(relay))
		return 0;
	for (i = 0; i < relay->sink_count; i++)
		at = earlier(at, sink_deadline(&relay->sinks[i]));
	if (at == TIME_NEVER)
		return -1;
	if (at <= now)
		return 0;
	return at - now < 60000 ? (int)(at - now) : 60000;
}

/* Return: EXIT_STATUS_OK, or what is wrong with the source. */
static int wait_for_work(struct relay *relay, uint64_t now)
{
	struct pollfd pollfds[2 + CONFIG_SINKS_MAX];
	unsigned int i;

	pollfds[0] = (struct pollfd) { relay->requests_fd, POLLIN, 0 };
	pollfds[1] = (struct pollfd) {
		relay->is_idle ? relay->source->fd() : -1, POLLIN, 0
	};
	/* One that does not wait would end each poll(2) when its peer goes. */
	for (i = 0; i < relay->sink_count; i++)
		pollfds[2 + i] = (struct pollfd) {
			relay->sinks[i].waits ? relay->sinks[i].fd : -1,
			POLLOUT, 0
		};
	if (poll(pollfds, 2 + relay->sink_count, poll_timeout(relay, now)) < 0)
		return EXIT_STATUS_OK;
	for (i = 0; i < relay->sink_count; i++)
		if (pollfds[2 + i].revents)
			relay->sinks[i].waits = false;
	if (pollfds[1].revents & (POLLERR | POLLHUP | POLLNVAL)) {
		message("source: the sensor is gone; see the kernel log");
		return EXIT_STATUS_ABSENT;
	}
	return EXIT_STATUS_OK;
}

static void report(struct relay *relay, uint64_t now, bool is_last)
{
	unsigned int i;

	if (now < relay->reports.at && !is_last)
		return;
	relay->source->look(&relay->counters);
	for (i = 0; i < relay->sink_count; i++)
		sink_count(&relay->sinks[i]);
	reports_make(&relay->reports, &relay->counters, relay->sinks,
		     relay->sink_count, now, is_last);
}

static int loop(struct relay *relay)
{
	int status = EXIT_STATUS_OK;
	uint64_t now = now_ms();
	int ack_status;

	while (status == EXIT_STATUS_OK && !is_done(relay, now)) {
		stream_refresh(&relay->stream, now);
		status = take_turn(relay);
		if (status == EXIT_STATUS_OK)
			status = service_sinks(relay, now);
		/* Also what was stored before something went wrong. */
		ack_status = acknowledge(relay);
		if (status == EXIT_STATUS_OK)
			status = ack_status;
		report(relay, now, false);
		if (status != EXIT_STATUS_OK || is_done(relay, now))
			break;
		status = wait_for_work(relay, now);
		now = now_ms();
		do_requests(relay, now);
	}
	return status;
}

static void tell_rest(struct relay *relay)
{
	const struct sink *sink;
	unsigned int i;

	for (i = 0; i < relay->sink_count; i++) {
		sink = &relay->sinks[i];
		if (!sink_is_done(sink) && sink_is_durable(sink))
			message("sink %s: %zu records are not stored; they are not acknowledged, the next relay gets them from the ring",
				sink->config->name, queue_count(&sink->queue));
		else if (!sink_is_done(sink))
			message("sink %s: %zu records are lost for it, as the relay ends; give it a policy of durable if that matters",
				sink->config->name, queue_count(&sink->queue));
	}
}

static bool start_sinks(struct relay *relay,
			const struct procmon_capture *capture)
{
	const struct config *config = relay->reload->config;
	unsigned int i;

	for (i = 0; i < config->sink_count; i++) {
		sink_init(&relay->sinks[i], &config->sinks[i], capture);
		relay->sink_count++;
		if (!sink_start(&relay->sinks[i], now_ms()))
			return false;
	}
	return true;
}

int relay_run(struct reload *reload, const struct source_type *source,
	      const struct procmon_capture *capture, int requests_fd)
{
	static struct relay relay;
	int status = EXIT_STATUS_PERMISSION;
	unsigned int i;

	relay = (struct relay) {
		.reload = reload, .source = source,
		.requests_fd = requests_fd,
		.stop_at = TIME_NEVER,
	};
	memcpy(relay.stream.boot_id, capture->boot_id,
	       sizeof(relay.stream.boot_id));
	if (source->fd() >= 0)
		stream_set_clocks(&relay.stream);
	begin_forms(&relay, reload->config);
	source->look(&relay.counters);
	if (start_sinks(&relay, capture)) {
		reports_begin(&relay.reports, reload->config, now_ms());
		reports_ready();
		status = loop(&relay);
		tell_rest(&relay);
		report(&relay, now_ms(), true);
	}
	for (i = 0; i < relay.sink_count; i++)
		sink_end(&relay.sinks[i]);
	end_forms(&relay);
	return status;
}
