// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook.c - what all hooks have in common (see hook.h).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/printk.h>
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
	[PROCMON_HOOK_FORK] = "fork witness",
	[PROCMON_HOOK_EXIT] = "exit witness",
	[PROCMON_HOOK_CREDS] = "creds witness",
	[PROCMON_HOOK_SID] = "sid witness",
	[PROCMON_HOOK_PTRACE] = "ptrace witness",
	[PROCMON_HOOK_COMM] = "comm witness",
	[PROCMON_HOOK_COREDUMP] = "coredump witness",
};

static const char * const cause_names[] = {
	[PROCMON_HOOK_CAUSE_NONE] = "none",
	[PROCMON_HOOK_CAUSE_DISABLED] = "disabled",
	[PROCMON_HOOK_CAUSE_REPLACED] = "replaced",
	[PROCMON_HOOK_CAUSE_UNSEEN] = "unseen",
	[PROCMON_HOOK_CAUSE_OVERRUN] = "overrun",
};

/* Changed by sensor.c under its lock; read by anybody, a word at a time. */
static struct hook_states states;
static int errors[PROCMON_HOOK_COUNT];

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

static void set_state(u32 *mask, u32 hook, bool value)
{
	WRITE_ONCE(*mask, value ? *mask | BIT(hook) : *mask & ~BIT(hook));
}

/**
 * hook_note() - Note the state of a hook, from now on.
 * @hook: enum procmon_hook.
 * @wanted: it is to see.
 * @error: if it was wanted: 0, or -errno: it did not arm.
 *
 * Context: The lock of who arms the hooks.
 */
void hook_note(u32 hook, bool wanted, int error)
{
	WRITE_ONCE(errors[hook], wanted ? error : 0);
	set_state(&states.off, hook, !wanted);
	set_state(&states.failed, hook, wanted && error);
	set_state(&states.armed, hook, wanted && !error);
	if (wanted && error)
		pr_warn("%s: did not arm (%d): what it sees is absent\n",
			hook_name(hook), error);
}

/**
 * hook_disarm_all() - None is armed any more.
 *
 * Context: The lock of who arms the hooks.
 */
void hook_disarm_all(void)
{
	WRITE_ONCE(states.armed, 0);
}

/**
 * hook_forget_all() - Nothing is known of any hook.
 *
 * Context: The lock of who arms the hooks.
 */
void hook_forget_all(void)
{
	WRITE_ONCE(states.armed, 0);
	WRITE_ONCE(states.off, 0);
	WRITE_ONCE(states.failed, 0);
}

/**
 * hook_is_armed() - Is a hook armed?
 * @hook: enum procmon_hook.
 *
 * Context: Any.
 * Return: true if it is.
 */
bool hook_is_armed(u32 hook)
{
	return READ_ONCE(states.armed) & BIT(hook);
}

/**
 * hook_states() - States of all hooks.
 * @ret_states: filled in.
 *
 * Context: Any.
 */
void hook_states(struct hook_states *ret_states)
{
	ret_states->armed = READ_ONCE(states.armed);
	ret_states->off = READ_ONCE(states.off);
	ret_states->failed = READ_ONCE(states.failed);
}

/**
 * hook_error() - Why a hook did not arm.
 * @hook: enum procmon_hook.
 *
 * Context: Any.
 * Return: -errno, or 0.
 */
int hook_error(u32 hook)
{
	return READ_ONCE(errors[hook]);
}

/**
 * hook_list_armed() - Name the hooks that are armed, but for those that the
 * kernel log names in any case: the exec and the syscall witness.
 * @text: filled in: ", NAME" of each.
 * @size: of @text.
 *
 * Context: Any.
 */
void hook_list_armed(char *text, size_t size)
{
	const u32 named = BIT(PROCMON_HOOK_EXEC) | BIT(PROCMON_HOOK_SYSCALL);
	size_t len = 0;
	u32 hook;

	text[0] = 0;
	for (hook = 0; hook < PROCMON_HOOK_COUNT; hook++) {
		if (hook_is_armed(hook) && !(named & BIT(hook)))
			len += scnprintf(text + len, size - len, ", %s",
					 hook_name(hook));
	}
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
