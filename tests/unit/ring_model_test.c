// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_model_test.c - any sequence of calls does to the ring what it does to
 * the model, byte for byte and count for count; and threads that call it at
 * once lose nothing and see everything in order.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "ring.h"
#include "ring_model.h"

#define READERS		3
#define RUNS		12
#define OPERATIONS	6000
#define ENTRY_MAX	4200
#define CLAIMS_MAX	3

/* The ring, the model, and readers that have a place in each. */
struct pair {
	struct ring ring;
	unsigned char *data;
	struct model model;
	struct ring_cursor cursors[READERS];
	struct model_place places[READERS];
	/* the counters that stand in the bytes of an event */
	struct {
		bool is_there;
		struct ring_counters counters;
	} stamped[OPERATIONS + 1];
	/* what was claimed and is not written yet */
	uint32_t claims[CLAIMS_MAX];
	unsigned int claim_count;
	uint64_t random;
	/* how often each thing was seen: a run that sees none proves none */
	unsigned int lapped;
	unsigned int gaps;
	unsigned int full;
	unsigned int reserved;
	unsigned int claims_used;
	unsigned int claims_refused;
	unsigned int tries;
	unsigned int stamps;
	unsigned int oversize;
	unsigned int short_buffers;
	unsigned int acks;
	unsigned int refused_acks;
};

static uint64_t below(struct pair *pair, uint64_t limit)
{
	return next_random(&pair->random) % limit;
}

/* The bytes of an entry follow from its number. */
static void fill_bytes(unsigned char *bytes, uint64_t seq, uint32_t len)
{
	uint64_t state = seq;
	uint32_t i;

	for (i = 0; i < len; i++)
		bytes[i] = next_random(&state);
	if (len >= sizeof(seq))
		memcpy(bytes, &seq, sizeof(seq));
}

#define COUNTERS_AT	8	/* behind the number */

/* Nothing, half of the reserve, all of it, or any number of bytes. */
static uint64_t any_leave(struct pair *pair)
{
	switch (below(pair, 4)) {
	case 0:
		return 0;
	case 1:
		return pair->model.reserve / 2;
	case 2:
		return pair->model.reserve;
	default:
		return below(pair, pair->model.size);
	}
}

/* Puts into the bytes what the ring ought to put there. */
static void expect_stamps(struct pair *pair, unsigned char *bytes,
			  uint64_t seq)
{
	if (pair->stamped[seq].is_there)
		memcpy(bytes + COUNTERS_AT, &pair->stamped[seq].counters,
		       sizeof(struct ring_counters));
}

static void do_write(struct pair *pair)
{
	unsigned char bytes[ENTRY_MAX];
	uint32_t max = ring_entry_max(&pair->ring);
	struct ring_write write = {
		.bytes = bytes,
		.kind = below(pair, RING_KINDS),
		.stamp = { RING_NO_STAMP, RING_NO_STAMP },
		.counters = RING_NO_STAMP,
		.leave = any_leave(pair),
		.try = !below(pair, 4),
	};
	struct ring_state before;
	bool has_room;
	int wanted;

	write.len = below(pair, 20) ? below(pair, max / 3) :
				      max - 20 + below(pair, 40);
	if (pair->claim_count && !below(pair, 4)) {
		write.claim = pair->claims[--pair->claim_count];
		write.len = write.claim;
		pair->claims_used++;
	}
	assert_true(write.len <= sizeof(bytes));
	fill_bytes(bytes, pair->model.event_count + 1, write.len);
	if (write.len >= sizeof(uint64_t)) {
		memset(bytes, 0, sizeof(uint64_t));
		write.stamp[0] = 0;
	}
	model_look(&pair->model, &before);
	if (write.len >= COUNTERS_AT + sizeof(before.counters) &&
	    below(pair, 2))
		write.counters = COUNTERS_AT;
	if (write.claim)
		model_use_claim(&pair->model, write.claim);
	has_room = model_has_room(&pair->model, write.len, write.leave);
	pair->reserved += !has_room &&
			  model_has_room(&pair->model, write.len, 0);
	wanted = model_write(&pair->model, write.len, write.kind, write.leave,
			     write.try);
	assert_int_equal(ring_write(&pair->ring, &write), wanted);
	if (wanted != -EAGAIN)
		assert_int_equal(write.seq, pair->model.event_count);
	if (!wanted && write.counters != RING_NO_STAMP) {
		pair->stamped[write.seq].is_there = true;
		pair->stamped[write.seq].counters = before.counters;
		pair->stamps++;
	}
	pair->full += wanted == -ENOSPC;
	pair->tries += wanted == -EAGAIN;
	pair->oversize += wanted == -EMSGSIZE;
}

