// SPDX-License-Identifier: GPL-2.0-only
/*
 * relay_fuzz.c - libFuzzer target: bytes as what the device gives, through what
 * the relay makes of records and through its sinks, whose receivers take parts,
 * stall and go away. Not only must nothing break: a message must stay one
 * message, and what a receiver gets must be what was offered, in its order.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "libprocmon.h"
#include "sink.h"

/* So few that a record or two fill a queue. */
#define QUEUE_KIB	1
#define OFFERED_MAX	512
#define RETRY_MS	1

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * struct receiver - Who takes what a sink writes.
 * @sink: the sink.
 * @taken: bytes of whole records, as they were taken.
 * @part: bytes of the record after these.
 */
struct receiver {
	struct sink sink;
	struct buffer taken;
	size_t part;
};

enum {
	DURABLE,
	BEST_EFFORT,
	RECEIVER_COUNT,
};

static struct receiver receivers[RECEIVER_COUNT];
static const struct procmon_header *offered[OFFERED_MAX];
static unsigned int offered_count;
/* What a receiver does next is said by the bytes too. */
static uint32_t hash;

static void require(bool is_true)
{
	if (!is_true)
		abort();
}

static uint32_t next_hash(void)
{
	hash = hash * 1664525 + 1013904223;
	return hash >> 16;
}

static int receiver_open(struct sink *sink)
{
	(void)sink;
	return 0;
}

/* Stalls, goes away, or takes as much as it likes. */
static int receiver_write(struct sink *sink, uint64_t now)
{
	struct receiver *receiver = (struct receiver *)sink;
	const char *bytes;
	uint64_t before;
	size_t len;
	size_t count;

	(void)now;
	while ((bytes = queue_peek(&sink->queue, 4096, &len)) != NULL) {
		if (next_hash() % 8 == 0)
			return 0;
		if (next_hash() % 16 == 0) {
			/* the record that it has a part of is sent again */
			sink_close_fd(sink);
			receiver->taken.len -= receiver->part;
			receiver->part = 0;
			return -ECONNRESET;
		}
		count = 1 + next_hash() % (len - sink->sent);
		buffer_add(&receiver->taken, bytes + sink->sent, count);
		before = sink->counters.bytes;
		sink_sent(sink, count);
		receiver->part += count;
		receiver->part -= sink->counters.bytes - before;
		require(receiver->part == sink->sent);
	}
	return 0;
}

static const struct sink_type receiver_type = {
	.form = FORM_RAW,
	.open = receiver_open,
	.write = receiver_write,
	.close = sink_close_fd,
};

static void begin(struct receiver *receiver, enum sink_policy policy,
		  struct sink_config *config)
{
	static const struct procmon_capture capture;

	*config = (struct sink_config) {
		.name = "fuzz", .kind = SINK_UNIX, .policy = policy,
		.queue_kib = QUEUE_KIB, .retry_ms = RETRY_MS,
	};
	receiver->taken.len = 0;
	receiver->part = 0;
	sink_init(&receiver->sink, config, &capture);
	receiver->sink.type = &receiver_type;
}

