// SPDX-License-Identifier: GPL-2.0-only
/*
 * record_test.c - the module's record builder in user space: what it builds
 * stays in its buffer, leaks nothing that was there before, and is what
 * procmon_decode() takes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "libprocmon.h"
#include "record.h"
#include "sample.h"

#define DIRT		0xEE
#define FIXED_LEN	((uint32_t)sizeof(struct procmon_exec))

/* A buffer of exactly @capacity bytes, so that one byte more is seen. */
static struct procmon_exec *start(struct record *record, uint32_t capacity)
{
	unsigned char *bytes = malloc(capacity);

	assert_non_null(bytes);
	memset(bytes, DIRT, capacity);
	record_start(record, bytes, capacity, PROCMON_TYPE_EXEC, FIXED_LEN);
	return record_exec(record);
}

static void finish(struct record *record, uint64_t seq)
{
	struct procmon_header *header = (void *)record->bytes;

	record_end(record);
	header->seq = seq;
}

static void a_started_record_is_all_zero_but_its_header(void **state)
{
	static const unsigned char zero[sizeof(struct procmon_exec)];
	struct procmon_exec *exec;
	struct record record;

	(void)state;
	exec = start(&record, FIXED_LEN);
	assert_int_equal(exec->header.type, PROCMON_TYPE_EXEC);
	assert_int_equal(exec->header.fixed_len, FIXED_LEN);
	assert_memory_equal((char *)exec + 32, zero, FIXED_LEN - 32);
	finish(&record, 1);
	assert_int_equal(exec->header.len, FIXED_LEN);
	assert_int_equal(record.len, FIXED_LEN);
	free(record.bytes);
}

static void the_end_is_padded_with_zeroes(void **state)
{
	static const unsigned char zero[8];
	struct procmon_exec *exec;
	struct record record;
	uint32_t len;

	(void)state;
	for (len = 0; len <= 16; len++) {
		exec = start(&record, FIXED_LEN + 16);
		assert_int_equal(record_string(&record, &exec->exe,
					       "0123456789abcdef", len), 0);
		finish(&record, 1);
		assert_int_equal(record.len % 8, 0);
		assert_int_equal(record.len, FIXED_LEN + (len + 7) / 8 * 8);
		assert_int_equal(exec->header.len, record.len);
		assert_memory_equal(record.bytes + FIXED_LEN + len, zero,
				    record.len - FIXED_LEN - len);
		free(record.bytes);
	}
}

static void a_string_that_does_not_fit_changes_nothing(void **state)
{
	static const struct procmon_string before = { 1, 2, 3, 4 };
	struct procmon_exec *exec;
	struct record record;
	uint32_t room;

	(void)state;
	/* an odd capacity: what is behind the last multiple of 8 is no room */
	exec = start(&record, FIXED_LEN + 15);
	record_room(&record, &room);
	assert_int_equal(room, 8);
	exec->exe = before;
	assert_int_equal(record_string(&record, &exec->exe, "123456789", 9),
			 -ENOSPC);
	assert_memory_equal(&exec->exe, &before, sizeof(before));
	assert_int_equal(record.len, FIXED_LEN);
	assert_int_equal(record_string(&record, &exec->exe, "12345678", 8), 0);
	assert_int_equal(exec->exe.off, FIXED_LEN);
	assert_int_equal(exec->exe.len, 8);
	assert_int_equal(exec->exe.head, 8);
	assert_int_equal(exec->exe.total, 8);
	assert_int_equal(record_string(&record, &exec->cwd, "1", 1), -ENOSPC);
	assert_int_equal(record_string(&record, &exec->cwd, "", 0), 0);
	assert_int_equal(exec->cwd.off, FIXED_LEN + 8);
	finish(&record, 1);
	free(record.bytes);
}

static void bytes_written_in_place_become_a_string(void **state)
{
	struct procmon_exec *exec;
	struct record record;
	uint32_t room;
	char *place;

	(void)state;
	exec = start(&record, FIXED_LEN + 64);
	place = record_room(&record, &room);
	assert_int_equal(room, 64);
	memcpy(place, "argv\0", 5);
	record_claim(&record, &exec->argv, 5);
	assert_int_equal(exec->argv.off, FIXED_LEN);
	assert_int_equal(exec->argv.len, 5);
	place = record_room(&record, &room);
	assert_int_equal(room, 59);
	assert_ptr_equal(place, record.bytes + FIXED_LEN + 5);
	free(record.bytes);
}

