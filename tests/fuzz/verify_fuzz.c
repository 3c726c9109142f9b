// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify_fuzz.c - libFuzzer target: any sequence of records through the judge of
 * streams and its report. Bytes are not records here, but what to do next: most
 * records follow the one before, a few say anything. Whatever comes, the counts
 * must agree with the findings, and the report must be JSON, or safe text.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "libprocmon.h"
#include "output.h"
#include "text.h"
#include "verify_report.h"

/* How many records may be made of an input. */
#define STEPS_MAX	4096

/* So much of a report is collected before it is written. */
#define REPORT_MAX	128

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of the input; behind its end are zeros. */
struct input {
	const uint8_t *data;
	size_t size;
};

/* What the findings add up to, modulo 2^64; @gaps: missing before a stream. */
struct sums {
	struct verify_report report;
	unsigned int reported;
	uint64_t findings[PROCMON_FINDING_COUNT];
	uint64_t counts[PROCMON_FINDING_COUNT];
	unsigned int hole_count;
	uint64_t gaps;
};

/* A hole of the stream under way. */
struct hole {
	uint64_t first;
	uint64_t last;
};

static struct sums sums;
static struct hole holes[2 * STEPS_MAX];

static void require(bool is_true)
{
	if (!is_true)
		abort();
}

static uint64_t take(struct input *input, size_t size)
{
	uint64_t number = 0;

	if (size > input->size)
		size = input->size;
	memcpy(&number, input->data, size);
	input->data += size;
	input->size -= size;
	return number;
}

static void end_stream(const struct procmon_finding *stream)
{
	unsigned int i;

	for (i = 0; i < sums.hole_count; i++) {
		if (holes[i].last < stream->first_seq)
			sums.gaps += holes[i].last - holes[i].first + 1;
		else
			require(holes[i].first > stream->first_seq &&
				holes[i].last < stream->last_seq);
	}
	sums.hole_count = 0;
}

static void found(const struct procmon_finding *finding, void *context)
{
	(void)context;
	require(finding->kind < PROCMON_FINDING_COUNT && finding->count);
	require(finding->first_seq <= finding->last_seq);
	require(finding->count - 1 <= finding->last_seq - finding->first_seq ||
		finding->kind == PROCMON_FINDING_REPEAT);
	require((finding->kind == PROCMON_FINDING_CONTRADICTION) ==
		!!finding->text);
	if (finding->kind == PROCMON_FINDING_HOLE) {
		require(finding->count - 1 ==
			finding->last_seq - finding->first_seq);
		holes[sums.hole_count++] = (struct hole) {
			finding->first_seq, finding->last_seq
		};
	}
	if (finding->kind == PROCMON_FINDING_STREAM)
		end_stream(finding);
	sums.findings[finding->kind]++;
	sums.counts[finding->kind] += finding->count;
	if (sums.reported++ < REPORT_MAX)
		verify_report_add(&sums.report, finding);
}

/* Counts that may add up, or anything. */
static void fill_counters(struct input *input, struct procmon_record *record)
{
	struct procmon_heartbeat *heartbeat = &record->heartbeat;
	struct procmon_counters *counters = &heartbeat->counters;
	uint64_t choice = take(input, 1);
	uint64_t lost = take(input, 1);

	heartbeat->first_seq = choice & 1 ? take(input, 8) : 1000;
	counters->captured = record->header.seq - heartbeat->first_seq;
	counters->lost = lost;
	counters->lost_by_cause[PROCMON_CAUSE_FULL] = lost;
	counters->delivered = counters->captured - lost;
	if (choice & 2)
		counters->lost_by_cause[choice >> 2 & 7] = take(input, 8);
}

static void fill_lost(struct input *input, struct procmon_record *record)
{
	struct procmon_lost *lost = &record->lost;
	uint64_t choice = take(input, 1);
	uint64_t len = choice & 1 ? take(input, 8) : take(input, 1);

	lost->last_seq = record->header.seq;
	lost->first_seq = record->header.seq - len;
	/* the decoder refuses others */
	if (len >= record->header.seq)
		lost->first_seq = 1;
	lost->by_cause[PROCMON_CAUSE_FULL] = lost->last_seq - lost->first_seq +
					     1;
	lost->by_type[PROCMON_TYPE_EXEC] = lost->by_cause[PROCMON_CAUSE_FULL];
	if (choice & 2)
		lost->by_cause[choice >> 2 & 7] = take(input, 8);
	if (choice & 4)
		lost->by_type[choice >> 3] = take(input, 8);
}