static void do_claim(struct pair *pair)
{
	uint32_t len = 1 + below(pair, ring_entry_max(&pair->ring) / 3);
	uint64_t leave = any_leave(pair);
	bool wanted;

	if (pair->claim_count == CLAIMS_MAX)
		return;
	wanted = model_claim(&pair->model, len, leave);
	assert_int_equal(ring_claim(&pair->ring, len, leave), wanted);
	if (wanted)
		pair->claims[pair->claim_count++] = len;
	else
		pair->claims_refused++;
}

static void do_lose(struct pair *pair)
{
	uint32_t kind = below(pair, RING_KINDS);
	uint32_t cause = 1 + below(pair, RING_CAUSES - 1);
	uint64_t seq;

	model_lose(&pair->model, kind, cause);
	ring_lose(&pair->ring, kind, cause, &seq);
	assert_int_equal(seq, pair->model.event_count);
}

static void do_read(struct pair *pair, unsigned int reader)
{
	unsigned char wanted_bytes[ENTRY_MAX];
	unsigned char bytes[ENTRY_MAX];
	struct ring_gap wanted_gap;
	enum ring_entry entry;
	uint32_t size = below(pair, 10) ? sizeof(bytes) : below(pair, 500);
	uint64_t seq = 0;
	uint32_t len;
	bool is_lapped;
	int wanted;
	int ret;

	is_lapped = pair->places[reader].slot < pair->model.oldest;
	wanted = model_read(&pair->model, &pair->places[reader], size,
			    &wanted_gap, &seq);
	ret = ring_read(&pair->ring, &pair->cursors[reader], bytes, size,
			&entry);
	if (wanted < 0) {
		assert_int_equal(ret, wanted);
		pair->short_buffers += wanted == -EMSGSIZE;
	} else if (wanted == 0) {
		assert_int_equal(ret, sizeof(wanted_gap));
		assert_int_equal(entry, RING_ENTRY_GAP);
		assert_memory_equal(bytes, &wanted_gap, sizeof(wanted_gap));
		pair->lapped += is_lapped;
		pair->gaps += !is_lapped;
	} else {
		len = pair->model.events[seq].len;
		fill_bytes(wanted_bytes, seq, len);
		expect_stamps(pair, wanted_bytes, seq);
		assert_int_equal(ret, len);
		assert_int_equal(entry, RING_ENTRY_DATA);
		assert_memory_equal(bytes, wanted_bytes, len);
	}
	assert_int_equal(pair->cursors[reader].next_seq,
			 pair->places[reader].next_seq);
}

/* Acknowledges what some reader has read, now and then less than before. */
static void do_ack(struct pair *pair, unsigned int reader)
{
	uint64_t seq = pair->places[reader].next_seq - 1;
	int wanted;

	if (!below(pair, 8))
		seq = below(pair, seq + 1);
	wanted = model_ack(&pair->model, seq);
	assert_int_equal(ring_ack(&pair->ring, seq), wanted);
	pair->acks += !wanted;
	pair->refused_acks += wanted == -EINVAL;
}

static void do_any(struct pair *pair)
{
	unsigned int reader = below(pair, READERS);
	struct ring_cursor *cursor = &pair->cursors[reader];
	struct model_place *place = &pair->places[reader];
	uint64_t number = below(pair, 1000);

	/* 12 % of the time nobody reads much: readers are lapped */
	if (number < 470) {
		do_write(pair);
	} else if (number < 500) {
		do_claim(pair);
	} else if (number < 520) {
		do_lose(pair);
	} else if (number < 900) {
		if (pair->model.event_count % 1000 > 120)
			do_read(pair, reader);
	} else if (number < 970) {
		do_ack(pair, reader);
	} else if (number < 978) {
		model_hold(&pair->model, place);
		ring_hold(&pair->ring, cursor);
	} else if (number < 986) {
		model_unhold(&pair->model);
		ring_unhold(&pair->ring);
	} else if (number < 993) {
		model_seek_oldest(&pair->model, place);
		ring_seek_oldest(&pair->ring, cursor);
	} else {
		model_seek_newest(&pair->model, place);
		ring_seek_newest(&pair->ring, cursor);
	}
	assert_int_equal(ring_available(&pair->ring, cursor->pos),
			 model_available(&pair->model, place));
}

static void compare(struct pair *pair)
{
	struct ring_state wanted;
	struct ring_state look;

	model_look(&pair->model, &wanted);
	memset(&look, 0, sizeof(look));
	ring_look(&pair->ring, &look);
	assert_memory_equal(&look, &wanted, sizeof(look));
	assert_int_equal(look.counters.captured,
			 look.counters.delivered + look.counters.overwritten +
			 look.counters.lost + look.counters.pending);
	assert_true(look.used <= pair->ring.size);
}

