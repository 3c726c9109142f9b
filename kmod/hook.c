// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook.c - the hooks and what may be wrong with them, in words (see hook.h).
 */
#include <linux/procmon.h>

#include "hook.h"

static const char * const hook_names[PROCMON_HOOK_COUNT] = {
	[PROCMON_HOOK_EXEC] = "exec witness",
	[PROCMON_HOOK_FILE] = "file witness",
	[PROCMON_HOOK_TASK_WORK] = "task work",
	[PROCMON_HOOK_SYSCALL] = "syscall witness",
};

static const char * const cause_names[] = {
	[PROCMON_HOOK_CAUSE_NONE] = "none",
	[PROCMON_HOOK_CAUSE_DISABLED] = "disabled",
	[PROCMON_HOOK_CAUSE_REPLACED] = "replaced",
	[PROCMON_HOOK_CAUSE_UNSEEN] = "unseen",
	[PROCMON_HOOK_CAUSE_OVERRUN] = "overrun",
};

/**
 * hook_name() - A hook, as the kernel log calls it.
 * @hook: enum procmon_hook.
 *
 * Return: The name.
 */
const char *hook_name(u32 hook)
{
	return hook_names[hook];
}

/**
 * hook_cause_name() - Why a hook is not trusted, in one word.
 * @cause: enum procmon_hook_cause.
 *
 * Return: The word.
 */
const char *hook_cause_name(u32 cause)
{
	return cause_names[cause];
}
