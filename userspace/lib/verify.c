// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * verify.c - is each number of a stream accounted for, by a record or by LOST?
 * It must not know what counts mean.
 *
 * All memory is taken at the start. Numbers are hostile: every sum may be the
 * largest that there is.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

/*
 * Numbers of a load of the module begin at the microseconds since boot, and
 * SENSOR_START follows when the hooks are armed, well within this time.
 */
#define ARM_US		60000000ULL
#define NS_PER_US	1000ULL

static void add(uint64_t *sum, uint64_t number)
{
	if (__builtin_add_overflow(*sum, number, sum))
		*sum = UINT64_MAX;
}

/* What a finding adds is counted when it is certain. */
static void tell(struct procmon_verify *verify,
		 const struct procmon_finding *finding)
{
	add(&verify->status.findings[finding->kind], 1);
	switch (finding->kind) {
	case PROCMON_FINDING_HOLE:
		verify->holes--;
		add(&verify->status.missing, finding->count);
		break;
	case PROCMON_FINDING_LOSS:
		add(&verify->status.lost, finding->count);
		break;
	case PROCMON_FINDING_REPEAT:
		add(&verify->status.repeated, finding->count);
		break;
	default:
		break;
	}
	if (verify->found)
		verify->found(finding, verify->context);
}

static struct procmon_finding *held(struct procmon_verify *verify,
				    unsigned int index)
{
	return &verify->findings[(verify->findings_start + index) %
				 FINDINGS_MAX];
}

static void tell_oldest(struct procmon_verify *verify)
{
	struct procmon_finding *finding = held(verify, 0);

	/* a hole that was filled is none */
	if (finding->count)
		tell(verify, finding);
	verify->findings_start = (verify->findings_start + 1) % FINDINGS_MAX;
	verify->findings_count--;
}

/* Nothing overtakes a hole that can still be filled. */
static void tell_certain(struct procmon_verify *verify)
{
	while (verify->findings_count &&
	       (!verify->holes || !held(verify, 0)->count ||
		held(verify, 0)->kind != PROCMON_FINDING_HOLE))
		tell_oldest(verify);
}

void verify_find(struct procmon_verify *verify,
		 const struct procmon_finding *finding)
{
	if (verify->findings_count == FINDINGS_MAX)
		tell_oldest(verify);
	*held(verify, verify->findings_count++) = *finding;
	if (finding->kind == PROCMON_FINDING_HOLE)
		verify->holes++;
	tell_certain(verify);
}

void verify_find_hole(struct procmon_verify *verify,
		      const struct procmon_finding *hole)
{
	struct procmon_finding finding = *hole;

	finding.kind = PROCMON_FINDING_HOLE;
	verify_find(verify, &finding);
}

void verify_contradict(struct procmon_verify *verify,
		       const struct procmon_record *record, const char *text)
{
	struct procmon_finding finding = {
		.kind = PROCMON_FINDING_CONTRADICTION,
		.first_seq = record->header.seq,
		.last_seq = record->header.seq,
		.count = 1,
		.after_mono = record->header.time_mono,
		.before_mono = record->header.time_mono,
		.text = text,
	};

	verify_find(verify, &finding);
}

static bool is_lost(const struct procmon_record *record)
{
	return record->is_known && record->header.type == PROCMON_TYPE_LOST;
}

static bool is_start(const struct procmon_record *record)
{
	return record->is_known &&
	       record->header.type == PROCMON_TYPE_SENSOR_START;
}

static uint64_t first_of(const struct procmon_record *record)
{
	return is_lost(record) ? record->lost.first_seq : record->header.seq;
}

/* Numbers @first to @last are no hole. Return: how many of them were in one. */
static uint64_t fill(struct procmon_verify *verify, uint64_t first,
		     uint64_t last)
{
	struct procmon_finding *hole;
	struct procmon_finding rest;
	uint64_t filled = 0;
	uint64_t from;
	uint64_t to;
	unsigned int i;

	for (i = 0; verify->holes && i < verify->findings_count; i++) {
		hole = held(verify, i);
		if (hole->kind != PROCMON_FINDING_HOLE || !hole->count ||
		    hole->first_seq > last || hole->last_seq < first)
			continue;
		from = hole->first_seq > first ? hole->first_seq : first;
		to = hole->last_seq < last ? hole->last_seq : last;
		filled += to - from + 1;
		hole->count -= to - from + 1;
		if (!hole->count) {
			verify->holes--;
			continue;
		}
		rest = *hole;
		if (from == hole->first_seq) {
			hole->first_seq = to + 1;
		} else {
			hole->last_seq = from - 1;
			hole->count = from - hole->first_seq;
		}
		if (from == rest.first_seq || to == rest.last_seq)
			continue;
		/* it lies within the hole, so in no other */
		rest.first_seq = to + 1;
		rest.count = rest.last_seq - to;
		verify_find_hole(verify, &rest);
		break;
	}
	tell_certain(verify);
	return filled;
}

