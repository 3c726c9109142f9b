// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_threads.c - the module's ring, used by many threads at once: writers
 * with and without a right to the reserve, one that waits for room, taps, one
 * holder that dies and comes back, and some who just look. It must not know
 * how the ring works: what it expects is what ring.h promises.
 *
 * The threads share nothing but the ring, two flags and relaxed counts, so
 * that the thread sanitizer sees no order between them but that of the ring's
 * lock.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "invariants.h"
#include "reader.h"

#define RESERVE		4096
#define WRITES		12000
#define SECONDS_MAX	120
#define PATIENCE	20
/* Of struct payload, what the ring writes into it. */
#define SEQ_AT		offsetof(struct payload, seq)
#define COUNTERS_AT	offsetof(struct payload, counters)

/* Writers, and what each may do; its index is also the kind of its entries. */
static const struct role {
	u64 leave;
	bool waits;
	bool has_counters;
} roles[WRITERS] = {
	{ .leave = RESERVE },
	{ .leave = RESERVE, .waits = true },
	{ .leave = RESERVE / 2 },
	{ .leave = 0, .has_counters = true },
};

/* What a writer was told. */
struct writer {
	u32 index;
	unsigned short random[3];
	u64 stored;
	u64 lost_by_cause[RING_CAUSES];
};

static atomic_bool writers_are_done;
static atomic_bool holder_is_done;

static u32 below(unsigned short random[3], u32 limit)
{
	return nrand48(random) % limit;
}

/* Lets others go on. Not sched_yield(): a busy host takes its time then. */
static void rest(void)
{
	usleep(20);
}

static bool flag(atomic_bool *which)
{
	return atomic_load_explicit(which, memory_order_relaxed);
}

static void set_flag(atomic_bool *which)
{
	atomic_store_explicit(which, true, memory_order_relaxed);
}

static u32 make_entry(struct writer *writer, u32 count, unsigned char *bytes)
{
	const struct role *role = &roles[writer->index];
	struct payload payload = {
		/* of a claim it was asked for, perhaps before the hold */
		.leave = role->waits ? 0 : role->leave,
		.writer = writer->index,
		.count = count,
		.len = sizeof(payload) + below(writer->random, 500),
		.has_counters = role->has_counters,
	};
	u32 i;

	if (!below(writer->random, 200))
		payload.len = ENTRY_MAX;
	memcpy(bytes, &payload, sizeof(payload));
	for (i = sizeof(payload); i < payload.len; i++)
		bytes[i] = filling(&payload, i);
	return payload.len;
}

/* As one that waits for room: bounded, then without. */
static int write_waiting(struct ring_write *write)
{
	int turns;

	for (turns = 0; turns < PATIENCE; turns++) {
		if (ring_claim(&ring, write->len, write->leave)) {
			write->claim = write->len;
			write->leave = 0;
			if (turns)
				saw(EVENT_WAITED);
			break;
		}
		rest();
	}
	if (turns == PATIENCE)
		saw(EVENT_WAITED_IN_VAIN);
	return ring_write(&ring, write);
}

static void write_one(struct writer *writer, u32 count)
{
	const struct role *role = &roles[writer->index];
	unsigned char bytes[ENTRY_MAX];
	struct ring_write write = {
		.bytes = bytes,
		.len = make_entry(writer, count, bytes),
		.kind = writer->index,
		.stamp = { SEQ_AT, RING_NO_STAMP },
		.counters = role->has_counters ? COUNTERS_AT : RING_NO_STAMP,
		.leave = role->leave,
	};

	switch (role->waits ? write_waiting(&write) : ring_write(&ring, &write)) {
	case 0:
		writer->stored++;
		break;
	case -ENOSPC:
		saw(EVENT_FULL);
		writer->lost_by_cause[RING_CAUSE_FULL]++;
		break;
	case -EMSGSIZE:
		saw(EVENT_OVERSIZE);
		writer->lost_by_cause[RING_CAUSE_OVERSIZE]++;
		break;
	default:
		abort();
	}
}

static void *write_many(void *argument)
{
	struct writer *writer = argument;
	u32 count;
	u32 cause;
	u64 seq;

	for (count = 1; count <= WRITES; count++) {
		if (!below(writer->random, 100)) {
			cause = 3 + below(writer->random, RING_CAUSES - 3);
			ring_lose(&ring, writer->index, cause, &seq);
			writer->lost_by_cause[cause]++;
			saw(EVENT_LOSE);
		} else {
			write_one(writer, count);
		}
		if (!below(writer->random, 8))
			rest();
	}
	return NULL;
}

