// SPDX-License-Identifier: GPL-2.0-only
/*
 * syscall_witness.c - sees each call of execve(2) and execveat(2) from its
 * start to its end. One of several mechanisms calls it there; which one, it
 * need not know.
 *
 * A call that returns 0 has succeeded, or was a check only (AT_EXECVE_CHECK);
 * the exec witness knows, and recorded it. A call that returns an error is
 * recorded here.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/fcntl.h>
#include <linux/printk.h>

#include "capture.h"
#include "compat/syscall_abi.h"
#include "events.h"
#include "hook.h"
#include "params.h"
#include "stages.h"
#include "syscall_mechanism.h"
#include "syscall_witness.h"

/* <linux/fcntl.h> has it since 6.14. */
#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK	0x10000
#endif
/* <linux/errno.h>: from here on errors are between the kernel's own parts. */
#define ERRNO_LIMIT	512

/* In the order in which they are tried. */
static const struct syscall_mechanism *const
mechanisms[PROCMON_MECHANISM_COUNT] = {
	[PROCMON_MECHANISM_NONE] = NULL,
	[PROCMON_MECHANISM_KPROBE] = &syscall_mechanism_kprobe,
	[PROCMON_MECHANISM_FTRACE] = &syscall_mechanism_ftrace,
	[PROCMON_MECHANISM_TABLE] = &syscall_mechanism_table,
};

/* Why each did not arm. */
static struct {
	int error;
	const char *why;
} refusals[PROCMON_MECHANISM_COUNT];

static u32 armed_mechanism;
static bool live;
/* See hook_saw_start(). */
static u64 live_since = U64_MAX;

/* Stands for a call that there was no memory for. */
static struct exec_call unnoted_call;

static atomic64_t calls = ATOMIC64_INIT(0);
static atomic64_t succeeded = ATOMIC64_INIT(0);
static atomic64_t failed = ATOMIC64_INIT(0);
static atomic64_t filtered = ATOMIC64_INIT(0);
static atomic64_t restarted = ATOMIC64_INIT(0);
static atomic64_t checked = ATOMIC64_INIT(0);
static atomic64_t unwitnessed = ATOMIC64_INIT(0);
static atomic64_t unnoted = ATOMIC64_INIT(0);

static void read_arguments(struct exec_arguments *ret_arguments,
			   const struct syscall_site *site,
			   const struct pt_regs *regs)
{
	bool is_at = site->origin == PROCMON_ORIGIN_EXECVEAT ||
		     site->origin == PROCMON_ORIGIN_COMPAT_EXECVEAT;
	bool is_compat = site->is_compat;
	unsigned int first = is_at ? 1 : 0;

	ret_arguments->origin = site->origin;
	ret_arguments->is_compat = is_compat;
	ret_arguments->filename =
		compat_syscall_argument(regs, first, is_compat);
	ret_arguments->argv =
		compat_syscall_argument(regs, first + 1, is_compat);
	ret_arguments->dirfd = AT_FDCWD;
	ret_arguments->flags = 0;
	if (is_at) {
		ret_arguments->dirfd =
			compat_syscall_argument(regs, 0, is_compat);
		ret_arguments->flags =
			compat_syscall_argument(regs, 4, is_compat);
	}
}

/**
 * syscall_enter() - A task calls; called by the mechanism.
 * @site: what it calls.
 * @regs: the caller's registers.
 * @may_sleep: the mechanism lets us.
 *
 * Context: The task that calls, before anything is done.
 * Return: For syscall_leave().
 */
struct exec_call *syscall_enter(const struct syscall_site *site,
				const struct pt_regs *regs, bool may_sleep)
{
	struct exec_arguments arguments;
	struct exec_call *call;

	if (!READ_ONCE(live))
		return NULL;
	atomic64_inc(&calls);
	read_arguments(&arguments, site, regs);
	call = exec_call_begin(&arguments, may_sleep);
	if (call)
		return call;
	atomic64_inc(&unnoted);
	return &unnoted_call;
}

