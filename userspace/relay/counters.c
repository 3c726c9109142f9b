// SPDX-License-Identifier: GPL-2.0-only
/*
 * counters.c - what the relay and each sink count, as tables. It must not know
 * who counts.
 */
#include "counters.h"

#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define GAUGE		true
#define SUM		false
#define REPORTED	true
#define UNREPORTED	false

#define RELAY(member)							\
	.name = #member, .offset = offsetof(struct relay_counters, member)
#define SINK(member)							\
	.name = #member, .offset = offsetof(struct sink_counters, member)

static const struct counter relay_rows[] = {
	{ RELAY(records), SUM, REPORTED, "records that were read" },
	{ RELAY(bytes), SUM, REPORTED, "bytes of the records that were read" },
	{ RELAY(lost), SUM, REPORTED,
	  "records that the sensor lost, or nobody held for the relay" },
	{ RELAY(malformed), SUM, REPORTED,
	  "records that could not be decoded, and were skipped" },
	{ RELAY(redacted), SUM, REPORTED,
	  "records that a secret was taken out of" },
	{ RELAY(read_seq), GAUGE, UNREPORTED,
	  "number of the last event that was read" },
	{ RELAY(acked_seq), GAUGE, UNREPORTED,
	  "number of the last event that was acknowledged" },
	{ RELAY(next_seq), GAUGE, UNREPORTED,
	  "number of the next event of the sensor" },
	{ RELAY(lag), GAUGE, UNREPORTED,
	  "events that are not acknowledged yet" },
	{ RELAY(hooks_armed), GAUGE, UNREPORTED, "1 for a hook that is armed",
	  "hook", &hook_names },
	{ RELAY(hooks_failed), GAUGE, UNREPORTED, "1 for a hook that failed",
	  "hook", &hook_names },
	{ RELAY(stalls), SUM, REPORTED,
	  "times that reading stopped for a durable sink" },
};

static const struct counter sink_rows[] = {
	{ SINK(records), SUM, REPORTED,
	  "records that were written or handed over" },
	{ SINK(bytes), SUM, REPORTED, "bytes that were written or handed over" },
	{ SINK(dropped), SUM, REPORTED,
	  "records that were dropped, as the sink was behind" },
	{ SINK(refused), SUM, REPORTED,
	  "records that were too large for the receiver" },
	{ SINK(suspensions), SUM, REPORTED, "times that it was suspended" },
	{ SINK(rotations), SUM, REPORTED, "files that were rotated" },
	{ SINK(queue_bytes), GAUGE, UNREPORTED, "bytes in its queue" },
	{ SINK(queue_records), GAUGE, UNREPORTED, "records in its queue" },
	{ SINK(suspended), GAUGE, UNREPORTED, "1 while it is suspended" },
	{ SINK(stored_seq), GAUGE, UNREPORTED,
	  "number of the last event that is stored or was dropped" },
};

const struct counter_table relay_counter_table = {
	relay_rows, ARRAY_SIZE(relay_rows)
};

const struct counter_table sink_counter_table = {
	sink_rows, ARRAY_SIZE(sink_rows)
};

uint64_t counter_value(const struct counter *counter, const void *counters)
{
	uint64_t value;

	memcpy(&value, (const char *)counters + counter->offset,
	       sizeof(value));
	return value;
}

void counters_report(const struct counter_table *table, const void *counters,
		     char *text, size_t size)
{
	const struct counter *counter;
	uint64_t value;
	size_t len = 0;
	size_t i;

	snprintf(text, size, "nothing yet");
	for (i = 0; i < table->count && len < size; i++) {
		counter = &table->rows[i];
		value = counter_value(counter, counters);
		if (!counter->is_reported || !value)
			continue;
		len += (size_t)snprintf(text + len, size - len, "%s%llu %s",
					len ? ", " : "",
					(unsigned long long)value,
					counter->name);
	}
}