static void arrays_are_aligned_and_zero(void **state)
{
	static const unsigned char zero[7 + 3 * 40];
	struct procmon_exec *exec;
	struct record record;
	unsigned char *items;

	(void)state;
	exec = start(&record, FIXED_LEN + 8 + 120);
	assert_int_equal(record_string(&record, &exec->exe, "x", 1), 0);
	items = record_array(&record, &exec->ancestors, 3, 40, 9);
	assert_non_null(items);
	assert_int_equal((uintptr_t)items % 8, 0);
	assert_int_equal(exec->ancestors.off, FIXED_LEN + 8);
	assert_ptr_equal(items, record.bytes + exec->ancestors.off);
	assert_int_equal(exec->ancestors.count, 3);
	assert_int_equal(exec->ancestors.stride, 40);
	assert_int_equal(exec->ancestors.total, 9);
	assert_memory_equal(record.bytes + FIXED_LEN + 1, zero, sizeof(zero));
	free(record.bytes);
}

static void an_array_that_does_not_fit_changes_nothing(void **state)
{
	static const struct procmon_array before = { 1, 2, 3, 4 };
	struct procmon_exec *exec;
	struct record record;
	uint32_t len;

	(void)state;
	exec = start(&record, FIXED_LEN + 88);
	assert_int_equal(record_string(&record, &exec->exe, "x", 1), 0);
	exec->ancestors = before;
	len = record.len;
	assert_null(record_array(&record, &exec->ancestors, 3, 40, 3));
	/* 2^32 and 2^33 bytes: the product must not wrap around */
	assert_null(record_array(&record, &exec->ancestors, 0x10000000, 16,
				 1));
	assert_null(record_array(&record, &exec->ancestors, 0x80000000, 4,
				 1));
	assert_memory_equal(&exec->ancestors, &before, sizeof(before));
	assert_int_equal(record.len, len);
	assert_non_null(record_array(&record, &exec->ancestors, 2, 40, 2));
	/* full: not even the padding fits */
	assert_int_equal(record_string(&record, &exec->cwd, "1", 1), -ENOSPC);
	free(record.bytes);
}

static void an_array_needs_room_for_its_padding(void **state)
{
	struct procmon_exec *exec;
	struct record record;

	(void)state;
	exec = start(&record, FIXED_LEN + 8);
	assert_int_equal(record_string(&record, &exec->exe, "12345", 5), 0);
	assert_null(record_array(&record, &exec->groups, 1, 4, 1));
	assert_int_equal(record_string(&record, &exec->cwd, "678", 3), 0);
	assert_non_null(record_array(&record, &exec->groups, 0, 4, 0));
	free(record.bytes);
}

static void a_record_goes_on_in_another_buffer(void **state)
{
	struct procmon_record decoded;
	struct procmon_bytes bytes;
	struct procmon_exec *exec;
	struct record record;
	unsigned char *larger = malloc(FIXED_LEN + 64);
	unsigned char *first;

	(void)state;
	assert_non_null(larger);
	memset(larger, DIRT, FIXED_LEN + 64);
	exec = start(&record, FIXED_LEN + 8);
	first = record.bytes;
	assert_int_equal(record_string(&record, &exec->exe, "/bin/x", 6), 0);
	record_move(&record, larger, FIXED_LEN + 64);
	free(first);
	exec = record_exec(&record);
	assert_int_equal(record_string(&record, &exec->cwd, "/home/user", 10),
			 0);
	finish(&record, 3);
	assert_int_equal(procmon_decode(record.bytes, record.len, &decoded,
					NULL), 0);
	assert_true(procmon_record_string(&decoded, &decoded.exec.exe,
					  &bytes));
	assert_memory_equal(bytes.bytes, "/bin/x", 6);
	assert_true(procmon_record_string(&decoded, &decoded.exec.cwd,
					  &bytes));
	assert_memory_equal(bytes.bytes, "/home/user", 10);
	free(larger);
}

