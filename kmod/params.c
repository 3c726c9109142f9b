// SPDX-License-Identifier: GPL-2.0-only
/*
 * params.c - the module's parameters: declares, checks and explains them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "config.h"
#include "events.h"
#include "lock.h"
#include "params.h"
#include "sensor.h"

/* No errno is as large as this. */
#define ERRNO_LIMIT	(64 * PROCMON_ERRNO_WORDS)

struct params params __read_mostly;

static unsigned int ring_kib = 8192;
module_param(ring_kib, uint, 0444);
MODULE_PARM_DESC(ring_kib,
		 "size of the ring in KiB, rounded up to a power of two: 64 to 1048576 (default 8192)");

static unsigned int argv_kib = 32;
module_param(argv_kib, uint, 0444);
MODULE_PARM_DESC(argv_kib,
		 "KiB of arguments kept of each exec: 1 to 256 (default 32)");

static unsigned int env_kib = 8;
module_param(env_kib, uint, 0444);
MODULE_PARM_DESC(env_kib,
		 "KiB of environment kept of each exec: 0 to 256 (default 8)");

static unsigned int grace_ms = 30000;
module_param(grace_ms, uint, 0444);
MODULE_PARM_DESC(grace_ms,
		 "ms that a hold outlives its holder: 0 to 3600000 (default 30000)");

static bool file_witness = true;
module_param(file_witness, bool, 0444);
MODULE_PARM_DESC(file_witness,
		 "see the file asked for and the credentials before an exec (default Y)");

static bool task_work = true;
module_param(task_work, bool, 0444);
MODULE_PARM_DESC(task_work,
		 "complete records in sleepable context, before the program's first instruction (default Y)");

static bool snapshot = true;
module_param(snapshot, bool, 0444);
MODULE_PARM_DESC(snapshot,
		 "tell the processes that run already when the hooks are armed (default Y)");

static unsigned int images_max = 131072;
module_param(images_max, uint, 0444);
MODULE_PARM_DESC(images_max,
		 "images of running programs, for the lineage of what they execute: 0 to 1048576 (default 131072)");

static char *hook = "auto";
module_param(hook, charp, 0444);
MODULE_PARM_DESC(hook,
		 "how failed execs are seen: auto, kprobe, ftrace, table, none (default auto: the first of the three that works)");

static unsigned int kretprobe_max = 1024;
module_param(kretprobe_max, uint, 0444);
MODULE_PARM_DESC(kretprobe_max,
		 "calls of execve at once that hook=kprobe has room for: 16 to 65536 (default 1024)");

static unsigned int heartbeat_s = 60;
module_param(heartbeat_s, uint, 0444);
MODULE_PARM_DESC(heartbeat_s,
		 "seconds between HEARTBEAT records; with 0 there are none: 0 to 3600 (default 60)");

/**
 * struct number_setting - A number that can be changed at any time.
 * @value: it.
 * @min: smallest.
 * @max: largest.
 * @setting: enum procmon_setting.
 */
struct number_setting {
	unsigned int value;
	unsigned int min;
	unsigned int max;
	u32 setting;
};

/* Changes a setting, with lock_begin_change(), and says so. */
static int change_number(unsigned int *value, unsigned int wanted, u32 setting)
{
	const u64 after = wanted;
	u64 before;
	int ret = lock_begin_change();

	if (ret)
		return ret;
	before = *value;
	WRITE_ONCE(*value, wanted);
	if (before != after)
		config_tell(setting, &before, &after, 1);
	lock_end_change();
	return 0;
}

static int number_set(const char *text, const struct kernel_param *param)
{
	struct number_setting *number = param->arg;
	unsigned int wanted;
	int ret = kstrtouint(text, 0, &wanted);

	if (ret)
		return ret;
	if (wanted < number->min || wanted > number->max) {
		pr_err("%s=%u: must be %u to %u\n", param->name, wanted,
		       number->min, number->max);
		return -EINVAL;
	}
	return change_number(&number->value, wanted, number->setting);
}

static int number_get(char *buffer, const struct kernel_param *param)
{
	const struct number_setting *number = param->arg;

	return sysfs_emit(buffer, "%u\n", number->value);
}

static const struct kernel_param_ops number_ops = {
	.set = number_set,
	.get = number_get,
};

static struct number_setting fail_allocation = {
	.max = UINT_MAX,
	.setting = PROCMON_SETTING_FAIL_ALLOCATION,
};

module_param_cb(fail_allocation, &number_ops, &fail_allocation, 0644);
__MODULE_PARM_TYPE(fail_allocation, "uint");
MODULE_PARM_DESC(fail_allocation,
		 "for tests: let every Nth allocation of a record fail; 0: none (default 0)");

