// SPDX-License-Identifier: GPL-2.0-only
/*
 * procmon_redirect.c - redirects the function of execve(2) or execveat(2) with
 * ftrace, as a live patch does; what stands in its place counts and calls it.
 * For tests of who may redirect a function that another one redirects. It knows
 * nothing of procmon but how kernels differ.
 */
#include <linux/module.h>
#include <linux/static_call.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
#define HAVE_FTRACE_REGS
#define HAVE_FTRACE_OPS_RECURSION
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0) && \
	defined(CONFIG_DYNAMIC_FTRACE_WITH_ARGS)
#define HAVE_FTRACE_REGS_SET_INSTRUCTION_POINTER
#endif

#include "compat/ftrace.h"
#include "compat/kallsyms.h"
#include "compat/syscall_abi.h"
#include "task_marks.h"

static char *call = "execve";
module_param(call, charp, 0444);
MODULE_PARM_DESC(call, "what to redirect: execve, execveat");

static atomic_t calls = ATOMIC_INIT(0);

static int read_calls(char *text, const struct kernel_param *parameter)
{
	return sprintf(text, "%d\n", atomic_read(&calls));
}

static const struct kernel_param_ops calls_ops = { .get = read_calls };
module_param_cb(calls, &calls_ops, NULL, 0444);
MODULE_PARM_DESC(calls, "how often it was called");

static struct task_marks inside;

static long no_original(const struct pt_regs *regs)
{
	return -EOPNOTSUPP;
}

DEFINE_STATIC_CALL(procmon_redirect_original, no_original);

static notrace long replacement(const struct pt_regs *regs)
{
	struct task_mark *mark = task_marks_find(&inside);
	long ret;

	atomic_inc(&calls);
	ret = static_call(procmon_redirect_original)(regs);
	if (mark)
		task_mark_clear(mark);
	module_put(THIS_MODULE);
	return ret;
}

static notrace void lead(unsigned long ip, unsigned long parent_ip,
			 struct ftrace_ops *ops, struct compat_ftrace_regs *regs)
{
	struct task_mark *mark;

	if (task_marks_find(&inside) || !try_module_get(THIS_MODULE))
		return;
	mark = task_marks_add(&inside);
	if (mark && compat_ftrace_redirect(regs, (unsigned long)replacement))
		return;
	if (mark)
		task_mark_clear(mark);
	module_put(THIS_MODULE);
}

static struct ftrace_ops leader = {
	.func = lead,
	.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT |
		 COMPAT_FTRACE_SAVE | COMPAT_FTRACE_RECURSION,
};

static unsigned long find(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		const char *symbol = syscall_sites[i].symbol;
		const char *name = strstr(symbol, "_sys_");

		if (!syscall_sites[i].is_compat && name &&
		    !strcmp(name + strlen("_sys_"), call))
			return compat_kernel_function(symbol);
	}
	pr_err("procmon_redirect: call=%s: not known\n", call);
	return 0;
}

static int __init procmon_redirect_init(void)
{
	unsigned long start = find();
	int ret;

	if (!start)
		return -EINVAL;
	static_call_update(procmon_redirect_original,
			   (long (*)(const struct pt_regs *))start);
	ret = ftrace_set_filter_ip(&leader, start, 0, 0);
	if (!ret)
		ret = register_ftrace_function(&leader);
	if (ret) {
		pr_info("procmon_redirect: %s: refused (%d)\n", call, ret);
		ftrace_set_filter(&leader, NULL, 0, 1);
	}
	return ret;
}
module_init(procmon_redirect_init);

static void __exit procmon_redirect_exit(void)
{
	unregister_ftrace_function(&leader);
	ftrace_set_filter(&leader, NULL, 0, 1);
#ifdef CONFIG_TASKS_RCU
	synchronize_rcu_tasks();
#else
	synchronize_rcu();
#endif
}
module_exit(procmon_redirect_exit);

MODULE_DESCRIPTION("redirects execve, for tests");
MODULE_LICENSE("GPL");