static void call_failed(struct exec_call *call, u32 error, bool may_sleep)
{
	struct stages_plan plan = { .two = true };
	struct capture *capture;
	struct failed failure;
	struct record record;

	capture_fail_look(&failure, call, error);
	if (!may_sleep)
		plan = stages_plan(failure.may_stall);
	capture = capture_fail_begin(&failure, plan.two);
	if (!capture) {
		capture_fail_tombstone(&record, stages_bury_begin(), &failure);
		stages_bury_end(&record);
		stages_drop(&plan);
	} else if (may_sleep) {
		stages_now(capture);
	} else {
		stages_go(capture, &plan);
	}
	capture_fail_done(&failure);
}

static void call_returned_0(const struct exec_call *call)
{
	if (!call || call->executed)
		atomic64_inc(&succeeded);
	else if (call->arguments.flags & AT_EXECVE_CHECK)
		atomic64_inc(&checked);
	else
		atomic64_inc(&unwitnessed);
}

/**
 * syscall_leave() - The call is over; called by the mechanism.
 * @call: what syscall_enter() returned.
 * @ret: what the call returns.
 * @may_sleep: the mechanism lets us.
 *
 * Context: The task that called.
 */
void syscall_leave(struct exec_call *call, long ret, bool may_sleep)
{
	/* The upper half of what a function returns as int is not defined. */
	int error = (int)ret;

	if (!call)
		return;
	if (call == &unnoted_call)
		call = NULL;
	else if (!exec_call_end(call))
		return;
	if (!READ_ONCE(live)) {
		exec_call_free(call);
		return;
	}
	if (error >= 0) {
		call_returned_0(call);
	} else if (-error >= ERRNO_LIMIT) {
		atomic64_inc(&restarted);
	} else {
		atomic64_inc(&failed);
		if (events_chosen(PROCMON_TYPE_EXEC_FAIL) &&
		    !params_is_filtered(-error)) {
			call_failed(call, -error, may_sleep);
			return;
		}
		atomic64_inc(&filtered);
	}
	exec_call_free(call);
}

/**
 * syscall_witness_executed() - The current task executes a new program: which
 * call did this?
 *
 * Context: Current task, in the exec hook. The call may be used until the end
 * of the hook.
 * Return: The call, marked as one that succeeded; NULL: none was seen.
 */
const struct exec_call *syscall_witness_executed(void)
{
	struct exec_call *call;

	if (!READ_ONCE(live))
		return NULL;
	call = exec_call_find();
	if (call)
		call->executed = true;
	return call;
}

/**
 * syscall_witness_is_sure() - Should it have seen the start of a call of the
 * current task that ends now?
 *
 * Context: Any.
 * Return: true if it is armed, and was when the call began.
 */
bool syscall_witness_is_sure(void)
{
	return hook_saw_start(READ_ONCE(live_since));
}

static int try(u32 mechanism)
{
	const char *why = NULL;
	int ret = mechanisms[mechanism]->arm(&why);

	refusals[mechanism].error = ret;
	refusals[mechanism].why = why;
	if (!ret)
		return 0;
	if (why)
		pr_warn("syscall witness: %s: %s\n",
			mechanisms[mechanism]->name, why);
	else
		pr_warn("syscall witness: %s: did not arm (%d)\n",
			mechanisms[mechanism]->name, ret);
	return ret;
}

/**
 * syscall_witness_arm() - Arm the first mechanism that works, of those that the
 * parameter hook allows. Nothing is seen before syscall_witness_go().
 *
 * Context: May sleep.
 * Return: 0 or -errno of the last that was tried.
 */
int syscall_witness_arm(void)
{
	int ret = -EOPNOTSUPP;
	u32 mechanism;

	memset(refusals, 0, sizeof(refusals));
	for (mechanism = 1; mechanism < ARRAY_SIZE(mechanisms); mechanism++) {
		if (!(params.mechanisms & BIT(mechanism)))
			continue;
		ret = try(mechanism);
		if (ret)
			continue;
		WRITE_ONCE(armed_mechanism, mechanism);
		return 0;
	}
	return ret;
}

/**
 * syscall_witness_go() - See from now on, if it is armed.
 *
 * Context: Any.
 */