static void start_pair(struct pair *pair, uint64_t seed, uint64_t size,
		       uint64_t reserve)
{
	int i;

	pair->random = seed;
	pair->claim_count = 0;
	memset(pair->stamped, 0, sizeof(pair->stamped));
	pair->data = malloc(size);
	assert_non_null(pair->data);
	assert_int_equal(ring_init(&pair->ring, pair->data, size), 0);
	ring_keep(&pair->ring, reserve);
	model_init(&pair->model, size, OPERATIONS);
	pair->model.reserve = reserve;
	for (i = 0; i < READERS; i++) {
		ring_seek_oldest(&pair->ring, &pair->cursors[i]);
		model_seek_oldest(&pair->model, &pair->places[i]);
	}
}

static void end_pair(struct pair *pair)
{
	free(pair->data);
	model_free(&pair->model);
}

static void any_sequence_of_calls_agrees_with_the_model(void **state)
{
	static struct pair pair;
	uint64_t seed;
	uint64_t size;
	int i;

	(void)state;
	for (seed = 0; seed < RUNS; seed++) {
		size = 4096 << seed % 3;
		start_pair(&pair, 1000 + seed, size, seed / 3 * size / 6);
		for (i = 0; i < OPERATIONS; i++) {
			do_any(&pair);
			compare(&pair);
		}
		end_pair(&pair);
	}
	assert_true(pair.lapped > 100);
	assert_true(pair.gaps > 100);
	assert_true(pair.full > 100);
	assert_true(pair.reserved > 100);
	assert_true(pair.claims_used > 100);
	assert_true(pair.claims_refused > 100);
	assert_true(pair.tries > 100);
	assert_true(pair.stamps > 100);
	assert_true(pair.oversize > 100);
	assert_true(pair.short_buffers > 100);
	assert_true(pair.acks > 100);
	assert_true(pair.refused_acks > 100);
}

#define WRITERS		3
#define WRITES		20000
#define THREAD_RING	65536

static struct ring shared;

static void *write_many(void *argument)
{
	uint64_t seq;
	struct ring_write write = {
		.bytes = &seq,
		.len = sizeof(seq),
		.kind = *(uint32_t *)argument,
		.stamp = { 0, RING_NO_STAMP },
		.counters = RING_NO_STAMP,
	};
	int i;

	for (i = 0; i < WRITES; i++) {
		if (ring_write(&shared, &write))
			abort();
		if (i % 100 == 0)
			sched_yield();
	}
	return NULL;
}

/* Reads until each number was seen, or said to be missing, exactly once. */
static void *read_all(void *argument)
{
	uint64_t *ret_missed = argument;
	struct ring_cursor cursor;
	unsigned char buf[512];
	enum ring_entry entry;
	struct ring_gap gap;
	uint64_t next = 1;
	uint64_t seq;
	int ret;

	memset(&cursor, 0, sizeof(cursor));
	cursor.next_seq = 1;
	while (next <= WRITERS * WRITES) {
		ret = ring_read(&shared, &cursor, buf, sizeof(buf), &entry);
		if (ret == -EAGAIN) {
			sched_yield();
			continue;
		}
		if (ret < 0)
			abort();
		if (entry == RING_ENTRY_GAP) {
			memcpy(&gap, buf, sizeof(gap));
			if (gap.first != next)
				abort();
			*ret_missed += gap.last - gap.first + 1;
			next = gap.last + 1;
			continue;
		}
		memcpy(&seq, buf, sizeof(seq));
		if (seq != next++)
			abort();
	}
	return NULL;
}

static void threads_lose_nothing_and_see_order(void **state)
{
	static uint32_t kinds[WRITERS] = { 1, 2, 3 };
	pthread_t threads[WRITERS + 2];
	uint64_t missed[2] = { 0, 0 };
	struct ring_state look;
	unsigned char *data = malloc(THREAD_RING);
	int i;

	(void)state;
	assert_non_null(data);
	assert_int_equal(ring_init(&shared, data, THREAD_RING), 0);
	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_all,
						&missed[i]), 0);
	for (i = 0; i < WRITERS; i++)
		assert_int_equal(pthread_create(&threads[2 + i], NULL,
						write_many, &kinds[i]), 0);
	for (i = 0; i < WRITERS + 2; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	ring_look(&shared, &look);
	assert_int_equal(look.counters.captured, WRITERS * WRITES);
	assert_int_equal(look.counters.lost, 0);
	assert_int_equal(look.counters.pending, 0);
	assert_int_equal(look.counters.delivered + look.counters.overwritten,
			 WRITERS * WRITES);
	/* what nobody got, both readers missed */
	assert_true(look.counters.overwritten <= missed[0]);
	assert_true(look.counters.overwritten <= missed[1]);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_sequence_of_calls_agrees_with_the_model),
		cmocka_unit_test(threads_lose_nothing_and_see_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
