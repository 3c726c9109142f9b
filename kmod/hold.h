/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hold.h - who holds the ring: one reader at most, and for a time of grace a
 * reader that is gone.
 */
#ifndef PROCMON_HOLD_H
#define PROCMON_HOLD_H

#include "reader.h"

/**
 * struct hold_state - A look at the hold.
 * @holder: number of the reader; 0: none.
 * @grace_ms_left: the holder is gone and its hold ends in so long; 0: it is
 *	there, or there is none.
 */
struct hold_state {
	u32 holder;
	u32 grace_ms_left;
};

int hold_take(struct reader *reader, u32 grace_ms, u64 *ret_resume_seq);
int hold_ack(struct reader *reader, u64 seq);
int hold_give_back(struct reader *reader);
void hold_leave(struct reader *reader);
void hold_look(struct hold_state *ret_state);
void hold_exit(void);

#endif /* PROCMON_HOLD_H */