/* Every string and array of the sample is there before, none after. */
static void a_shrunk_record_is_a_tombstone(void **state)
{
	const struct procmon_string *string;
	struct procmon_record decoded;
	struct procmon_record whole;
	struct sample sample;
	unsigned int reason;
	uint64_t bits;
	size_t len;

	(void)state;
	len = sample_exec(&sample, 7);
	assert_int_equal(procmon_decode(sample.bytes, len, &whole, NULL), 0);
	record_shrink(&sample.record, PROCMON_REASON_BOUND);
	len = sample_end(&sample);
	assert_int_equal(len, FIXED_LEN);
	assert_int_equal(procmon_decode(sample.bytes, len, &decoded, NULL), 0);
	assert_int_equal(decoded.header.flags, PROCMON_RECORD_TOMBSTONE);
	assert_memory_equal(&decoded.exec.identity, &whole.exec.identity,
			    sizeof(decoded.exec.identity));
	assert_memory_equal(&decoded.exec.exe_file, &whole.exec.exe_file,
			    sizeof(decoded.exec.exe_file));
	/* an array starts like a string */
	string = &decoded.exec.filename;
	while ((void *)string < (void *)(&decoded.exec + 1)) {
		assert_int_equal(string->off, 0);
		assert_int_equal(string->len, 0);
		string++;
	}
	assert_true(procmon_field_missing(&decoded.exec, PROCMON_FIELD_ARGV,
					  &reason));
	assert_int_equal(reason, PROCMON_REASON_BOUND);
	/* the sample has all of the 22 */
	bits = decoded.exec.missing[PROCMON_REASON_BOUND].bits[0];
	assert_int_equal(__builtin_popcountll(bits), 22);
	assert_false(procmon_field_truncated(&decoded.exec,
					     PROCMON_FIELD_ANCESTORS));
}

static void the_ring_stamps_seq_and_exec_id(void **state)
{
	struct procmon_exec *exec;
	struct ring_write write;
	struct record record;

	(void)state;
	memset(&write, 1, sizeof(write));
	exec = start(&record, FIXED_LEN);
	record_end(&record);
	record_write(&record, &write);
	assert_ptr_equal(write.bytes, exec);
	assert_int_equal(write.len, FIXED_LEN);
	assert_int_equal(write.kind, PROCMON_TYPE_EXEC);
	assert_ptr_equal((char *)exec + write.stamp[0], &exec->header.seq);
	assert_ptr_equal((char *)exec + write.stamp[1],
			 &exec->identity.exec_id);
	assert_int_equal(write.counters, RING_NO_STAMP);
	assert_int_equal(write.leave, 0);
	assert_false(write.try);
	record_start(&record, exec, FIXED_LEN, PROCMON_TYPE_READER,
		     sizeof(struct procmon_reader_event));
	record_end(&record);
	record_write(&record, &write);
	assert_int_equal(write.kind, PROCMON_TYPE_READER);
	assert_int_equal(write.stamp[1], RING_NO_STAMP);
	free(record.bytes);
}

static void a_gap_becomes_a_lost_record(void **state)
{
	struct procmon_record decoded;
	struct procmon_lost lost;
	struct ring_gap gap = { .first = 5, .last = 9 };
	uint32_t i;

	(void)state;
	for (i = 0; i < RING_CAUSES; i++)
		gap.by_cause[i] = 100 + i;
	for (i = 0; i < RING_KINDS; i++)
		gap.by_kind[i] = 200 + i;
	memset(&lost, DIRT, sizeof(lost));
	record_fill_lost(&lost, &gap);
	assert_int_equal(procmon_decode(&lost, sizeof(lost), &decoded, NULL),
			 0);
	assert_int_equal(decoded.header.type, PROCMON_TYPE_LOST);
	assert_int_equal(decoded.header.seq, 9);
	assert_int_equal(decoded.header.cpu, 0);
	assert_int_equal(decoded.header.time_mono, 0);
	assert_int_equal(decoded.lost.first_seq, 5);
	assert_int_equal(decoded.lost.last_seq, 9);
	assert_memory_equal(decoded.lost.by_cause, gap.by_cause,
			    sizeof(gap.by_cause));
	assert_memory_equal(decoded.lost.by_type, gap.by_kind,
			    sizeof(gap.by_kind));
}

