/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * room.h - who waits for room in a ring that is full, and for how long. Does
 * not know what is recorded.
 */
#ifndef PROCMON_ROOM_H
#define PROCMON_ROOM_H

#include "record.h"

/**
 * struct room_counters - Who waited.
 * @waited: how many did.
 * @waited_in_vain: of these, those that went on without room.
 */
struct room_counters {
	u64 waited;
	u64 waited_in_vain;
};

void room_wait(struct record *record);
void room_made(void);
void room_hold_begins(void);
void room_hold_ends(void);
void room_open(void);
void room_close(void);
void room_look(struct room_counters *ret_counters);

#endif /* PROCMON_ROOM_H */
