// SPDX-License-Identifier: GPL-2.0-only
/*
 * invariants.c - what must hold while threads use the ring (see invariants.h).
 *
 * Counts are atomic and relaxed: they must not order the threads, or the
 * thread sanitizer would take that for a lock.
 */
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

#include "invariants.h"

#define COUNT_OF(array)	(sizeof(array) / sizeof((array)[0]))

static const char * const invariant_names[] = {
	[INVARIANT_GAPLESS] = "each reader's stream is gapless",
	[INVARIANT_INTACT] = "each entry comes out as it went in",
	[INVARIANT_WRITERS_ORDER] = "the entries of a writer keep their order",
	[INVARIANT_GAP_SUMS] = "a gap tells each number once, by cause and kind",
	[INVARIANT_HOLD_KEEPS] = "under a hold nothing is overwritten unacknowledged",
	[INVARIANT_RESUME] = "a holder goes on behind what was acknowledged",
	[INVARIANT_LEAVE] = "under a hold each entry leaves what it must",
	[INVARIANT_BALANCE] = "the counters balance at any time",
	[INVARIANT_MONOTONE] = "the counters only grow",
	[INVARIANT_STAMPED] = "stamped counters are those before the entry",
	[INVARIANT_CAUSES] = "losses are counted as the writers were told",
	[INVARIANT_ALL_TOLD] = "each number reaches each reader, or is told lost",
};

static const char * const event_names[] = {
	[EVENT_LAPPED] = "a reader was lapped",
	[EVENT_GAP] = "a gap stood in the ring",
	[EVENT_FULL] = "an entry found no room",
	[EVENT_RESERVE_USED] = "an entry used the reserve",
	[EVENT_WAITED] = "an entry waited and found room",
	[EVENT_WAITED_IN_VAIN] = "an entry waited in vain",
	[EVENT_ACK] = "a holder acknowledged",
	[EVENT_TAKEN_OVER] = "a hold was taken over",
	[EVENT_RELEASED] = "a hold was released",
	[EVENT_OVERSIZE] = "an entry was too large",
	[EVENT_LOSE] = "an event had no entry",
};

static atomic_ulong checked[INVARIANT_COUNT];
static atomic_ulong broken[INVARIANT_COUNT];
static _Atomic(const char *)reasons[INVARIANT_COUNT];
static atomic_ulong events[EVENT_COUNT];

/* Counts a check; @reason is what a failure means, a constant. */
void expect(enum invariant invariant, bool holds, const char *reason)
{
	atomic_fetch_add_explicit(&checked[invariant], 1, memory_order_relaxed);
	if (holds)
		return;
	atomic_fetch_add_explicit(&broken[invariant], 1, memory_order_relaxed);
	atomic_store_explicit(&reasons[invariant], reason,
			      memory_order_relaxed);
}

void saw(enum event event)
{
	atomic_fetch_add_explicit(&events[event], 1, memory_order_relaxed);
}

/* Prints TAP; no other thread runs. Returns the program's exit status. */
int report(void)
{
	unsigned int number = 0;
	bool all_seen = true;
	int status = 0;
	size_t i;

	for (i = 0; i < COUNT_OF(invariant_names); i++) {
		bool holds = checked[i] && !broken[i];

		printf("%s %u - %s\n", holds ? "ok" : "not ok", ++number,
		       invariant_names[i]);
		if (!checked[i])
			printf("# it was never checked\n");
		if (broken[i])
			printf("# %lu of %lu times: %s\n", broken[i],
			       checked[i], reasons[i]);
		status |= !holds;
	}
	for (i = 0; i < COUNT_OF(event_names); i++) {
		printf("# %lu times: %s\n", events[i], event_names[i]);
		all_seen &= events[i] > 0;
	}
	printf("%s %u - all that can happen has happened\n",
	       all_seen ? "ok" : "not ok", ++number);
	return status | !all_seen;
}
