/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hook.h - what all hooks have in common: names, in words, for them and for what
 * may be wrong with them; which are armed; and since when they see everything.
 */
#ifndef PROCMON_HOOK_H
#define PROCMON_HOOK_H

#include <linux/types.h>

/**
 * struct hook_states - States of the hooks, bit masks of enum procmon_hook.
 * @armed: they see.
 * @off: switched off by configuration.
 * @failed: did not arm.
 */
struct hook_states {
	u32 armed;
	u32 off;
	u32 failed;
};

const char *hook_name(u32 hook);
const char *hook_cause_name(u32 cause);
void hook_note(u32 hook, bool wanted, int error);
void hook_disarm_all(void);
void hook_forget_all(void);
bool hook_is_armed(u32 hook);
void hook_states(struct hook_states *ret_states);
int hook_error(u32 hook);
void hook_list_armed(char *text, size_t size);
u64 hook_armed_now(void);
bool hook_saw_start(u64 armed_since);

#endif /* PROCMON_HOOK_H */
