// SPDX-License-Identifier: GPL-2.0-only
/*
 * params.c - the module's parameters: declares, checks and explains them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/printk.h>

#include "params.h"

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

static unsigned int fail_allocation;
module_param(fail_allocation, uint, 0644);
MODULE_PARM_DESC(fail_allocation,
		 "for tests: let every Nth allocation of a record fail; 0: none (default 0)");

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
};

/**
 * params_init() - Check the parameters and fill in @params.
 *
 * Context: Module load.
 * Return: 0, or -EINVAL with the parameter named in the kernel log.
 */
int params_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ranges); i++) {
		const struct parameter_range *range = &ranges[i];

		if (*range->value >= range->min && *range->value <= range->max)
			continue;
		pr_err("%s=%u: must be %u to %u\n", range->name, *range->value,
		       range->min, range->max);
		return -EINVAL;
	}
	params.ring_bytes = roundup_pow_of_two((u64)ring_kib * 1024);
	params.argv_bytes = argv_kib * 1024;
	params.env_bytes = env_kib * 1024;
	params.grace_ms = grace_ms;
	params.file_witness = file_witness;
	params.task_work = task_work;
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
	unsigned int every = READ_ONCE(fail_allocation);

	return every && (unsigned int)atomic_inc_return(&calls) % every == 0;
}