static struct number_setting block_ms = {
	.value = 1000,
	.min = 1,
	.max = 60000,
	.setting = PROCMON_SETTING_BLOCK_MS,
};

module_param_cb(block_ms, &number_ops, &block_ms, 0644);
__MODULE_PARM_TYPE(block_ms, "uint");
MODULE_PARM_DESC(block_ms,
		 "ms that an exec waits for room in the ring with full=block, at most: 1 to 60000 (default 1000)");

/* As in enum procmon_full_policy. */
static const char *const full_words[PROCMON_FULL_COUNT] = {
	[PROCMON_FULL_DROP] = "drop",
	[PROCMON_FULL_BLOCK] = "block",
};

static unsigned int full = PROCMON_FULL_DROP;

static int full_set(const char *text, const struct kernel_param *param)
{
	int policy = __sysfs_match_string(full_words, PROCMON_FULL_COUNT, text);

	if (policy < 0) {
		pr_err("full=%*pE: must be drop or block\n",
		       (int)strnlen(text, 64), text);
		return -EINVAL;
	}
	return change_number(&full, policy, PROCMON_SETTING_FULL);
}

static int full_get(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n", full_words[params_full_policy()]);
}

static const struct kernel_param_ops full_ops = {
	.set = full_set,
	.get = full_get,
};

module_param_cb(full, &full_ops, NULL, 0644);
MODULE_PARM_DESC(full,
		 "when the ring is full of what its holder has not acknowledged: drop, an exec is told by a tombstone, then lost; block, it waits for room first (default drop)");

struct parameter_range {
	const char *name;
	const unsigned int *value;
	unsigned int min;
	unsigned int max;
};

static const struct parameter_range ranges[] = {
	{ "ring_kib", &ring_kib, 64, 1048576 },
	{ "argv_kib", &argv_kib, 1, 256 },
	{ "env_kib", &env_kib, 0, 256 },
	{ "grace_ms", &grace_ms, 0, 3600000 },
	{ "images_max", &images_max, 0, 1048576 },
	{ "kretprobe_max", &kretprobe_max, 16, 65536 },
	{ "heartbeat_s", &heartbeat_s, 0, 3600 },
};

static const struct {
	const char *word;
	u32 mechanisms;
} hooks[] = {
	{ "auto", BIT(PROCMON_MECHANISM_KPROBE) |
		  BIT(PROCMON_MECHANISM_FTRACE) |
		  BIT(PROCMON_MECHANISM_TABLE) },
	{ "kprobe", BIT(PROCMON_MECHANISM_KPROBE) },
	{ "ftrace", BIT(PROCMON_MECHANISM_FTRACE) },
	{ "table", BIT(PROCMON_MECHANISM_TABLE) },
	{ "none", 0 },
};

static int read_hook(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (strcmp(hook, hooks[i].word))
			continue;
		params.mechanisms = hooks[i].mechanisms;
		return 0;
	}
	pr_err("hook=%*pE: must be auto, kprobe, ftrace, table or none\n",
	       (int)strnlen(hook, 64), hook);
	return -EINVAL;
}

/*
 * Errors that are counted only. Changed after lock_begin_change(), a word at a
 * time; read by calls that fail at any time.
 */
static struct procmon_errno_set fail_errno;

static int fail_errno_parse(char *text, struct procmon_errno_set *ret_set)
{
	char *word;

	memset(ret_set, 0, sizeof(*ret_set));
	text = strim(text);
	if (!*text)
		return 0;
	while ((word = strsep(&text, ","))) {
		unsigned int error;

		if (kstrtouint(word, 10, &error) || !error ||
		    error >= ERRNO_LIMIT) {
			pr_err("fail_errno: '%*pE' is no error number: must be 1 to %u, separated by commas\n",
			       (int)strnlen(word, 64), word, ERRNO_LIMIT - 1);
			return -EINVAL;
		}
		ret_set->bits[error / 64] |= BIT_ULL(error % 64);
	}
	return 0;
}

static int fail_errno_set(const char *value, const struct kernel_param *param)
{
	struct procmon_errno_set before;
	struct procmon_errno_set set;
	char *text = kstrdup(value, GFP_KERNEL);
	size_t i;
	int ret;

	if (!text)
		return -ENOMEM;
	ret = fail_errno_parse(text, &set);
	kfree(text);
	if (ret)
		return ret;
	ret = lock_begin_change();
	if (ret)
		return ret;
	before = fail_errno;
	for (i = 0; i < PROCMON_ERRNO_WORDS; i++)
		WRITE_ONCE(fail_errno.bits[i], set.bits[i]);
	if (memcmp(&before, &set, sizeof(set)))
		config_tell(PROCMON_SETTING_FAIL_ERRNO, before.bits, set.bits,
			    PROCMON_ERRNO_WORDS);
	lock_end_change();
	return 0;
}

