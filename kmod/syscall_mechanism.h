/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syscall_mechanism.h - the ways to be called around a system call, all behind
 * one interface. A mechanism knows how to get in and out; it does not know
 * what is done there.
 */
#ifndef PROCMON_SYSCALL_MECHANISM_H
#define PROCMON_SYSCALL_MECHANISM_H

#include <linux/ptrace.h>
#include <linux/types.h>

struct exec_call;

/**
 * struct syscall_site - One of the system calls that are watched.
 * @symbol: the function that the kernel calls for it; takes the caller's
 *	registers.
 * @origin: enum procmon_origin.
 * @number: index in its system call table.
 * @is_compat: called by 32-bit callers; in the compat table.
 */
struct syscall_site {
	const char *symbol;
	u32 origin;
	u32 number;
	bool is_compat;
};

/* compat/syscall_abi.h has them, by architecture. */
#define SYSCALL_SITES_MAX	4

/**
 * struct syscall_mechanism - A way to be called.
 * @name: as in the parameter hook.
 * @arm: start to call syscall_enter() and syscall_leave(). Returns 0 or
 *	-errno, and then in ret_why a sentence for people, or NULL. Nothing of
 *	it is left if it fails. May sleep.
 * @disarm: stop. Calls under way are waited for, so long as that is
 *	reasonable; those that are not over hold a reference to the module.
 *	Returns 0; or -EBUSY: somebody else's code stands where ours did and
 *	may call it for ever, so it has taken a reference to the module for good
 *	and is inert from now on. May sleep.
 * @missed: calls that it had no room for, since load; NULL: cannot happen.
 * @is_full: it has no room for a call that begins now; NULL: cannot happen.
 * @health: enum procmon_hook_cause: is it still called? May sleep.
 */
struct syscall_mechanism {
	const char *name;
	int (*arm)(const char **ret_why);
	int (*disarm)(void);
	u64 (*missed)(void);
	bool (*is_full)(void);
	u32 (*health)(void);
};

extern const struct syscall_mechanism syscall_mechanism_kprobe;
extern const struct syscall_mechanism syscall_mechanism_ftrace;
extern const struct syscall_mechanism syscall_mechanism_table;

/*
 * What a mechanism calls (syscall_witness.c). @regs are the caller's
 * registers. The task that enters leaves, with what entering returned, which
 * may be NULL.
 */
struct exec_call *syscall_enter(const struct syscall_site *site,
				const struct pt_regs *regs, bool may_sleep);
void syscall_leave(struct exec_call *call, long ret, bool may_sleep);

#endif /* PROCMON_SYSCALL_MECHANISM_H */
