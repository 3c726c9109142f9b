// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle.c - the hooks that see the life of a process beside its execs (see
 * lifecycle.h).
 *
 * Which images run, and who created whom, is known by following each fork and
 * each exit, whether these are recorded or not. The others are armed only while
 * an event that they see is chosen.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "comm_witness.h"
#include "coredump_witness.h"
#include "creds_witness.h"
#include "exit_witness.h"
#include "fork_witness.h"
#include "hook.h"
#include "lifecycle.h"
#include "ptrace_witness.h"
#include "sid_witness.h"

static const struct {
	int (*arm)(void);
	void (*disarm)(void);
	u64 (*missed)(void);	/* NULL: it misses none */
	u32 types;		/* of the events that it sees */
	bool always;		/* it is armed whether they are chosen or not */
} witnesses[PROCMON_HOOK_COUNT] = {
	[PROCMON_HOOK_FORK] = {
		.arm = fork_witness_arm,
		.disarm = fork_witness_disarm,
		.types = BIT(PROCMON_TYPE_FORK),
		.always = true,
	},
	[PROCMON_HOOK_EXIT] = {
		.arm = exit_witness_arm,
		.disarm = exit_witness_disarm,
		.types = BIT(PROCMON_TYPE_EXIT),
		.always = true,
	},
	[PROCMON_HOOK_CREDS] = {
		.arm = creds_witness_arm,
		.disarm = creds_witness_disarm,
		.missed = creds_witness_missed,
		.types = BIT(PROCMON_TYPE_UID) | BIT(PROCMON_TYPE_GID) |
			 BIT(PROCMON_TYPE_CRED),
	},
	[PROCMON_HOOK_SID] = {
		.arm = sid_witness_arm,
		.disarm = sid_witness_disarm,
		.missed = sid_witness_missed,
		.types = BIT(PROCMON_TYPE_SID),
	},
	[PROCMON_HOOK_PTRACE] = {
		.arm = ptrace_witness_arm,
		.disarm = ptrace_witness_disarm,
		.missed = ptrace_witness_missed,
		.types = BIT(PROCMON_TYPE_PTRACE),
	},
	[PROCMON_HOOK_COMM] = {
		.arm = comm_witness_arm,
		.disarm = comm_witness_disarm,
		.types = BIT(PROCMON_TYPE_COMM),
	},
	[PROCMON_HOOK_COREDUMP] = {
		.arm = coredump_witness_arm,
		.disarm = coredump_witness_disarm,
		.missed = coredump_witness_missed,
		.types = BIT(PROCMON_TYPE_COREDUMP),
	},
};

static bool sees(u32 hook, const struct procmon_events *events)
{
	return witnesses[hook].types & events->types;
}

/**
 * lifecycle_arm() - Arm what is needed. What does not arm is noted so.
 * @events: what is to be recorded.
 *
 * Context: The lock of who arms the hooks. May sleep.
 */
void lifecycle_arm(const struct procmon_events *events)
{
	u32 hook;

	for (hook = 0; hook < ARRAY_SIZE(witnesses); hook++) {
		if (!witnesses[hook].arm)
			continue;
		if (witnesses[hook].always || sees(hook, events))
			hook_note(hook, true, witnesses[hook].arm());
		else
			hook_note(hook, false, 0);
	}
}

/**
 * lifecycle_arm_more() - Arm what is needed and is not armed yet.
 * @events: what is to be recorded, beside what is.
 *
 * What is always armed does not come later: it would have missed too much.
 *
 * Context: The lock of who arms the hooks. May sleep.
 * Return: 0; or -EIO: a hook that sees one of @events does not arm; what was
 * armed is as before.
 */
int lifecycle_arm_more(const struct procmon_events *events)
{
	u32 armed = 0;
	int ret = 0;
	u32 hook;

	for (hook = 0; hook < ARRAY_SIZE(witnesses) && !ret; hook++) {
		if (!sees(hook, events) || hook_is_armed(hook))
			continue;
		ret = witnesses[hook].always ? hook_error(hook) :
					       witnesses[hook].arm();
		if (!ret)
			armed |= BIT(hook);
		else
			pr_warn("%s: did not arm (%d): what it sees cannot be chosen\n",
				hook_name(hook), ret);
	}
	for (hook = 0; hook < ARRAY_SIZE(witnesses); hook++) {
		if (!(armed & BIT(hook)))
			continue;
		if (ret)
			witnesses[hook].disarm();
		else
			hook_note(hook, true, 0);
	}
	return ret ? -EIO : 0;
}

/**
 * lifecycle_disarm_but() - Disarm what is not needed any more.
 * @events: what is to be recorded.
 *
 * Context: The lock of who arms the hooks. May sleep.
 */
void lifecycle_disarm_but(const struct procmon_events *events)
{
	u32 hook;

	for (hook = 0; hook < ARRAY_SIZE(witnesses); hook++) {
		if (!witnesses[hook].arm || witnesses[hook].always ||
		    sees(hook, events))
			continue;
		if (hook_is_armed(hook))
			witnesses[hook].disarm();
		hook_note(hook, false, 0);
	}
}

/**
 * lifecycle_disarm() - Disarm all; waits for handlers that run. The caller notes
 * it.
 *
 * Context: The lock of who arms the hooks. May sleep.
 */
void lifecycle_disarm(void)
{
	u32 hook;

	for (hook = 0; hook < ARRAY_SIZE(witnesses); hook++) {
		if (witnesses[hook].arm && hook_is_armed(hook))
			witnesses[hook].disarm();
	}
}

/**
 * lifecycle_missed() - How often were they missed?
 *
 * Context: Any.
 * Return: Calls that their kprobes could not take.
 */
u64 lifecycle_missed(void)
{
	u64 missed = 0;
	u32 hook;

	for (hook = 0; hook < ARRAY_SIZE(witnesses); hook++) {
		if (witnesses[hook].missed)
			missed += witnesses[hook].missed();
	}
	return missed;
}
