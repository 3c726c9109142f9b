// SPDX-License-Identifier: GPL-2.0-only
/*
 * procmon_table_user.c - stands in the system call table in place of what it
 * found there for execve(2); counts and calls that. For tests of two who want
 * the same entry. It knows nothing of procmon but how kernels differ.
 *
 * While it stands there it cannot be unloaded: write 0 to the parameter
 * "standing" first, which fails with EBUSY if another one came on top.
 */
#include <linux/module.h>

#include "compat/syscall_table.h"

static compat_syscall_function *entry;
static compat_syscall_function found;
static bool is_standing;

static atomic_t calls = ATOMIC_INIT(0);

static asmlinkage long count_and_call(const struct pt_regs *regs)
{
	long ret;

	__module_get(THIS_MODULE);
	atomic_inc(&calls);
	ret = found(regs);
	module_put(THIS_MODULE);
	return ret;
}

static void leave_text(void)
{
#ifdef CONFIG_TASKS_RCU
	synchronize_rcu_tasks();
#else
	synchronize_rcu();
#endif
}

static int stand(void)
{
	int ret;

	if (is_standing)
		return 0;
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	found = READ_ONCE(*entry);
	ret = compat_syscall_table_write(entry, found, count_and_call);
	if (ret)
		module_put(THIS_MODULE);
	else
		is_standing = true;
	return ret;
}

static int step_aside(void)
{
	int ret;

	if (!is_standing)
		return 0;
	ret = compat_syscall_table_write(entry, count_and_call, found);
	if (ret)
		return ret;
	leave_text();
	is_standing = false;
	module_put(THIS_MODULE);
	return 0;
}

static int set_standing(const char *text, const struct kernel_param *parameter)
{
	bool wanted;
	int ret = kstrtobool(text, &wanted);

	if (ret)
		return ret;
	/* Before the module's own start there is nothing to do yet. */
	if (!entry)
		return -EINVAL;
	return wanted ? stand() : step_aside();
}

static int get_standing(char *text, const struct kernel_param *parameter)
{
	return sprintf(text, "%d\n", is_standing);
}

static const struct kernel_param_ops standing_ops = {
	.set = set_standing,
	.get = get_standing,
};
module_param_cb(standing, &standing_ops, NULL, 0644);
MODULE_PARM_DESC(standing, "whether it stands in the table");

static int read_calls(char *text, const struct kernel_param *parameter)
{
	return sprintf(text, "%d\n", atomic_read(&calls));
}

static const struct kernel_param_ops calls_ops = { .get = read_calls };
module_param_cb(calls, &calls_ops, NULL, 0444);
MODULE_PARM_DESC(calls, "how often it was called");

/* Whoever stands in the entries of execve does not stand here. */
static const struct syscall_site getppid_site = {
#ifdef CONFIG_X86_64
	"__x64_sys_getppid", 0, 110, false
#else
	"__arm64_sys_getppid", 0, 173, false
#endif
};

static int __init procmon_table_user_init(void)
{
	compat_syscall_function *table = compat_syscall_table(false);
	size_t i;

	if (!table)
		table = compat_syscall_table_scan(&getppid_site);
	if (!table) {
		pr_err("procmon_table_user: the system call table was not found\n");
		return -ENOENT;
	}
	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		if (syscall_sites[i].origin == PROCMON_ORIGIN_EXECVE)
			entry = &table[syscall_sites[i].number];
	}
	return stand();
}
module_init(procmon_table_user_init);

static void __exit procmon_table_user_exit(void)
{
	leave_text();
}
module_exit(procmon_table_user_exit);

MODULE_DESCRIPTION("stands in the system call table, for tests");
MODULE_LICENSE("GPL");
