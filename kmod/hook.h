/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hook.h - what all hooks have in common: names, in words, for them and for what
 * may be wrong with them; and since when they see everything.
 */
#ifndef PROCMON_HOOK_H
#define PROCMON_HOOK_H

#include <linux/types.h>

const char *hook_name(u32 hook);
const char *hook_cause_name(u32 cause);
u64 hook_armed_now(void);
bool hook_saw_start(u64 armed_since);

#endif /* PROCMON_HOOK_H */
