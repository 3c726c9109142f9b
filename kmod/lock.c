// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock.c - once locked, the configuration stays as it is until reboot (see
 * lock.h).
 *
 * A change that began before the lock is complete before the lock is set, so
 * who is told that it is locked knows that nothing changes any more. There is
 * no way back: a module that is locked holds a reference to itself for good.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "config.h"
#include "lock.h"

static DEFINE_MUTEX(change_lock);
/* protected by change_lock; also read without it */
static bool is_locked;

/**
 * lock_begin_change() - May the configuration be changed? If so nobody else
 * changes or locks it before lock_end_change().
 *
 * Context: May sleep.
 * Return: 0; or -EPERM if it is locked, and lock_end_change() must not follow.
 */
int lock_begin_change(void)
{
	mutex_lock(&change_lock);
	if (!is_locked)
		return 0;
	mutex_unlock(&change_lock);
	return -EPERM;
}

/**
 * lock_end_change() - The change is made, or given up.
 *
 * Context: May sleep; after a lock_begin_change() that returned 0.
 */
void lock_end_change(void)
{
	mutex_unlock(&change_lock);
}

/**
 * lock_set() - Lock. Once more is no error.
 *
 * Context: May sleep. The caller has the device open, so the module stays.
 * Return: 0 or -ENODEV.
 */
int lock_set(void)
{
	const u64 before = 0;
	const u64 after = 1;

	if (lock_begin_change())
		return 0;
	if (!try_module_get(THIS_MODULE)) {
		lock_end_change();
		return -ENODEV;
	}
	WRITE_ONCE(is_locked, true);
	config_tell(PROCMON_SETTING_LOCKED, &before, &after, 1);
	lock_end_change();
	pr_info("locked: no change, disarming or unloading until reboot\n");
	return 0;
}

/**
 * lock_is_set() - Is it locked?
 *
 * Context: Any.
 * Return: true if it is.
 */
bool lock_is_set(void)
{
	return READ_ONCE(is_locked);
}

/**
 * lock_refuse_exit() - Does not return if it is locked.
 *
 * With CONFIG_MODULE_FORCE_UNLOAD "rmmod --force" unloads a module in spite of
 * the references to it. Open files and sleeping tasks would then run into
 * memory that is gone, and the lock would be worth nothing: so who tries it
 * waits here until reboot, while the hooks go on to record.
 *
 * Context: Module unload. Sleeps.
 */
void lock_refuse_exit(void)
{
	if (!lock_is_set())
		return;
	pr_alert("locked: unloading by force is refused, its caller waits until reboot\n");
	for (;;)
		schedule_timeout_idle(MAX_SCHEDULE_TIMEOUT);
}
