// SPDX-License-Identifier: GPL-2.0-only
/*
 * syscall_witness_table.c - puts a wrapper into the tables of system calls.
 *
 * Not every kernel that has a table calls by it, so it is armed only when a
 * call was seen to come through. While it is armed the module holds a
 * reference to itself, and so does each call in the wrapper from its first
 * instructions to its last; what lies before and behind is covered by
 * compat_synchronize_text() when the entries are restored, and at unload.
 *
 * It must not know what is done with a call.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "compat.h"
#include "compat/syscall_table.h"
#include "syscall_mechanism.h"

#define SELF_TEST_MS	2000
#define DRAIN_MS	2000

/**
 * struct replacement - An entry of a table, and what stands there.
 * @site: the system call.
 * @wrapper: what is put there.
 * @original: what the kernel has there.
 * @entry: where; NULL: not looked up yet.
 */
struct replacement {
	const struct syscall_site *site;
	compat_syscall_function wrapper;
	compat_syscall_function original;
	compat_syscall_function *entry;
};

static struct replacement replacements[SYSCALL_SITES_MAX];

static bool inert;
static bool was_called;
static bool was_tested;
static atomic_t in_flight = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(changed);

/* Whose call is the self test's own; with its start, since memory is reused. */
static const struct task_struct *tester;
static u64 tester_start;

/* Somebody else's code may call a wrapper for ever: the module stays. */
static bool is_kept;

/* For people; the arming of hooks is serialized. */
static char why[128];

/* True once for each self test. */
static bool is_test(void)
{
	/* Pairs with test_begins(). */
	return smp_load_acquire(&tester) == current &&
		tester_start == current->start_boottime &&
		cmpxchg(&tester, current, NULL) == current;
}

static long pass(const struct replacement *replacement,
		 const struct pt_regs *regs)
{
	struct exec_call *call = NULL;
	bool is_told;
	long ret;

	__module_get(THIS_MODULE);
	atomic_inc(&in_flight);
	if (!READ_ONCE(was_called))
		WRITE_ONCE(was_called, true);
	is_told = !READ_ONCE(inert);
	if (is_test()) {
		is_told = false;
		WRITE_ONCE(was_tested, true);
		wake_up_all(&changed);
	}
	if (is_told)
		call = syscall_enter(replacement->site, regs, true);
	ret = replacement->original(regs);
	if (is_told)
		syscall_leave(call, ret, true);
	if (atomic_dec_and_test(&in_flight))
		wake_up_all(&changed);
	module_put(THIS_MODULE);
	return ret;
}

#define DEFINE_WRAPPER(index)						\
static asmlinkage long wrapper_##index(const struct pt_regs *regs)	\
{									\
	return pass(&replacements[index], regs);			\
}

DEFINE_WRAPPER(0)
DEFINE_WRAPPER(1)
DEFINE_WRAPPER(2)
DEFINE_WRAPPER(3)

static struct replacement replacements[SYSCALL_SITES_MAX] = {
	{ .wrapper = wrapper_0 },
	{ .wrapper = wrapper_1 },
	{ .wrapper = wrapper_2 },
	{ .wrapper = wrapper_3 },
};

/* An entry that is the wrapper is one that could not be restored. */
static bool is_ours(const struct replacement *replacement)
{
	return READ_ONCE(*replacement->entry) == replacement->wrapper;
}

static int look_up(unsigned int index, const char **ret_why)
{
	const struct syscall_site *site = &syscall_sites[index];
	struct replacement *replacement = &replacements[index];
	compat_syscall_function *table;
	unsigned long function;

	if (replacement->entry)
		return 0;
	*ret_why = why;
	function = compat_kernel_function(site->symbol);
	if (!function) {
		snprintf(why, sizeof(why),
			 "%s was not found: the kernel needs CONFIG_KPROBES and CONFIG_KALLSYMS",
			 site->symbol);
		return IS_ENABLED(CONFIG_KPROBES) ? -ENOENT : -EOPNOTSUPP;
	}
	table = compat_syscall_table(site->is_compat);
	if (!table) {
		snprintf(why, sizeof(why),
			 "the table that %s stands in was not found",
			 site->symbol);
		return -ENOENT;
	}
	if (!compat_syscall_table_entry_is(table, site->number, function)) {
		snprintf(why, sizeof(why),
			 "another module's function stands in the system call table in place of %s",
			 site->symbol);
		return -EBUSY;
	}
	replacement->site = site;
	replacement->original = (compat_syscall_function)function;
	replacement->entry = &table[site->number];
	*ret_why = NULL;
	return 0;
}