static void end_repeat(struct procmon_verify *verify)
{
	if (verify->repeat.count)
		verify_find(verify, &verify->repeat);
	verify->repeat.count = 0;
}

/* Of a record's numbers @count had been there. */
static void note_repeat(struct procmon_verify *verify,
			const struct procmon_record *record, uint64_t count)
{
	struct procmon_finding *repeat = &verify->repeat;
	uint64_t first = first_of(record);

	if (!count || first - 1 != repeat->last_seq)
		end_repeat(verify);
	if (!count)
		return;
	if (!repeat->count)
		*repeat = (struct procmon_finding) {
			.kind = PROCMON_FINDING_REPEAT,
			.first_seq = first,
			.after_mono = record->header.time_mono,
		};
	repeat->last_seq = record->header.seq;
	repeat->before_mono = record->header.time_mono;
	add(&repeat->count, count);
}

static void open_hole(struct procmon_verify *verify, uint64_t first,
		      const struct procmon_record *record)
{
	struct procmon_finding hole = {
		.first_seq = verify->last + 1,
		.last_seq = first - 1,
		.count = first - 1 - verify->last,
		.after_mono = verify->last_mono,
		.before_mono = record->header.time_mono,
	};

	verify_find_hole(verify, &hole);
	verify->tally.is_blurred = true;
	verify->is_running = false;
}

/* Return: how many of the record's numbers nothing had accounted for. */
static uint64_t cover(struct procmon_verify *verify,
		      const struct procmon_record *record)
{
	uint64_t first = first_of(record);
	uint64_t last = record->header.seq;
	uint64_t fresh = 0;

	if (first <= verify->last)
		fresh = fill(verify, first,
			     last < verify->last ? last : verify->last);
	if (last <= verify->last)
		return fresh;
	if (first > verify->last) {
		if (first - verify->last > 1)
			open_hole(verify, first, record);
		fresh = last - first + 1;
	} else {
		fresh += last - verify->last;
	}
	verify->last = last;
	verify->last_mono = record->header.time_mono;
	return fresh;
}

static struct mark *mark_of(struct procmon_verify *verify,
			    const struct procmon_record *record)
{
	return &verify->marks[record->header.seq % MARKS_MAX];
}

static void set_mark(struct procmon_verify *verify,
		     const struct procmon_record *record)
{
	*mark_of(verify, record) = (struct mark) {
		.stream = verify->streams,
		.seq = record->header.seq,
		.time_mono = record->header.time_mono,
		.len = record->header.len,
		.type = record->header.type,
	};
}

/* Another record had this number; LOST is made for each reader. */
static bool is_other_record(struct procmon_verify *verify,
			    const struct procmon_record *record)
{
	const struct mark *mark = mark_of(verify, record);

	return !is_lost(record) && mark->stream == verify->streams &&
	       mark->seq == record->header.seq &&
	       (mark->time_mono != record->header.time_mono ||
		mark->len != record->header.len ||
		mark->type != record->header.type);
}

static bool has_boot_id(const struct procmon_verify *verify)
{
	static const unsigned char unknown[sizeof(verify->boot_id)];

	return memcmp(verify->boot_id, unknown, sizeof(unknown)) != 0;
}

static bool is_other_boot(const struct procmon_verify *verify,
			  const struct procmon_record *record)
{
	return is_start(record) && has_boot_id(verify) &&
	       memcmp(verify->boot_id, record->sensor.boot_id,
		      sizeof(verify->boot_id)) != 0;
}

/*
 * Numbers are left out before SENSOR_START: because the module was loaded anew?
 * When it only was armed again its numbers have long fallen behind the clock.
 */
static bool is_other_load(const struct procmon_verify *verify,
			  const struct procmon_record *record)
{
	uint64_t seq = record->header.seq;
	uint64_t now_us = record->header.time_mono / NS_PER_US;

	return is_start(record) && seq > verify->last &&
	       seq - verify->last > 1 &&
	       (now_us <= ARM_US || seq >= now_us - ARM_US);
}

static bool is_other_stream(struct procmon_verify *verify,
			    const struct procmon_record *record)
{
	return is_other_boot(verify, record) ||
	       is_other_load(verify, record) ||
	       first_of(record) < verify->first ||
	       is_other_record(verify, record);
}

