// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook.c - what all hooks have in common (see hook.h).
 */
#include <linux/ktime.h>
#include <linux/procmon.h>
#include <linux/sched.h>

#include "hook.h"

/* No exec is expected to take longer. */
#define EXEC_TIME_NS	(60 * (u64)NSEC_PER_SEC)

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

/**
 * hook_armed_now() - A hook has just been armed: whatever begins from now on it
 * sees.
 *
 * Context: Any.
 * Return: The time, for hook_saw_start().
 */
u64 hook_armed_now(void)
{
	/* What armed it is seen by others before they read a later time. */
	smp_mb();
	return ktime_get_ns();
}

/**
 * hook_saw_start() - Must a hook have seen the start of the exec, or of the
 * call, that the current task is about to end?
 * @armed_since: from hook_armed_now(); U64_MAX: it is not armed.
 *
 * An exec may have been under way when the hook was armed, for as long as a
 * file system does not answer or the host has no time for the task. That is not
 * held against the hook. But a task that was created since cannot have been in
 * one.
 *
 * Context: The task's own; any.
 * Return: true if it must.
 */
bool hook_saw_start(u64 armed_since)
{
	u64 now = ktime_get_ns();

	if (now < armed_since)
		return false;
	return current->start_time > armed_since ||
	       now - armed_since > EXEC_TIME_NS;
}
