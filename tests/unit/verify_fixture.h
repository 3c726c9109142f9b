/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verify_fixture.h - a judge of streams, what it found, and records to feed it
 * with. Knows no test.
 */
#ifndef VERIFY_FIXTURE_H
#define VERIFY_FIXTURE_H

#include "check.h"
#include "libprocmon.h"

#define FOUND_MAX	4096

/* A judge, and what it found so far. */
struct judge {
	struct procmon_verify *verify;
	struct procmon_verify_status status;
	struct procmon_finding found[FOUND_MAX];
	size_t count;
};

int judge_begin(void **state);
int judge_finish(void **state);

/* Begin again, with nothing found. */
void judge_reset(struct judge *judge);

/* No more records: what was found is complete, and counted. */
void judge_end(struct judge *judge);

/* Of a kind: how many were found; the one of this number, which must be there. */
size_t found_count(const struct judge *judge, uint32_t kind);
const struct procmon_finding *found(const struct judge *judge, uint32_t kind,
				    size_t number);

/* The only hole; the only contradiction, whose text begins like this. */
void expect_hole(const struct judge *judge, uint64_t first, uint64_t last);
void expect_contradiction(const struct judge *judge, uint64_t seq,
			  const char *text);

/* Any event: a record of a reader. */
struct procmon_record event_record(uint64_t seq);
struct procmon_record tombstone_record(uint64_t seq);
/* SENSOR_START or _STOP of this boot, at ns since boot. */
struct procmon_record sensor_record(uint64_t seq, uint16_t type,
				    unsigned char boot, uint64_t time_mono);
/* Numbers that were lost for want of room, of type EXEC. */
struct procmon_record lost_record(uint64_t first, uint64_t last);
/* HEARTBEAT: of the events from @first on so many were lost, as full. */
struct procmon_record heartbeat_record(uint64_t seq, uint64_t first,
				       uint64_t lost);

void feed(struct judge *judge, struct procmon_record record);
void feed_events(struct judge *judge, uint64_t first, uint64_t last);

#endif /* VERIFY_FIXTURE_H */