/* Reads all, to the end. */
static void *tap(void *argument)
{
	struct reader *reader = argument;
	enum ring_entry entry;
	bool is_last;
	int ret;

	do {
		is_last = flag(&holder_is_done);
		do {
			ret = read_one(reader, &entry);
		} while (ret >= 0);
		rest();
	} while (!is_last);
	return NULL;
}

/* Reads here and there. */
static void *jump(void *argument)
{
	struct reader *reader = argument;
	unsigned short random[3] = { 5, 6, 7 };
	enum ring_entry entry;

	while (!flag(&holder_is_done)) {
		if (read_one(reader, &entry) < 0)
			rest();
		if (below(random, 50))
			continue;
		if (below(random, 2))
			ring_seek_newest(&ring, &reader->cursor);
		else
			ring_seek_oldest(&ring, &reader->cursor);
		read_from(reader, reader->cursor.next_seq);
	}
	return NULL;
}

static void *look(void *argument)
{
	struct ring_state before = { 0 };
	struct ring_state now;
	u64 available;

	(void)argument;
	while (!flag(&holder_is_done)) {
		available = ring_available(&ring, 0);
		expect(INVARIANT_BALANCE, available <= RING_BYTES,
		       "more is to be read than the ring holds");
		ring_look(&ring, &now);
		check_counters(&now.counters);
		expect(INVARIANT_BALANCE,
		       now.next_seq == 1 + now.counters.captured &&
		       now.oldest_seq <= now.next_seq &&
		       now.acked_seq < now.next_seq,
		       "the numbers are not in order");
		expect(INVARIANT_BALANCE, now.used <= RING_BYTES,
		       "more is used than there is");
		expect(INVARIANT_MONOTONE,
		       now.counters.captured >= before.counters.captured &&
		       now.counters.delivered >= before.counters.delivered &&
		       now.counters.overwritten >=
		       before.counters.overwritten &&
		       now.counters.lost >= before.counters.lost &&
		       now.acked_seq >= before.acked_seq,
		       "a counter went back");
		before = now;
		rest();
	}
	return NULL;
}

/*
 * The holder. What it knows of its hold is what a program could know: where it
 * began, and what it acknowledged.
 */
struct holder {
	struct reader reader;
	unsigned short random[3];
	bool is_held;
	bool may_be_lapped;	/* nothing acknowledged since the hold began */
	u64 held_since;		/* entries from here on met a hold */
	u64 acked_seq;
	u64 acked_pos;
};

/* The first time, or as the next one after a holder that died. */
static void take_hold(struct holder *holder)
{
	struct reader *reader = &holder->reader;
	struct ring_state state;

	ring_hold(&ring, &reader->cursor);
	if (holder->is_held) {
		saw(EVENT_TAKEN_OVER);
	} else {
		ring_look(&ring, &state);
		holder->held_since = state.next_seq;
		holder->may_be_lapped = true;
	}
	holder->is_held = true;
	read_from(reader, reader->cursor.next_seq);
	holder->acked_pos = reader->cursor.pos;
	expect(INVARIANT_RESUME, reader->next == holder->acked_seq + 1,
	       "its place is not behind the last acknowledged");
}

static void check_leave(const struct holder *holder)
{
	struct payload payload;
	u64 kept = holder->reader.cursor.pos - holder->acked_pos;

	memcpy(&payload, holder->reader.bytes, sizeof(payload));
	if (payload.seq < holder->held_since)
		return;
	/* when it was written, no less was kept */
	expect(INVARIANT_LEAVE, kept + payload.leave <= RING_BYTES,
	       "what was kept and what it leaves are more than the ring");
	if (kept + RESERVE > RING_BYTES)
		saw(EVENT_RESERVE_USED);
}

/* Reads one; @is_first: since it took the hold. */
static void hold_read(struct holder *holder, bool is_first)
{
	struct reader *reader = &holder->reader;
	enum ring_entry entry;

	if (read_one(reader, &entry) < 0) {
		rest();
	} else if (entry == RING_ENTRY_DATA) {
		check_leave(holder);
	} else if (reader->gap.by_cause[RING_CAUSE_OVERWRITTEN]) {
		expect(INVARIANT_HOLD_KEEPS, is_first && holder->may_be_lapped,
		       "the holder was lapped");
		holder->acked_pos = reader->cursor.pos;
	} else {
		expect(INVARIANT_HOLD_KEEPS, true, NULL);
	}
}

