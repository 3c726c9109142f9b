/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * verify.h - what the parts of the judge of a stream share. It must not know
 * where records come from, nor how a finding is shown.
 */
#ifndef LIBPROCMON_VERIFY_H
#define LIBPROCMON_VERIFY_H

#include "libprocmon.h"

/* Findings that are held back: so many holes can still be filled. */
#define FINDINGS_MAX	256

/* So many records behind one that comes again, it is known whether it is. */
#define MARKS_MAX	8192

/**
 * struct mark - By what a record is known again.
 * @stream: number of its stream.
 * @seq: its number.
 * @time_mono: when it was captured.
 * @len: its length.
 * @type: its type.
 */
struct mark {
	uint64_t stream;
	uint64_t seq;
	uint64_t time_mono;
	uint32_t len;
	uint16_t type;
};

/**
 * struct tally - What is known of losses since the last HEARTBEAT.
 * @last: that HEARTBEAT.
 * @has_last: there is one in this stream.
 * @is_blurred: something is missing since then, or is counted in part: LOST
 *	records cannot be compared with the next one.
 * @by_cause: what LOST records have told since.
 */
struct tally {
	struct procmon_heartbeat last;
	bool has_last;
	bool is_blurred;
	uint64_t by_cause[PROCMON_CAUSE_COUNT];
};

/**
 * struct procmon_verify - A judge.
 * @found: is told of findings.
 * @context: given to it.
 * @status: counts; of findings that are held back, not yet.
 * @boot_id: of the boot; all 0: not known.
 * @streams: streams that began.
 * @in_stream: one is under way; what follows is about it.
 * @first: its first number.
 * @last: the largest number that is accounted for, or in a hole.
 * @first_mono: time of its first record.
 * @last_mono: time of the record that has @last.
 * @flags: PROCMON_STREAM_*.
 * @is_running: the sensor started in it and did not stop since, as far as
 *	nothing is missing.
 * @gap: the numbers before a SENSOR_START that began the stream: none if the
 *	module was loaded anew, as it seems; a hole if a HEARTBEAT disproves it.
 * @repeat: records that come again, under way; none if its count is 0.
 * @tally: losses.
 * @findings: what is held back, from @findings_start on, in a circle.
 * @findings_start: index of the oldest.
 * @findings_count: how many.
 * @holes: how many of these are holes.
 * @marks: records of late, by their number.
 */
struct procmon_verify {
	void (*found)(const struct procmon_finding *finding, void *context);
	void *context;
	struct procmon_verify_status status;
	unsigned char boot_id[16];
	uint64_t streams;
	bool in_stream;
	uint64_t first;
	uint64_t last;
	uint64_t first_mono;
	uint64_t last_mono;
	uint32_t flags;
	bool is_running;
	struct procmon_finding gap;
	struct procmon_finding repeat;
	struct tally tally;
	struct procmon_finding findings[FINDINGS_MAX];
	unsigned int findings_start;
	unsigned int findings_count;
	unsigned int holes;
	struct mark marks[MARKS_MAX];
};

/**
 * verify_find() - Note a finding. It is told at once, or when it is certain.
 * @verify: the judge.
 * @finding: the finding.
 */
void verify_find(struct procmon_verify *verify,
		 const struct procmon_finding *finding);

/**
 * verify_find_hole() - Note a hole.
 * @verify: the judge.
 * @hole: its numbers and times; the kind need not be set.
 */
void verify_find_hole(struct procmon_verify *verify,
		      const struct procmon_finding *hole);

/**
 * verify_contradict() - Note a contradiction.
 * @verify: the judge.
 * @record: the record that tells it.
 * @text: what is wrong.
 */
void verify_contradict(struct procmon_verify *verify,
		       const struct procmon_record *record, const char *text);

/**
 * verify_counts() - Judge what a record counts.
 * @verify: the judge.
 * @record: a record that is not one that comes again.
 * @is_behind: all that it tells of comes behind what was there; else it fills a
 *	hole, or more than that.
 */
void verify_counts(struct procmon_verify *verify,
		   const struct procmon_record *record, bool is_behind);

#endif /* LIBPROCMON_VERIFY_H */
