// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify_fixture.c - a judge of streams, what it found, and records to feed it
 * with. Knows no test.
 */
#include "verify_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "sample.h"

static void note(const struct procmon_finding *finding, void *context)
{
	struct judge *judge = context;

	assert_true(judge->count < FOUND_MAX);
	judge->found[judge->count++] = *finding;
}

int judge_begin(void **state)
{
	struct judge *judge = calloc(1, sizeof(*judge));

	if (!judge || procmon_verify_new(NULL, note, judge, &judge->verify))
		return -1;
	*state = judge;
	return 0;
}

int judge_finish(void **state)
{
	struct judge *judge = *state;

	procmon_verify_free(judge->verify);
	free(judge);
	return 0;
}

void judge_reset(struct judge *judge)
{
	procmon_verify_free(judge->verify);
	judge->count = 0;
	assert_int_equal(procmon_verify_new(NULL, note, judge,
					    &judge->verify), 0);
}

void judge_end(struct judge *judge)
{
	size_t kind;

	procmon_verify_end(judge->verify);
	procmon_verify_get_status(judge->verify, &judge->status);
	for (kind = 0; kind < PROCMON_FINDING_COUNT; kind++)
		assert_int_equal(judge->status.findings[kind],
				 found_count(judge, kind));
}

size_t found_count(const struct judge *judge, uint32_t kind)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < judge->count; i++)
		count += judge->found[i].kind == kind;
	return count;
}

const struct procmon_finding *found(const struct judge *judge, uint32_t kind,
				    size_t number)
{
	size_t i;

	for (i = 0; i < judge->count; i++)
		if (judge->found[i].kind == kind && !number--)
			return &judge->found[i];
	fail_msg("no finding of kind %u", kind);
	return NULL;
}

void expect_hole(const struct judge *judge, uint64_t first, uint64_t last)
{
	const struct procmon_finding *hole;

	assert_int_equal(found_count(judge, PROCMON_FINDING_HOLE), 1);
	hole = found(judge, PROCMON_FINDING_HOLE, 0);
	assert_int_equal(hole->first_seq, first);
	assert_int_equal(hole->last_seq, last);
	assert_int_equal(hole->count, last - first + 1);
}

void expect_contradiction(const struct judge *judge, uint64_t seq,
			  const char *text)
{
	const struct procmon_finding *finding;

	assert_int_equal(found_count(judge, PROCMON_FINDING_CONTRADICTION), 1);
	finding = found(judge, PROCMON_FINDING_CONTRADICTION, 0);
	assert_int_equal(finding->first_seq, seq);
	assert_int_equal(finding->last_seq, seq);
	if (strncmp(finding->text, text, strlen(text)) != 0)
		fail_msg("'%s' does not begin with '%s'", finding->text, text);
}

static struct procmon_record decoded(const struct sample *sample, size_t len)
{
	struct procmon_record record;

	assert_int_equal(procmon_decode(sample->bytes, len, &record, NULL), 0);
	assert_true(record.is_known);
	/* a judge has no use for them */
	record.bytes = NULL;
	return record;
}

struct procmon_record event_record(uint64_t seq)
{
	struct sample sample;

	return decoded(&sample, sample_reader(&sample, seq));
}

struct procmon_record tombstone_record(uint64_t seq)
{
	struct sample sample;
	struct procmon_record record = decoded(&sample,
					       sample_exec(&sample, seq));

	record.header.flags |= PROCMON_RECORD_TOMBSTONE;
	return record;
}

struct procmon_record sensor_record(uint64_t seq, uint16_t type,
				    unsigned char boot, uint64_t time_mono)
{
	struct sample sample;
	struct procmon_record record = decoded(&sample,
					       sample_sensor(&sample, seq,
							     type));

	record.sensor.boot_id[0] = boot;
	record.header.time_mono = time_mono;
	return record;
}

struct procmon_record lost_record(uint64_t first, uint64_t last)
{
	struct ring_gap gap = {
		.first = first,
		.last = last,
	};
	struct sample sample;

	gap.by_cause[PROCMON_CAUSE_FULL] = last - first + 1;
	gap.by_kind[PROCMON_TYPE_EXEC] = last - first + 1;
	record_fill_lost((struct procmon_lost *)sample.bytes, &gap);
	sample_header(&sample, last);
	return decoded(&sample, sizeof(struct procmon_lost));
}

struct procmon_record heartbeat_record(uint64_t seq, uint64_t first,
				       uint64_t lost)
{
	struct sample sample;
	struct procmon_record record =
		decoded(&sample, sample_heartbeat(&sample, seq, first));
	struct procmon_counters *counters = &record.heartbeat.counters;

	counters->overwritten = 0;
	counters->lost = lost;
	counters->pending = 0;
	counters->delivered = counters->captured - lost;
	counters->lost_by_cause[PROCMON_CAUSE_FULL] = lost;
	return record;
}

void feed(struct judge *judge, struct procmon_record record)
{
	procmon_verify_feed(judge->verify, &record);
}

void feed_events(struct judge *judge, uint64_t first, uint64_t last)
{
	for (; first <= last; first++)
		feed(judge, event_record(first));
}