static void end_stream(struct procmon_verify *verify)
{
	struct procmon_finding stream = {
		.kind = PROCMON_FINDING_STREAM,
		.flags = verify->flags,
		.first_seq = verify->first,
		.last_seq = verify->last,
		.count = verify->last - verify->first + 1,
		.after_mono = verify->first_mono,
		.before_mono = verify->last_mono,
	};

	if (!verify->in_stream)
		return;
	end_repeat(verify);
	while (verify->findings_count)
		tell_oldest(verify);
	/* numbers from 0 to the largest are more than there is a number for */
	if (!stream.count)
		stream.count = UINT64_MAX;
	tell(verify, &stream);
	verify->in_stream = false;
}

static void begin_stream(struct procmon_verify *verify,
			 const struct procmon_record *record)
{
	struct procmon_finding gap = { 0 };

	if (verify->in_stream && !is_other_boot(verify, record) &&
	    is_other_load(verify, record))
		gap = (struct procmon_finding) {
			.first_seq = verify->last + 1,
			.last_seq = record->header.seq - 1,
			.count = 1,
			.after_mono = verify->last_mono,
			.before_mono = record->header.time_mono,
		};
	end_stream(verify);
	verify->streams++;
	verify->in_stream = true;
	verify->first = first_of(record);
	verify->last = record->header.seq;
	verify->first_mono = record->header.time_mono;
	verify->last_mono = record->header.time_mono;
	verify->flags = is_start(record) ? PROCMON_STREAM_STARTS : 0;
	verify->is_running = false;
	verify->gap = gap;
	memset(&verify->tally, 0, sizeof(verify->tally));
}

static void note_sensor(struct procmon_verify *verify,
			const struct procmon_record *record)
{
	if (is_start(record)) {
		if (verify->is_running)
			verify_contradict(verify, record,
					  "SENSOR_START: the sensor had not stopped");
		memcpy(verify->boot_id, record->sensor.boot_id,
		       sizeof(verify->boot_id));
		verify->is_running = true;
		verify->flags &= ~PROCMON_STREAM_STOPS;
	} else if (record->is_known &&
		   record->header.type == PROCMON_TYPE_SENSOR_STOP) {
		verify->is_running = false;
		verify->flags |= PROCMON_STREAM_STOPS;
	}
}

static void note_loss(struct procmon_verify *verify,
		      const struct procmon_record *record, uint64_t fresh,
		      uint64_t after_mono)
{
	struct procmon_finding loss = {
		.kind = PROCMON_FINDING_LOSS,
		.first_seq = record->lost.first_seq,
		.last_seq = record->lost.last_seq,
		.count = fresh,
		.after_mono = after_mono,
		.before_mono = record->header.time_mono,
	};

	memcpy(loss.by_cause, record->lost.by_cause, sizeof(loss.by_cause));
	memcpy(loss.by_type, record->lost.by_type, sizeof(loss.by_type));
	verify_find(verify, &loss);
}

void procmon_verify_feed(struct procmon_verify *verify,
			 const struct procmon_record *record)
{
	uint64_t count = record->header.seq - first_of(record) + 1;
	uint64_t fresh = count;
	uint64_t after_mono = 0;
	bool is_behind = true;

	add(&verify->status.records, 1);
	if (!verify->in_stream || is_other_stream(verify, record)) {
		begin_stream(verify, record);
	} else {
		after_mono = verify->last_mono;
		is_behind = first_of(record) > verify->last;
		if (!is_behind && record->header.seq > verify->last)
			verify->tally.is_blurred = true;
		fresh = cover(verify, record);
	}
	note_repeat(verify, record, count - fresh);
	if (!fresh)
		return;
	verify_counts(verify, record, is_behind);
	if (is_lost(record)) {
		note_loss(verify, record, fresh, after_mono);
		return;
	}
	add(&verify->status.events, 1);
	if (record->header.flags & PROCMON_RECORD_TOMBSTONE)
		add(&verify->status.tombstones, 1);
	set_mark(verify, record);
	/* one that fills a hole tells of the past */
	if (is_behind)
		note_sensor(verify, record);
}

void procmon_verify_end(struct procmon_verify *verify)
{
	end_stream(verify);
}

void procmon_verify_get_status(const struct procmon_verify *verify,
			       struct procmon_verify_status *ret_status)
{
	*ret_status = verify->status;
}

int procmon_verify_new(const struct procmon_capture *capture,
		       void (*found)(const struct procmon_finding *finding,
				     void *context),
		       void *context, struct procmon_verify **ret_verify)
{
	struct procmon_verify *verify = calloc(1, sizeof(*verify));

	if (!verify)
		return -ENOMEM;
	verify->found = found;
	verify->context = context;
	if (capture)
		memcpy(verify->boot_id, capture->boot_id,
		       sizeof(verify->boot_id));
	*ret_verify = verify;
	return 0;
}

void procmon_verify_free(struct procmon_verify *verify)
{
	free(verify);
}