/* What the ring and the protocol count by is the same. */
static void ring_and_protocol_agree(void **state)
{
	(void)state;
	assert_int_equal(RING_CAUSES, PROCMON_CAUSE_COUNT);
	assert_int_equal(RING_KINDS, PROCMON_TYPE_LIMIT);
	assert_int_equal(RING_CAUSE_OVERWRITTEN, PROCMON_CAUSE_OVERWRITTEN);
	assert_int_equal(RING_CAUSE_FULL, PROCMON_CAUSE_FULL);
	assert_int_equal(RING_CAUSE_OVERSIZE, PROCMON_CAUSE_OVERSIZE);
}

static void fieldsets_hold_every_field(void **state)
{
	struct procmon_fieldset set = { { 0, 0 } };
	uint32_t field;
	uint32_t other;

	(void)state;
	for (field = 0; field < 64 * PROCMON_FIELDSET_WORDS; field++) {
		fieldset_add(&set, field);
		for (other = 0; other < 64 * PROCMON_FIELDSET_WORDS; other++)
			assert_int_equal(fieldset_has(&set, other),
					 other == field);
		fieldset_remove(&set, field);
	}
	assert_int_equal(set.bits[0] | set.bits[1], 0);
}

/*
 * Whatever is appended, in whatever order, until nothing fits: procmon_decode()
 * takes it, each string has its bytes, and no byte of the buffer shows.
 */
static void what_is_built_can_be_decoded(void **state)
{
	struct procmon_string *strings;
	struct procmon_record decoded;
	struct procmon_bytes bytes;
	struct procmon_exec *exec;
	struct record record;
	unsigned char text[64];
	unsigned int refused = 0;
	unsigned int missing;
	uint64_t seed = 7;
	uint32_t capacity;
	uint32_t len;
	uint32_t i;
	int n;

	(void)state;
	for (n = 0; n < 5000; n++) {
		capacity = FIXED_LEN + next_random(&seed) % 500;
		exec = start(&record, capacity);
		strings = &exec->filename;
		missing = 0;
		for (i = 0; i < 12; i++) {
			len = next_random(&seed) % sizeof(text);
			memset(text, 'a' + i, sizeof(text));
			if (record_string(&record, &strings[i], text, len))
				missing |= 1U << i;
			if (next_random(&seed) % 4 || exec->groups.off)
				continue;
			if (!record_array(&record, &exec->groups, len, 4, len))
				missing |= 1U << 31;
		}
		finish(&record, n + 1);
		assert_true(record.len <= capacity);
		assert_int_equal(procmon_decode(record.bytes, record.len,
						&decoded, NULL), 0);
		assert_null(memchr(record.bytes + FIXED_LEN, DIRT,
				   record.len - FIXED_LEN));
		strings = &decoded.exec.filename;
		for (i = 0; i < 12; i++) {
			memset(text, 'a' + i, sizeof(text));
			assert_int_equal(procmon_record_string(&decoded,
							       &strings[i],
							       &bytes),
					 !(missing & 1U << i));
			if (missing & 1U << i)
				continue;
			assert_true(bytes.len < sizeof(text));
			assert_memory_equal(bytes.bytes, text, bytes.len);
		}
		refused += !!missing;
		free(record.bytes);
	}
	assert_in_range(refused, 100, 4900);
}

#define TEST(name)	cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_started_record_is_all_zero_but_its_header),
		TEST(the_end_is_padded_with_zeroes),
		TEST(a_string_that_does_not_fit_changes_nothing),
		TEST(bytes_written_in_place_become_a_string),
		TEST(arrays_are_aligned_and_zero),
		TEST(an_array_that_does_not_fit_changes_nothing),
		TEST(an_array_needs_room_for_its_padding),
		TEST(a_record_goes_on_in_another_buffer),
		TEST(a_shrunk_record_is_a_tombstone),
		TEST(the_ring_stamps_seq_and_exec_id),
		TEST(a_gap_becomes_a_lost_record),
		TEST(ring_and_protocol_agree),
		TEST(fieldsets_hold_every_field),
		TEST(what_is_built_can_be_decoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
