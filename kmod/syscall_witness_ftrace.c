// SPDX-License-Identifier: GPL-2.0-only
/*
 * syscall_witness_ftrace.c - leads the functions of the system calls to a
 * wrapper, as a live patch does.
 *
 * The wrapper runs in the place of the function, in the caller's own context,
 * which may sleep, and calls the function itself, by its first instruction. So
 * ftrace comes by a second time; a task that is in the wrapper goes on. Its
 * return address would not tell: where kretprobes do not use ftrace they have
 * replaced it by then. Others who probe the function see each call twice.
 *
 * The call is a static call: on x86 a direct one, since the function may have
 * lost its landing pad when nothing in the kernel calls it indirectly.
 *
 * A call holds a reference to the module from before it is led to the wrapper
 * to the wrapper's last instructions, and these are covered by
 * compat_synchronize_text() at unload.
 *
 * It must not know what is done with a call.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include "compat.h"
#include "compat/ftrace.h"
#include "compat/kallsyms.h"
#include "compat/syscall_abi.h"
#include "syscall_mechanism.h"
#include "task_marks.h"

#ifdef COMPAT_FTRACE_REDIRECTS

#include <linux/static_call.h>

#define FTRACE_FLAGS \
	(FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT | \
	 COMPAT_FTRACE_SAVE | COMPAT_FTRACE_RECURSION)

/**
 * struct redirect - A function and where its callers are led.
 * @site: the system call.
 * @start: of the function; 0: not looked up yet.
 * @wrapper: there.
 * @set_original: tell @wrapper what to call.
 */
struct redirect {
	const struct syscall_site *site;
	unsigned long start;
	long (*wrapper)(const struct pt_regs *regs);
	void (*set_original)(unsigned long start);
};

static struct redirect redirects[SYSCALL_SITES_MAX];

/* Tasks that are in a wrapper, or on the way there. */
static struct task_marks inside;
static atomic64_t missed = ATOMIC64_INIT(0);

static long no_original(const struct pt_regs *regs)
{
	return -EOPNOTSUPP;
}

#define DEFINE_REDIRECT(index)						\
DEFINE_STATIC_CALL(procmon_original_##index, no_original);		\
static notrace long wrapper_##index(const struct pt_regs *regs)		\
{									\
	struct task_mark *mark = task_marks_find(&inside);		\
	struct exec_call *call;						\
	long ret;							\
									\
	call = syscall_enter(redirects[index].site, regs, true);	\
	ret = static_call(procmon_original_##index)(regs);		\
	syscall_leave(call, ret, true);					\
	if (mark)							\
		task_mark_clear(mark);					\
	module_put(THIS_MODULE);					\
	return ret;							\
}									\
static void set_original_##index(unsigned long start)			\
{									\
	static_call_update(procmon_original_##index,			\
			   (long (*)(const struct pt_regs *))start);	\
}

DEFINE_REDIRECT(0)
DEFINE_REDIRECT(1)
DEFINE_REDIRECT(2)
DEFINE_REDIRECT(3)

static struct redirect redirects[SYSCALL_SITES_MAX] = {
	{ .wrapper = wrapper_0, .set_original = set_original_0 },
	{ .wrapper = wrapper_1, .set_original = set_original_1 },
	{ .wrapper = wrapper_2, .set_original = set_original_2 },
	{ .wrapper = wrapper_3, .set_original = set_original_3 },
};

static bool inert;
static bool is_stuck;

/* For people; the arming of hooks is serialized. */
static char why[128];

static notrace void lead(unsigned long ip, unsigned long parent_ip,
			 struct ftrace_ops *ops, struct compat_ftrace_regs *regs)
{
	struct task_mark *mark;
	unsigned int i;

	if (READ_ONCE(inert) || task_marks_find(&inside))
		return;
	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		const struct redirect *redirect = &redirects[i];

		if (ip - redirect->start >= COMPAT_FTRACE_PROLOGUE)
			continue;
		if (!try_module_get(THIS_MODULE))
			return;
		mark = task_marks_add(&inside);
		if (mark && compat_ftrace_redirect(regs, (unsigned long)
						   redirect->wrapper))
			return;
		if (mark)
			task_mark_clear(mark);
		atomic64_inc(&missed);
		module_put(THIS_MODULE);
		return;
	}
}

static notrace void lead_nowhere(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_ops *ops,
				 struct compat_ftrace_regs *regs)
{
}

static struct ftrace_ops leader = {
	.func = lead,
	.flags = FTRACE_FLAGS,
};

/* Does no harm where it is registered; shows what is refused. */
static struct ftrace_ops trial;

static void forget_filter(struct ftrace_ops *ops)
{
	ftrace_set_filter(ops, NULL, 0, 1);
}

static bool is_busy(const struct redirect *redirect, unsigned long flags)
{
	int ret;

	memset(&trial, 0, sizeof(trial));
	trial.func = lead_nowhere;
	trial.flags = flags;
	ret = ftrace_set_filter_ip(&trial, redirect->start, 0, 1);
	if (!ret)
		ret = register_ftrace_function(&trial);
	if (!ret)
		unregister_ftrace_function(&trial);
	forget_filter(&trial);
	return ret == -EBUSY;
}

/* Who is in the way? */
static const char *explain_busy(void)
{
	unsigned int i;

	if (is_busy(&redirects[0],
		    FTRACE_OPS_FL_PERMANENT | COMPAT_FTRACE_RECURSION))
		return "kernel.ftrace_enabled is 0";
	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		if (!is_busy(&redirects[i], FTRACE_FLAGS))
			continue;
		snprintf(why, sizeof(why),
			 "another module or a live patch redirects %s",
			 syscall_sites[i].symbol);
		return why;
	}
	return "another module or a live patch redirected a function of execve";
}