void syscall_witness_go(void)
{
	if (!armed_mechanism)
		return;
	WRITE_ONCE(live, true);
	WRITE_ONCE(live_since, hook_armed_now());
}

/**
 * syscall_witness_halt() - See no more. Before the exec witness is disarmed, so
 * that it is not said to have missed anything.
 *
 * Context: Any.
 */
void syscall_witness_halt(void)
{
	WRITE_ONCE(live_since, U64_MAX);
	WRITE_ONCE(live, false);
}

/**
 * syscall_witness_disarm() - Leave the kernel's functions. It is halted and the
 * exec witness is disarmed.
 *
 * Context: May sleep.
 */
void syscall_witness_disarm(void)
{
	const struct syscall_mechanism *mechanism = mechanisms[armed_mechanism];
	int ret;

	if (!mechanism)
		return;
	ret = mechanism->disarm();
	if (ret)
		pr_warn("syscall witness: %s: cannot be taken out (%d): the module stays loaded until reboot\n",
			mechanism->name, ret);
	WRITE_ONCE(armed_mechanism, PROCMON_MECHANISM_NONE);
	exec_call_forget_all();
}

/**
 * syscall_witness_mechanism() - What it is armed through.
 *
 * Return: enum procmon_mechanism.
 */
u32 syscall_witness_mechanism(void)
{
	return READ_ONCE(armed_mechanism);
}

/**
 * syscall_witness_mechanism_name() - A mechanism as people call it.
 * @mechanism: enum procmon_mechanism.
 *
 * Return: As in the parameter hook; "none" if it is none.
 */
const char *syscall_witness_mechanism_name(u32 mechanism)
{
	if (mechanism < PROCMON_MECHANISM_COUNT && mechanisms[mechanism])
		return mechanisms[mechanism]->name;
	return "none";
}

/**
 * syscall_witness_why_not() - Why a mechanism did not arm.
 * @mechanism: enum procmon_mechanism.
 * @ret_error: -errno; 0: it was not tried, or it is armed.
 *
 * Return: A sentence for people, or NULL.
 */
const char *syscall_witness_why_not(u32 mechanism, int *ret_error)
{
	*ret_error = READ_ONCE(refusals[mechanism].error);
	return READ_ONCE(refusals[mechanism].why);
}

/**
 * syscall_witness_health() - Is it still called?
 *
 * Context: May sleep.
 * Return: enum procmon_hook_cause; NONE also if it is not armed.
 */
u32 syscall_witness_health(void)
{
	const struct syscall_mechanism *mechanism =
		mechanisms[syscall_witness_mechanism()];

	if (!mechanism || !mechanism->health)
		return PROCMON_HOOK_CAUSE_NONE;
	return mechanism->health();
}

/**
 * syscall_witness_is_full() - Would a call that begins now be missed?
 *
 * Context: Any; not while it is armed or disarmed.
 * Return: true if calls under way have taken all the room.
 */
bool syscall_witness_is_full(void)
{
	const struct syscall_mechanism *mechanism =
		mechanisms[syscall_witness_mechanism()];

	return mechanism && mechanism->is_full && mechanism->is_full();
}

static u64 count_missed(void)
{
	u64 missed = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mechanisms); i++)
		if (mechanisms[i] && mechanisms[i]->missed)
			missed += mechanisms[i]->missed();
	return missed;
}

/**
 * syscall_witness_look() - Read the counters.
 * @ret_counters: filled in.
 *
 * Context: May sleep.
 */
void syscall_witness_look(struct syscall_witness_counters *ret_counters)
{
	ret_counters->calls = atomic64_read(&calls);
	ret_counters->succeeded = atomic64_read(&succeeded);
	ret_counters->failed = atomic64_read(&failed);
	ret_counters->filtered = atomic64_read(&filtered);
	ret_counters->restarted = atomic64_read(&restarted);
	ret_counters->checked = atomic64_read(&checked);
	ret_counters->unwitnessed = atomic64_read(&unwitnessed);
	ret_counters->missed = count_missed();
	ret_counters->unnoted = atomic64_read(&unnoted);
	ret_counters->in_flight = exec_call_count();
}
