/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * watchdog.h - are the hooks still called? Compares what they see with each
 * other, and says in the stream when one went silent and when it is back.
 */
#ifndef PROCMON_WATCHDOG_H
#define PROCMON_WATCHDOG_H

#include <linux/types.h>

/**
 * struct watchdog_hook - What the watchdog thinks of a hook.
 * @cause: enum procmon_hook_cause; 0: it works.
 * @since_seq: up to this number all was well.
 * @missed: execs that it is known not to have seen since.
 */
struct watchdog_hook {
	u32 cause;
	u64 since_seq;
	u64 missed;
};

int watchdog_init(void);
void watchdog_exit(void);
void watchdog_start(u32 hooks_armed);
void watchdog_stop(void);
void watchdog_look(u32 hook, struct watchdog_hook *ret_hook);

#endif /* PROCMON_WATCHDOG_H */