static int add_site(unsigned int index, const char **ret_why)
{
	const char *symbol = syscall_sites[index].symbol;
	struct redirect *redirect = &redirects[index];
	int ret;

	if (!redirect->start)
		redirect->start = compat_kernel_function(symbol);
	if (!redirect->start) {
		snprintf(why, sizeof(why),
			 "%s was not found: the kernel needs CONFIG_KPROBES and CONFIG_KALLSYMS",
			 symbol);
		*ret_why = why;
		return IS_ENABLED(CONFIG_KPROBES) ? -ENOENT : -EOPNOTSUPP;
	}
	redirect->site = &syscall_sites[index];
	redirect->set_original(redirect->start);
	ret = ftrace_set_filter_ip(&leader, redirect->start, 0, !index);
	if (ret == -EINVAL) {
		snprintf(why, sizeof(why), "%s cannot be traced", symbol);
		*ret_why = why;
	}
	return ret;
}

static int ftrace_arm(const char **ret_why)
{
	unsigned int i;
	int ret;

	BUILD_BUG_ON(ARRAY_SIZE(syscall_sites) > SYSCALL_SITES_MAX);
	*ret_why = NULL;
	if (is_stuck) {
		*ret_why = "ftrace does not let go since an error of its own";
		return -EBUSY;
	}
	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		ret = add_site(i, ret_why);
		if (ret)
			goto err;
	}
	WRITE_ONCE(inert, false);
	ret = register_ftrace_function(&leader);
	if (!ret)
		return 0;
	if (ret == -EBUSY)
		*ret_why = explain_busy();
	else if (ret == -ENODEV)
		*ret_why = "ftrace has switched itself off after an error";
err:
	forget_filter(&leader);
	return ret;
}

/*
 * When unregistering is over nobody is led to a wrapper any more. Calls that
 * were hold references. ftrace refuses only after an error of its own, when it
 * leaves everything as it is for ever.
 */
static int ftrace_disarm(void)
{
	WRITE_ONCE(inert, true);
	if (unregister_ftrace_function(&leader)) {
		is_stuck = true;
		__module_get(THIS_MODULE);
		return -EBUSY;
	}
	forget_filter(&leader);
	return 0;
}

static u64 ftrace_missed(void)
{
	return atomic64_read(&missed);
}

static u32 ftrace_health(void)
{
	unsigned int i;

	if (!(READ_ONCE(leader.flags) & FTRACE_OPS_FL_ENABLED))
		return PROCMON_HOOK_CAUSE_DISABLED;
	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		if (!compat_ftrace_is_called(redirects[i].start))
			return PROCMON_HOOK_CAUSE_DISABLED;
	}
	return PROCMON_HOOK_CAUSE_NONE;
}

#else /* !COMPAT_FTRACE_REDIRECTS */

static int ftrace_arm(const char **ret_why)
{
	*ret_why = "the kernel has no CONFIG_DYNAMIC_FTRACE_WITH_REGS or _ARGS";
	return -EOPNOTSUPP;
}

static int ftrace_disarm(void)
{
	return 0;
}

static u64 ftrace_missed(void)
{
	return 0;
}

static u32 ftrace_health(void)
{
	return PROCMON_HOOK_CAUSE_NONE;
}

#endif

const struct syscall_mechanism syscall_mechanism_ftrace = {
	.name = "ftrace",
	.arm = ftrace_arm,
	.disarm = ftrace_disarm,
	.missed = ftrace_missed,
	.health = ftrace_health,
};
