/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syscall_witness.h - sees each call of execve(2) and execveat(2), native and
 * compat: records those that fail, tells the exec witness of those that
 * succeed how they were called, and counts both.
 */
#ifndef PROCMON_SYSCALL_WITNESS_H
#define PROCMON_SYSCALL_WITNESS_H

#include <linux/procmon.h>
#include <linux/types.h>

struct exec_call;

/**
 * struct syscall_witness_counters - What it has seen since load.
 * @calls: calls of which it saw the start.
 * @succeeded: that ended with a new program.
 * @failed: that ended with an error.
 * @filtered: of @failed, not recorded since fail_errno says so, or since
 *	exec_fail is not among the events.
 * @restarted: that a signal broke off; the task calls again, unseen by its
 *	program.
 * @checked: that returned 0 with no new program, as AT_EXECVE_CHECK asks for.
 * @unwitnessed: that succeeded, but the exec witness did not see the program.
 * @missed: calls that found no room in the mechanism.
 * @unnoted: calls for which there was no memory.
 * @in_flight: calls under way now.
 */
struct syscall_witness_counters {
	u64 calls;
	u64 succeeded;
	u64 failed;
	u64 filtered;
	u64 restarted;
	u64 checked;
	u64 unwitnessed;
	u64 missed;
	u64 unnoted;
	u64 in_flight;
};

int syscall_witness_arm(void);
void syscall_witness_go(void);
void syscall_witness_halt(void);
void syscall_witness_disarm(void);
const struct exec_call *syscall_witness_executed(void);
bool syscall_witness_is_sure(void);
void syscall_witness_look(struct syscall_witness_counters *ret_counters);
u32 syscall_witness_mechanism(void);
const char *syscall_witness_mechanism_name(u32 mechanism);
const char *syscall_witness_why_not(u32 mechanism, int *ret_error);
u32 syscall_witness_health(void);
bool syscall_witness_is_full(void);

#endif /* PROCMON_SYSCALL_WITNESS_H */
