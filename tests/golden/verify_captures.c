// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify_captures.c - captures that are complete, and captures that are not:
 * what somebody who wants to know finds in them. Knows nothing of how that is
 * found out.
 */
#include <string.h>

#include "make_captures.h"

static void put_readers(struct output *output, uint64_t first, uint64_t last)
{
	struct sample sample;

	for (; first <= last; first++)
		put(output, sample.bytes, sample_reader(&sample, first));
}

/* Of the events from 1 on one was lost, as full. */
static void put_heartbeat(struct output *output, uint64_t seq)
{
	struct sample sample;
	struct procmon_heartbeat *heartbeat = (void *)sample.bytes;
	size_t len = sample_heartbeat(&sample, seq, 1);

	heartbeat->counters.overwritten = 0;
	heartbeat->counters.delivered += 2;
	put(output, sample.bytes, len);
}

/* Of cause "full", and type "exec". */
static void put_full(struct output *output, uint64_t first, uint64_t last)
{
	struct ring_gap gap = { .first = first, .last = last };
	struct sample sample;

	gap.by_cause[PROCMON_CAUSE_FULL] = last - first + 1;
	gap.by_kind[PROCMON_TYPE_EXEC] = last - first + 1;
	record_fill_lost((struct procmon_lost *)sample.bytes, &gap);
	sample_header(&sample, last);
	put(output, sample.bytes, sizeof(struct procmon_lost));
}

static void put_sensor(struct output *output, uint64_t seq, uint16_t type,
		       unsigned char boot)
{
	struct sample sample;
	struct procmon_sensor *sensor = (void *)sample.bytes;
	size_t len = sample_sensor(&sample, seq, type);

	sensor->boot_id[0] = boot;
	put(output, sample.bytes, len);
}

/* From a start of the sensor to its stop, in two boots; nothing is missing. */
void verify_complete(struct output *output)
{
	struct sample sample;
	size_t len;

	put_start(output);
	put_sensor(output, 1, PROCMON_TYPE_SENSOR_START, 1);
	put_readers(output, 2, 9);
	put_sensor(output, 10, PROCMON_TYPE_SENSOR_STOP, 1);
	put_sensor(output, 5, PROCMON_TYPE_SENSOR_START, 2);
	len = sample_fail(&sample, 6);
	((struct procmon_header *)sample.bytes)->flags |=
		PROCMON_RECORD_TOMBSTONE;
	put(output, sample.bytes, len);
	put_readers(output, 7, 8);
}

/* Losses that are told; what was stored twice; heartbeats that agree. */
void verify_lossy(struct output *output)
{
	put_start(output);
	put_sensor(output, 1, PROCMON_TYPE_SENSOR_START, 1);
	put_readers(output, 2, 14);
	put_full(output, 15, 15);
	put_heartbeat(output, 16);
	put_readers(output, 17, 20);
	put_readers(output, 18, 22);
	put_heartbeat(output, 23);
}

/* Everything that can be wrong with a capture that can be read. */
void verify_faults(struct output *output)
{
	struct sample sample;
	struct procmon_lost *lost = (void *)sample.bytes;
	size_t len;

	put_start(output);
	put_sensor(output, 1, PROCMON_TYPE_SENSOR_START, 1);
	put_readers(output, 2, 14);
	put_full(output, 15, 15);
	put_heartbeat(output, 16);
	put_readers(output, 20, 24);
	put_heartbeat(output, 25);
	put_readers(output, 29, 29);
	put_readers(output, 27, 27);
	len = sample_lost(&sample, 30, 33);
	lost->by_cause[PROCMON_CAUSE_MEMORY] = UINT64_MAX;
	lost->by_type[PROCMON_TYPE_FORK] = 1;
	put(output, sample.bytes, len);
	put_sensor(output, 34, PROCMON_TYPE_SENSOR_START, 1);
	put_sensor(output, 35, PROCMON_TYPE_SENSOR_START, 1);
	put(output, sample.bytes, sample_heartbeat(&sample, 36, 3));
	put(output, sample.bytes, sample_reader(&sample, UINT64_MAX));
}