static void acknowledge(struct holder *holder)
{
	struct reader *reader = &holder->reader;

	if (ring_ack(&ring, reader->next - 1))
		expect(INVARIANT_RESUME, false, "what was read is refused");
	holder->acked_seq = reader->next - 1;
	holder->acked_pos = reader->cursor.pos;
	holder->may_be_lapped = false;
	saw(EVENT_ACK);
}

static void *hold(void *argument)
{
	struct holder *holder = argument;
	u32 reads;
	u32 i;

	while (!flag(&writers_are_done)) {
		take_hold(holder);
		reads = below(holder->random, 400);
		for (i = 0; i < reads; i++) {
			hold_read(holder, !i);
			if (!below(holder->random, 30))
				acknowledge(holder);
		}
		/* it stops, so that the ring gets full */
		usleep(below(holder->random, 5000));
		if (!below(holder->random, 3)) {
			ring_unhold(&ring);
			holder->is_held = false;
			saw(EVENT_RELEASED);
			usleep(below(holder->random, 500));
		}
	}
	ring_unhold(&ring);
	return NULL;
}

static void start(pthread_t *ret_thread, void *(*function)(void *),
		  void *argument)
{
	if (!pthread_create(ret_thread, NULL, function, argument))
		return;
	printf("Bail out! no thread could be started\n");
	exit(1);
}

static void check_end(const struct writer *writers, const struct reader *taps,
		      u32 tap_count)
{
	u64 told[RING_CAUSES] = { 0 };
	struct ring_state state;
	u64 stored = 0;
	u32 i;
	u32 cause;

	ring_look(&ring, &state);
	for (i = 0; i < WRITERS; i++) {
		stored += writers[i].stored;
		for (cause = 0; cause < RING_CAUSES; cause++)
			told[cause] += writers[i].lost_by_cause[cause];
	}
	expect(INVARIANT_CAUSES, state.counters.captured == WRITERS * WRITES,
	       "captured is not the number of events");
	expect(INVARIANT_CAUSES, state.counters.delivered +
	       state.counters.overwritten == stored,
	       "delivered and overwritten are not what was stored");
	expect(INVARIANT_CAUSES, !state.counters.pending,
	       "something is left that nobody got");
	expect(INVARIANT_CAUSES,
	       !memcmp(told, state.counters.lost_by_cause, sizeof(told)),
	       "a cause has another number of losses");
	for (i = 0; i < tap_count; i++) {
		expect(INVARIANT_ALL_TOLD, taps[i].next == state.next_seq,
		       "a tap did not come to the end");
		expect(INVARIANT_ALL_TOLD, taps[i].entries +
		       sum(taps[i].lost_by_cause, RING_CAUSES) ==
		       state.counters.captured,
		       "what a tap got and was told is not all");
		expect(INVARIANT_ALL_TOLD,
		       !memcmp(&told[1], &taps[i].lost_by_cause[1],
			       sizeof(told) - sizeof(told[0])),
		       "a tap was told of other losses");
	}
}

#define TAPS	2
#define LOOKERS	2

int main(void)
{
	static _Alignas(16) unsigned char data[RING_BYTES];
	static struct writer writers[WRITERS];
	static struct reader taps[TAPS];
	static struct reader jumper;
	static struct holder holder;
	pthread_t write_threads[WRITERS];
	pthread_t others[TAPS + LOOKERS + 1];
	pthread_t hold_thread;
	u32 i;

	alarm(SECONDS_MAX);
	if (ring_init(&ring, data, sizeof(data)))
		return 1;
	ring_keep(&ring, RESERVE);
	for (i = 0; i < TAPS; i++) {
		taps[i].cursor.next_seq = 1;
		read_from(&taps[i], 1);
		start(&others[i], tap, &taps[i]);
	}
	for (i = 0; i < LOOKERS; i++)
		start(&others[TAPS + i], look, NULL);
	jumper.cursor.next_seq = 1;
	read_from(&jumper, 1);
	start(&others[TAPS + LOOKERS], jump, &jumper);
	start(&hold_thread, hold, &holder);
	for (i = 0; i < WRITERS; i++) {
		writers[i].index = i;
		writers[i].random[0] = i;
		start(&write_threads[i], write_many, &writers[i]);
	}

	for (i = 0; i < WRITERS; i++)
		pthread_join(write_threads[i], NULL);
	set_flag(&writers_are_done);
	pthread_join(hold_thread, NULL);
	set_flag(&holder_is_done);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		pthread_join(others[i], NULL);
	check_end(writers, taps, TAPS);
	return report();
}