/* One line, which no text from outside can end. */
static void check_line(enum form form, const char *start)
{
	size_t len;
	const char *text = entry_form(form, &len);
	size_t i;

	require(len > strlen(start) && !memcmp(text, start, strlen(start)));
	for (i = 0; i < len - (form == FORM_JSON); i++)
		require((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
	require(form != FORM_JSON || text[len - 1] == '\n');
}

/* Each line is a field of its own, and of a name that a journal takes. */
static void check_journal(void)
{
	bool is_name = true;
	bool is_first = true;
	const char *text;
	size_t len;
	size_t i;

	text = entry_form(FORM_JOURNAL, &len);
	require(len && text[len - 1] == '\n');
	for (i = 0; i < len; i++) {
		if (text[i] == '\n') {
			require(!is_name);
			is_name = true;
			is_first = true;
		} else if (is_name && text[i] == '=') {
			require(!is_first);
			is_name = false;
		} else if (is_name) {
			require((text[i] >= 'A' && text[i] <= 'Z') ||
				(!is_first && (text[i] == '_' ||
					       (text[i] >= '0' &&
						text[i] <= '9'))));
			is_first = false;
		} else {
			require((unsigned char)text[i] >= 0x20 &&
				text[i] != 0x7f);
		}
	}
}

static void check_forms(const struct event *event)
{
	const char *bytes;
	size_t len;

	check_line(FORM_JSON, "{\"");
	check_line(FORM_SYSLOG, "1 ");
	check_journal();
	bytes = entry_form(FORM_RAW, &len);
	require(len == event->record->header.len &&
		!memcmp(bytes, event->record->bytes, len));
}

static void service(const struct stream *stream)
{
	static uint64_t now;
	unsigned int i;

	/* so that the next attempt is due each time */
	now += 2 * RETRY_MS;
	for (i = 0; i < RECEIVER_COUNT; i++)
		sink_service(&receivers[i].sink, stream, now);
}

static void offer(const struct procmon_record *record, struct stream *stream)
{
	struct event event = { .record = record, .stream = stream };
	unsigned int i;

	while (!sink_has_room(&receivers[DURABLE].sink))
		service(stream);
	require(sink_has_room(&receivers[BEST_EFFORT].sink));
	stream_learn(stream, record);
	entry_begin(&event);
	check_forms(&event);
	for (i = 0; i < RECEIVER_COUNT; i++)
		sink_offer(&receivers[i].sink);
	offered[offered_count++] = (const void *)record->bytes;
	if (next_hash() % 2)
		service(stream);
}

/* What was taken are records that were offered, or notes about a gap. */
static void check_taken(const struct receiver *receiver)
{
	const struct sink *sink = &receiver->sink;
	struct procmon_batch batch = {
		.bytes = (const unsigned char *)receiver->taken.data,
		.len = receiver->taken.len,
	};
	struct procmon_record record;
	unsigned int given_lost = 0;
	unsigned int given = 0;
	unsigned int notes = 0;
	unsigned int next = 0;
	unsigned int twins;
	unsigned int i;

	while (batch.len && procmon_batch_next(&batch, &record, NULL)) {
		for (i = next; i < offered_count; i++)
			if (offered[i]->len == record.header.len &&
			    !memcmp(offered[i], record.bytes,
				    record.header.len))
				break;
		if (i < offered_count) {
			require(i == next || sink->counters.dropped);
			next = i + 1;
			given++;
			given_lost += record.header.type == PROCMON_TYPE_LOST;
			continue;
		}
		require(record.header.type == PROCMON_TYPE_LOST);
		notes++;
	}
	require(given + notes == sink->counters.records);
	/* The note about a gap of one LOST record is that very record. */
	require(given + sink->counters.dropped >= offered_count);
	twins = given + (unsigned int)sink->counters.dropped - offered_count;
	require(twins <= given_lost);
	require(!(notes + twins) == !sink->counters.dropped);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	require(!setenv("LC_ALL", "C.UTF-8", 1) && !setenv("TZ", "UTC", 1));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sink_config configs[RECEIVER_COUNT];
	static int schema = -1;
	struct stream stream = { .host_id = "id", .host_name = "a b" };
	struct procmon_batch batch = { .bytes = data, .len = size };
	struct procmon_record record;
	unsigned int i;
	int wanted;
	int ret;

	/* the records of a capture are a batch */
	if (size >= sizeof(struct procmon_capture) &&
	    !memcmp(data, PROCMON_CAPTURE_MAGIC, 8)) {
		batch.bytes += sizeof(struct procmon_capture);
		batch.len -= sizeof(struct procmon_capture);
	}
	for (hash = 0, i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 16777619;
	/* To change it takes as long as ten records. */
	wanted = hash % 64 ? JSON_ECS : (int)(hash / 64 % (JSON_OCSF + 1));
	if (wanted != schema) {
		if (schema >= 0)
			entry_close();
		schema = wanted;
		entry_open((enum json_schema)schema, false);
	}
	offered_count = 0;
	begin(&receivers[DURABLE], POLICY_DURABLE, &configs[DURABLE]);
	begin(&receivers[BEST_EFFORT], POLICY_BEST_EFFORT,
	      &configs[BEST_EFFORT]);
	while (offered_count < OFFERED_MAX &&
	       (ret = procmon_batch_next(&batch, &record, NULL)) != 0)
		if (ret == 1)
			offer(&record, &stream);
	for (i = 0; i < RECEIVER_COUNT; i++) {
		while (!sink_is_done(&receivers[i].sink))
			service(&stream);
		check_taken(&receivers[i]);
		sink_end(&receivers[i].sink);
	}
	return 0;
}
