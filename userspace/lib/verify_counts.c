// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * verify_counts.c - do the counts in LOST and HEARTBEAT records add up, each by
 * itself and all together? It must not know which numbers are missing.
 *
 * Counts are hostile like all else in a record: a sum that does not fit in 64
 * bits is no sum.
 */
#include <string.h>

#include "internal.h"
#include "verify.h"

/* Is it their sum? */
static bool is_sum(uint64_t sum, const uint64_t *parts, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (parts[i] > sum)
			return false;
		sum -= parts[i];
	}
	return !sum;
}

static void judge_lost(struct procmon_verify *verify,
		       const struct procmon_record *record, bool is_behind)
{
	const struct procmon_lost *lost = &record->lost;
	uint64_t count = lost->last_seq - lost->first_seq + 1;
	bool has_causes = PROCMON_RECORD_HAS(record, procmon_lost, by_cause);
	bool has_types = PROCMON_RECORD_HAS(record, procmon_lost, by_type);
	unsigned int i;

	if (has_causes && !is_sum(count, (const uint64_t *)lost->by_cause,
				  PROCMON_CAUSE_COUNT)) {
		verify_contradict(verify, record,
				  "LOST: its causes do not add up to the numbers that are missing");
		has_causes = false;
	}
	if (has_types && !is_sum(count, (const uint64_t *)lost->by_type,
				 PROCMON_TYPE_LIMIT)) {
		verify_contradict(verify, record,
				  "LOST: its types do not add up to the numbers that are missing");
		has_types = false;
	}
	if (!is_behind)
		return;
	if (!has_causes)
		verify->tally.is_blurred = true;
	for (i = 0; i < PROCMON_CAUSE_COUNT; i++)
		verify->tally.by_cause[i] += lost->by_cause[i];
	if (!has_types || lost->by_type[PROCMON_TYPE_SENSOR_STOP])
		verify->is_running = false;
}

static const char *self_fault(const struct procmon_record *record)
{
	const struct procmon_heartbeat *heartbeat = &record->heartbeat;
	const struct procmon_counters *counters = &heartbeat->counters;
	const uint64_t parts[] = {
		counters->delivered, counters->overwritten, counters->lost,
		counters->pending,
	};

	if (heartbeat->first_seq > heartbeat->header.seq ||
	    heartbeat->header.seq - heartbeat->first_seq != counters->captured)
		return "HEARTBEAT: its number is not first_seq and captured together";
	if (!is_sum(counters->captured, parts, ARRAY_SIZE(parts)))
		return "HEARTBEAT: captured is not the sum of delivered, overwritten, lost and pending";
	if (!is_sum(counters->lost, (const uint64_t *)counters->lost_by_cause,
		    PROCMON_CAUSE_COUNT))
		return "HEARTBEAT: its causes do not add up to lost";
	if (heartbeat->waited_in_vain > heartbeat->waited)
		return "HEARTBEAT: more execs waited in vain than waited";
	return NULL;
}

/* Counters that only grow; what one of an older sensor lacks is 0 in both. */
static bool did_shrink(const struct procmon_heartbeat *before,
		       const struct procmon_heartbeat *now)
{
	unsigned int i;

	for (i = 0; i < PROCMON_CAUSE_COUNT; i++)
		if (now->counters.lost_by_cause[i] <
		    before->counters.lost_by_cause[i])
			return true;
	return now->counters.captured < before->counters.captured ||
	       now->counters.delivered < before->counters.delivered ||
	       now->counters.overwritten < before->counters.overwritten ||
	       now->tombstones < before->tombstones ||
	       now->waited < before->waited ||
	       now->waited_in_vain < before->waited_in_vain;
}

/*
 * Overwritten numbers are told to the reader that was too slow, and are no loss
 * to the sensor.
 */
static bool is_growth_told(const struct tally *tally,
			   const struct procmon_heartbeat *now)
{
	unsigned int i;

	for (i = 0; i < PROCMON_CAUSE_COUNT; i++)
		if (i != PROCMON_CAUSE_OVERWRITTEN &&
		    now->counters.lost_by_cause[i] -
		    tally->last.counters.lost_by_cause[i] !=
		    tally->by_cause[i])
			return false;
	return true;
}

static void compare(struct procmon_verify *verify,
		    const struct procmon_record *record)
{
	const struct procmon_heartbeat *now = &record->heartbeat;
	const struct tally *tally = &verify->tally;

	if (tally->is_blurred)
		verify->status.heartbeats_unjudged++;
	/* the module may have been loaded anew where something is missing */
	if (now->first_seq != tally->last.first_seq) {
		if (!tally->is_blurred)
			verify_contradict(verify, record,
					  "HEARTBEAT: first_seq is not that of the one before");
		return;
	}
	if (did_shrink(&tally->last, now))
		verify_contradict(verify, record,
				  "HEARTBEAT: a counter is less than in the one before");
	else if (!tally->is_blurred && !is_growth_told(tally, now))
		verify_contradict(verify, record,
				  "HEARTBEAT: what was lost since the one before is not what LOST records tell");
}

/* The sensor's own first number proves whether the module was loaded anew. */
static void judge_gap(struct procmon_verify *verify, uint64_t first_seq)
{
	struct procmon_finding *gap = &verify->gap;

	if (first_seq > gap->first_seq)
		gap->first_seq = first_seq;
	if (gap->count && gap->first_seq <= gap->last_seq) {
		gap->count = gap->last_seq - gap->first_seq + 1;
		verify_find_hole(verify, gap);
	}
	gap->count = 0;
}

static void judge_heartbeat(struct procmon_verify *verify,
			    const struct procmon_record *record, bool is_behind)
{
	const struct procmon_heartbeat *heartbeat = &record->heartbeat;
	struct tally *tally = &verify->tally;
	const char *fault = self_fault(record);

	verify->status.heartbeats++;
	if (fault) {
		verify_contradict(verify, record, fault);
		return;
	}
	if (!is_behind)
		return;
	judge_gap(verify, heartbeat->first_seq);
	/* with the first event of all, every counter was 0 */
	if (!tally->has_last && heartbeat->first_seq == verify->first) {
		memset(&tally->last, 0, sizeof(tally->last));
		tally->last.first_seq = heartbeat->first_seq;
		tally->has_last = true;
	}
	if (tally->has_last)
		compare(verify, record);
	memset(tally, 0, sizeof(*tally));
	tally->last = *heartbeat;
	tally->has_last = true;
}

void verify_counts(struct procmon_verify *verify,
		   const struct procmon_record *record, bool is_behind)
{
	if (!record->is_known)
		return;
	if (record->header.type == PROCMON_TYPE_LOST)
		judge_lost(verify, record, is_behind);
	else if (record->header.type == PROCMON_TYPE_HEARTBEAT)
		judge_heartbeat(verify, record, is_behind);
}