static int put_in(const struct replacement *replacement, const char **ret_why)
{
	int ret;

	if (is_ours(replacement))
		return 0;
	ret = compat_syscall_table_write(replacement->entry,
					 replacement->original,
					 replacement->wrapper);
	if (ret == -EBUSY) {
		snprintf(why, sizeof(why),
			 "another module's function stands in the system call table in place of %s",
			 replacement->site->symbol);
		*ret_why = why;
	} else if (!ret && !is_ours(replacement)) {
		*ret_why = "what is written to the system call table does not appear there";
		ret = -EIO;
	}
	return ret;
}

/*
 * Restore the first @count entries, but those that are somebody else's, and
 * wait until nobody is between the table and the wrapper.
 */
static int take_out(unsigned int count)
{
	unsigned int i;
	int ret = 0;

	WRITE_ONCE(inert, true);
	for (i = 0; i < count; i++) {
		if (compat_syscall_table_write(replacements[i].entry,
					       replacements[i].wrapper,
					       replacements[i].original))
			ret = -EBUSY;
	}
	compat_synchronize_text();
	if (ret)
		is_kept = true;
	else
		wait_event_timeout(changed, !atomic_read(&in_flight),
				   msecs_to_jiffies(DRAIN_MS));
	return ret;
}

static int test_begins(struct subprocess_info *info, struct cred *cred)
{
	tester_start = current->start_boottime;
	/* Pairs with is_test(). */
	smp_store_release(&tester, current);
	return 0;
}

/* Comes always, but possibly late. */
static void test_is_freed(struct subprocess_info *info)
{
	module_put(THIS_MODULE);
}

/*
 * A call that fails with ENOTDIR is enough to see; anybody else's is as good.
 * But the test's own is waited for: it is nobody's event.
 */
static int test_it(const char **ret_why)
{
	static const char * const argv[] = {
		"/bin/sh", "-c", "exec /dev/null/procmon-selftest", NULL
	};
	static const char * const envp[] = {
		"PATH=/sbin:/bin:/usr/sbin:/usr/bin", NULL
	};
	struct subprocess_info *info;
	int ret;

	info = call_usermodehelper_setup(argv[0], (char **)argv, (char **)envp,
					 GFP_KERNEL, test_begins,
					 test_is_freed, NULL);
	if (!info)
		return -ENOMEM;
	__module_get(THIS_MODULE);
	WRITE_ONCE(was_tested, false);
	ret = call_usermodehelper_exec(info, UMH_NO_WAIT);
	if (ret) {
		*ret_why = "its self test could not be started";
		return ret;
	}
	wait_event_timeout(changed, READ_ONCE(was_tested),
			   msecs_to_jiffies(SELF_TEST_MS));
	if (!READ_ONCE(was_called)) {
		*ret_why = "no call came through the system call table within 2 s";
		return -ETIMEDOUT;
	}
	return 0;
}

static int table_arm(const char **ret_why)
{
	unsigned int i;
	int ret;

	BUILD_BUG_ON(ARRAY_SIZE(syscall_sites) > SYSCALL_SITES_MAX);
	*ret_why = NULL;
	if (compat_syscall_table_is_dead()) {
		*ret_why = "the system call table is not used for dispatch on this kernel";
		return -EOPNOTSUPP;
	}
	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		ret = look_up(i, ret_why);
		if (ret)
			return ret;
	}
	if (!is_kept && !try_module_get(THIS_MODULE)) {
		*ret_why = "the module is being unloaded";
		return -ENODEV;
	}
	WRITE_ONCE(was_called, false);
	WRITE_ONCE(inert, false);
	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		ret = put_in(&replacements[i], ret_why);
		if (ret)
			goto err;
	}
	ret = test_it(ret_why);
	if (!ret)
		return 0;
err:
	take_out(i);
	if (!is_kept)
		module_put(THIS_MODULE);
	return ret;
}

static int table_disarm(void)
{
	int ret = take_out(ARRAY_SIZE(syscall_sites));

	if (!is_kept)
		module_put(THIS_MODULE);
	return ret;
}

static u32 table_health(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(syscall_sites); i++) {
		if (!is_ours(&replacements[i]))
			return PROCMON_HOOK_CAUSE_REPLACED;
	}
	return PROCMON_HOOK_CAUSE_NONE;
}

const struct syscall_mechanism syscall_mechanism_table = {
	.name = "table",
	.arm = table_arm,
	.disarm = table_disarm,
	.health = table_health,
};
