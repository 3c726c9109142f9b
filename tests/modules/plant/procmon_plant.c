// SPDX-License-Identifier: GPL-2.0-only
/*
 * procmon_plant.c - bugs, planted to see that the checks find them. It must
 * not be loaded where somebody works.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static char *kind = "";
module_param(kind, charp, 0444);
MODULE_PARM_DESC(kind,
		 "which bug: use-after-free, lock-inversion, leak, sleep, race");

static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);
static unsigned long racy;

static int plant_use_after_free(void)
{
	char *bytes = kmalloc(64, GFP_KERNEL);

	if (!bytes)
		return -ENOMEM;
	kfree(bytes);
	WRITE_ONCE(bytes[8], 1);
	return 0;
}

static int plant_lock_inversion(void)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);
	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
	return 0;
}

static int plant_leak(void)
{
	void *bytes = kmalloc(777, GFP_KERNEL);

	/* Nobody keeps the address. */
	return bytes ? 0 : -ENOMEM;
}

static int plant_sleep(void)
{
	spin_lock(&lock_a);
	might_sleep();
	spin_unlock(&lock_a);
	return 0;
}

static int racer(void *unused)
{
	unsigned long i;

	while (!kthread_should_stop()) {
		for (i = 0; i < 10000; i++)
			racy++;
		cond_resched();
	}
	return 0;
}

static int plant_race(void)
{
	struct task_struct *first, *second;

	first = kthread_run(racer, NULL, "procmon_plant");
	if (IS_ERR(first))
		return PTR_ERR(first);
	second = kthread_run(racer, NULL, "procmon_plant");
	msleep(5000);
	kthread_stop(first);
	if (IS_ERR(second))
		return PTR_ERR(second);
	kthread_stop(second);
	return 0;
}

static const struct {
	const char *name;
	int (*plant)(void);
} kinds[] = {
	{ "use-after-free", plant_use_after_free },
	{ "lock-inversion", plant_lock_inversion },
	{ "leak", plant_leak },
	{ "sleep", plant_sleep },
	{ "race", plant_race },
};

static int __init procmon_plant_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kind, kinds[i].name))
			return kinds[i].plant();
	}
	pr_err("procmon_plant: kind=%s: not known\n", kind);
	return -EINVAL;
}
module_init(procmon_plant_init);

static void __exit procmon_plant_exit(void)
{
}
module_exit(procmon_plant_exit);

MODULE_DESCRIPTION("planted bugs, for tests of the tests");
MODULE_LICENSE("GPL");
