/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * recycle.h - memory that each exec needs, kept for the next one. Must not know
 * what is in it.
 */
#ifndef PROCMON_RECYCLE_H
#define PROCMON_RECYCLE_H

#include <linux/types.h>

/* enum recycled - What memory is for. */
enum recycled {
	RECYCLED_CAPTURE,	/* a capture and its record */
	RECYCLED_CALL,		/* a call of execve(2) under way */
	RECYCLED_NOTE,		/* what the file witness saw */
	RECYCLED_IMAGE,		/* what a process was last executed as */
	RECYCLED_PROCESS,	/* a process in the table */
	RECYCLED_COUNT,
};

int recycle_init(void);
void recycle_exit(void);
void *recycle_get(enum recycled what, u32 *bytes, gfp_t gfp);
void recycle_put(enum recycled what, void *memory, u32 bytes);

#endif /* PROCMON_RECYCLE_H */