static int fail_errno_get(char *buffer, const struct kernel_param *param)
{
	int len = 0;
	u32 error;

	for (error = 1; error < ERRNO_LIMIT; error++)
		if (params_is_filtered(error))
			len += sysfs_emit_at(buffer, len, "%s%u",
					     len ? "," : "", error);
	return len + sysfs_emit_at(buffer, len, "\n");
}

static const struct kernel_param_ops fail_errno_ops = {
	.set = fail_errno_set,
	.get = fail_errno_get,
};

module_param_cb(fail_errno, &fail_errno_ops, NULL, 0644);
MODULE_PARM_DESC(fail_errno,
		 "errors, as numbers separated by commas: an exec that fails with one is counted, not recorded (default none)");

/* In force until another is given. */
static char *events = "exec,exec_fail,exit,uid,gid,cred";

static int events_set(const char *value, const struct kernel_param *param)
{
	struct procmon_events chosen;
	char *text = kstrdup(value, GFP_KERNEL);
	int ret;

	if (!text)
		return -ENOMEM;
	ret = events_parse(&chosen, text);
	kfree(text);
	if (ret)
		return ret;
	return sensor_choose_events(events_parameter(), &chosen);
}

static int events_get(char *buffer, const struct kernel_param *param)
{
	char text[EVENTS_TEXT_MAX];

	events_format(text, sizeof(text), &events_parameter()->events);
	return sysfs_emit(buffer, "%s\n", text);
}

static const struct kernel_param_ops events_ops = {
	.set = events_set,
	.get = events_get,
};

module_param_cb(events, &events_ops, NULL, 0644);
MODULE_PARM_DESC(events,
		 "what is recorded, separated by commas: exec, exec_fail, fork, exit, uid, gid, cred, sid, ptrace, comm, coredump, and threads: fork and exit of threads too (default exec,exec_fail,exit,uid,gid,cred)");

/**
 * params_init() - Check the parameters and fill in @params.
 *
 * Context: Module load.
 * Return: 0; -EINVAL with the parameter named in the kernel log; -ENOMEM; or
 * -EINTR.
 */
int params_init(void)
{
	int ret = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ranges); i++) {
		const struct parameter_range *range = &ranges[i];

		if (*range->value >= range->min && *range->value <= range->max)
			continue;
		pr_err("%s=%u: must be %u to %u\n", range->name, *range->value,
		       range->min, range->max);
		return -EINVAL;
	}
	if (read_hook())
		return -EINVAL;
	if (!events_parameter()->events.types)
		ret = events_set(events, NULL);
	if (ret)
		return ret;
	params.ring_bytes = roundup_pow_of_two((u64)ring_kib * 1024);
	params.argv_bytes = argv_kib * 1024;
	params.env_bytes = env_kib * 1024;
	params.grace_ms = grace_ms;
	params.images_max = images_max;
	params.kretprobe_max = kretprobe_max;
	params.heartbeat_ms = heartbeat_s * MSEC_PER_SEC;
	params.file_witness = file_witness;
	params.task_work = task_work;
	params.snapshot = snapshot;
	return 0;
}

/**
 * params_fail_allocation() - Is this allocation to fail, for a test?
 *
 * Context: Any.
 * Return: true for every Nth call, where N is the parameter fail_allocation.
 */
bool params_fail_allocation(void)
{
	static atomic_t calls = ATOMIC_INIT(0);
	unsigned int every = READ_ONCE(fail_allocation.value);

	return every && (unsigned int)atomic_inc_return(&calls) % every == 0;
}

/**
 * params_is_filtered() - Is an exec that fails so to be counted only?
 * @error: errno.
 *
 * Context: Any.
 * Return: true if the parameter fail_errno has it.
 */
bool params_is_filtered(u32 error)
{
	return error < ERRNO_LIMIT &&
	       READ_ONCE(fail_errno.bits[error / 64]) >> error % 64 & 1;
}

/**
 * params_fail_errno() - The parameter fail_errno.
 * @ret_set: filled in.
 *
 * Context: Any.
 */
void params_fail_errno(struct procmon_errno_set *ret_set)
{
	size_t i;

	for (i = 0; i < PROCMON_ERRNO_WORDS; i++)
		ret_set->bits[i] = READ_ONCE(fail_errno.bits[i]);
}

/**
 * params_full_policy() - The parameter full.
 *
 * Context: Any.
 * Return: enum procmon_full_policy.
 */
u32 params_full_policy(void)
{
	return READ_ONCE(full);
}

/**
 * params_block_ms() - The parameter block_ms.
 *
 * Context: Any.
 * Return: ms.
 */
u32 params_block_ms(void)
{
	return READ_ONCE(block_ms.value);
}
