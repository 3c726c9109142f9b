/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stages.h - leads a capture through its second stage into the ring. Knows how
 * a task is called back before it returns to user mode; does not know what is
 * captured, nor by which hook.
 */
#ifndef PROCMON_STAGES_H
#define PROCMON_STAGES_H

#include "capture.h"

/**
 * struct stages_plan - What is to become of a capture.
 * @two: it will have a second stage.
 * @pinned: it keeps the module from being unloaded until then.
 */
struct stages_plan {
	bool two;
	bool pinned;
};

/**
 * struct stages_counters - What was done.
 * @late: records that needed stage 2 for argv, envp or a path.
 * @unread: records with an argv or envp that could not be read whole.
 */
struct stages_counters {
	u64 late;
	u64 unread;
};

int stages_init(void);
void stages_exit(void);
int stages_resolve(void);
void stages_use(bool two);
struct stages_plan stages_plan(bool may_stall);
void stages_drop(const struct stages_plan *plan);
void stages_go(struct capture *capture, const struct stages_plan *plan);
void stages_now(struct capture *capture);
void *stages_bury_begin(void);
void stages_bury_end(struct record *record);
bool stages_drain(unsigned int timeout_ms);
void stages_look(struct stages_counters *ret_counters);

#endif /* PROCMON_STAGES_H */
