/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * invariants.h - what must hold while threads use the ring, and what must have
 * happened for that to mean something. It must not know the ring.
 */
#ifndef INVARIANTS_H
#define INVARIANTS_H

#include <stdbool.h>

enum invariant {
	INVARIANT_GAPLESS,
	INVARIANT_INTACT,
	INVARIANT_WRITERS_ORDER,
	INVARIANT_GAP_SUMS,
	INVARIANT_HOLD_KEEPS,
	INVARIANT_RESUME,
	INVARIANT_LEAVE,
	INVARIANT_BALANCE,
	INVARIANT_MONOTONE,
	INVARIANT_STAMPED,
	INVARIANT_CAUSES,
	INVARIANT_ALL_TOLD,
	INVARIANT_COUNT,
};

/* What a run must have seen; one that sees none proves none. */
enum event {
	EVENT_LAPPED,
	EVENT_GAP,
	EVENT_FULL,
	EVENT_RESERVE_USED,
	EVENT_WAITED,
	EVENT_WAITED_IN_VAIN,
	EVENT_ACK,
	EVENT_TAKEN_OVER,
	EVENT_RELEASED,
	EVENT_OVERSIZE,
	EVENT_LOSE,
	EVENT_COUNT,
};

void expect(enum invariant invariant, bool holds, const char *reason);
void saw(enum event event);
int report(void);

#endif /* INVARIANTS_H */