static void make_record(struct input *input, uint64_t *seq,
			struct procmon_record *record)
{
	static const uint16_t types[] = {
		PROCMON_TYPE_READER, PROCMON_TYPE_LOST, PROCMON_TYPE_HEARTBEAT,
		PROCMON_TYPE_SENSOR_START, PROCMON_TYPE_SENSOR_STOP,
		PROCMON_TYPE_EXEC, PROCMON_TYPE_LIMIT - 1, PROCMON_TYPE_READER,
	};
	uint64_t choice = take(input, 1);

	memset(record, 0, sizeof(*record));
	record->header.type = types[choice & 7];
	record->is_known = record->header.type != PROCMON_TYPE_LIMIT - 1;
	record->header.fixed_len = sizeof(record->exec);
	switch (choice >> 3 & 7) {
	case 0:
		*seq = take(input, 8);
		break;
	case 1:
		*seq -= take(input, 1);
		break;
	case 2:
		*seq += take(input, 2);
		break;
	default:
		++*seq;
	}
	/* the decoder refuses 0 */
	*seq += !*seq;
	record->header.seq = *seq;
	record->header.time_mono = choice & 0x80 ? take(input, 8) : *seq;
	record->header.flags = choice >> 6 & 1 ? PROCMON_RECORD_TOMBSTONE : 0;
	if (record->header.type == PROCMON_TYPE_LOST)
		fill_lost(input, record);
	if (record->header.type == PROCMON_TYPE_HEARTBEAT)
		fill_counters(input, record);
	if (record->header.type == PROCMON_TYPE_SENSOR_START)
		record->sensor.boot_id[0] = take(input, 1) & 1;
}

static void require_json(const struct buffer *text)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;

	require(tokener);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, text->data, text->len);
	require(json_tokener_get_error(tokener) == json_tokener_success);
	require(json_object_is_type(object, json_type_object));
	json_object_put(object);
	json_tokener_free(tokener);
}

/* A sum that is too large for its member stays at the largest number. */
static void require_sum(uint64_t counted, uint64_t sum)
{
	require(counted == sum || counted == UINT64_MAX);
}

static void require_status(const struct procmon_verify_status *status)
{
	size_t kind;

	for (kind = 0; kind < PROCMON_FINDING_COUNT; kind++)
		require(status->findings[kind] == sums.findings[kind]);
	require_sum(status->missing, sums.counts[PROCMON_FINDING_HOLE]);
	require_sum(status->lost, sums.counts[PROCMON_FINDING_LOSS]);
	require_sum(status->repeated, sums.counts[PROCMON_FINDING_REPEAT]);
	require(status->events <= status->records);
	require(status->tombstones <= status->events);
	require(status->heartbeats_unjudged <= status->heartbeats);
	/* each number of each stream is one of three */
	require(sums.counts[PROCMON_FINDING_STREAM] ==
		status->events + sums.counts[PROCMON_FINDING_LOSS] +
		sums.counts[PROCMON_FINDING_HOLE] - sums.gaps);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	require(!setenv("LC_ALL", "C.UTF-8", 1));
	text_open();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct report_options options = { .is_json = true };
	struct procmon_verify_status status;
	struct procmon_verify *verify;
	struct stream stream = { .has_mono = true };
	struct procmon_record record;
	uint64_t seq = 1000;
	unsigned int steps;

	memset(&sums, 0, sizeof(sums));
	require(!procmon_verify_new(NULL, found, NULL, &verify));
	verify_report_begin(&sums.report, &options, &stream);
	for (steps = 0; input.size && steps < STEPS_MAX; steps++) {
		make_record(&input, &seq, &record);
		procmon_verify_feed(verify, &record);
	}
	procmon_verify_end(verify);
	procmon_verify_get_status(verify, &status);
	procmon_verify_free(verify);
	verify_report_end(&sums.report, &status, false);
	require(status.records == steps);
	require_status(&status);
	require_json(output_buffer());
	output_buffer()->len = 0;
	return 0;
}
