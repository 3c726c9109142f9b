// SPDX-License-Identifier: GPL-2.0-only
/*
 * sensor.c - the sensor's own life: arms and disarms the hooks, and says so in
 * the stream and in the kernel log.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/reboot.h>
#include <linux/timekeeping.h>
#include <linux/utsname.h>
#include <linux/uuid.h>

#include "canary.h"
#include "capture.h"
#include "compat.h"
#include "config.h"
#include "events.h"
#include "exec_witness.h"
#include "file_witness.h"
#include "fork_witness.h"
#include "heartbeat.h"
#include "hook.h"
#include "lifecycle.h"
#include "lock.h"
#include "params.h"
#include "process.h"
#include "room.h"
#include "sensor.h"
#include "snapshot.h"
#include "stages.h"
#include "stream.h"
#include "syscall_witness.h"
#include "watchdog.h"

/* Execs whose file system does not answer are not waited for any longer. */
#define DRAIN_MS	2000
/* Names of all hooks. */
#define ARMED_TEXT_MAX	256
#define BOOT_ID_FILE	"/proc/sys/kernel/random/boot_id"

static DEFINE_MUTEX(arm_lock);
/* protected by arm_lock, like the states of the hooks; also read without it */
static bool is_armed;

static u8 boot_id[16];

/* Not having it costs consumers a join, so it is no reason not to start. */
static void read_boot_id(void)
{
	char text[UUID_STRING_LEN + 1] = "";
	struct file *file = filp_open(BOOT_ID_FILE, O_RDONLY, 0);
	loff_t pos = 0;
	uuid_t id;

	if (IS_ERR(file)) {
		pr_warn("%s: cannot be read (%ld): records carry no boot id\n",
			BOOT_ID_FILE, PTR_ERR(file));
		return;
	}
	if (kernel_read(file, text, UUID_STRING_LEN, &pos) ==
	    UUID_STRING_LEN && !uuid_parse(text, &id))
		memcpy(boot_id, &id, sizeof(boot_id));
	filp_close(file, NULL);
}

static void tell(u16 type, u32 reason)
{
	u8 bytes[sizeof(struct procmon_sensor) + 2 * (__NEW_UTS_LEN + 1)]
		__aligned(8);
	const char *release = init_utsname()->release;
	struct procmon_sensor *sensor = (void *)bytes;
	struct hook_states hooks;
	struct record record;

	hook_states(&hooks);
	record_start(&record, bytes, sizeof(bytes), type, sizeof(*sensor));
	sensor->header.cpu = raw_smp_processor_id();
	sensor->header.time_mono = ktime_get_ns();
	sensor->time_real = ktime_get_real_ns();
	sensor->abi_version = PROCMON_ABI_VERSION;
	sensor->reason = reason;
	memcpy(sensor->boot_id, boot_id, sizeof(sensor->boot_id));
	sensor->hooks_armed = hooks.armed;
	sensor->hooks_off = hooks.off;
	sensor->hooks_failed = hooks.failed;
	sensor->grace_ms = params.grace_ms;
	sensor->ring_bytes = params.ring_bytes;
	sensor->argv_max = params.argv_bytes;
	sensor->env_max = params.env_bytes;
	sensor->locked = lock_is_set();
	capture_unsupported(&sensor->unsupported);
	sensor->mechanism = syscall_witness_mechanism();
	params_fail_errno(&sensor->fail_errno);
	events_in_force(&sensor->events);
	sensor->full_policy = params_full_policy();
	sensor->block_ms = params_block_ms();
	sensor->heartbeat_ms = params.heartbeat_ms;
	sensor->reserve_bytes = stream_ring()->reserve;
	record_string(&record, &sensor->version, PROCMON_VERSION,
		      strlen(PROCMON_VERSION));
	record_string(&record, &sensor->kernel_release, release,
		      strnlen(release, __NEW_UTS_LEN));
	stream_publish(&record);
}

static void arm_canary(void)
{
	int ret;

	if (!params.file_witness &&
	    !(params.mechanisms & BIT(PROCMON_MECHANISM_KPROBE)))
		return;
	ret = canary_arm();
	if (ret)
		pr_warn("watchdog: a kprobe on itself did not arm (%d): hooks that are switched off are found only when an exec is missed\n",
			ret);
}

static void disarm_others(void)
{
	lifecycle_disarm();
	canary_disarm();
	if (hook_is_armed(PROCMON_HOOK_SYSCALL))
		syscall_witness_disarm();
	if (hook_is_armed(PROCMON_HOOK_FILE))
		file_witness_disarm();
}

/* From SENSOR_START on: what was there before is told first. */
static void go(void)
{
	bool whole = hook_is_armed(PROCMON_HOOK_FORK) &&
		     hook_is_armed(PROCMON_HOOK_EXIT);
	struct hook_states hooks;

	hook_states(&hooks);
	watchdog_start(hooks.armed);
	events_go();
	process_start(whole, fork_witness_pass);
	if (whole)
		snapshot_arm();
	else
		pr_warn("snapshot: the fork or the exit witness did not arm: processes that run already are not told\n");
	exec_witness_go();
	syscall_witness_go();
	heartbeat_start();
}

static int arm(void)
{
	struct procmon_events events;
	int ret;

	lockdep_assert_held(&arm_lock);
	hook_forget_all();
	arm_canary();
	hook_note(PROCMON_HOOK_FILE, params.file_witness,
		  params.file_witness ? file_witness_arm() : 0);
	hook_note(PROCMON_HOOK_TASK_WORK, params.task_work,
		  params.task_work ? stages_resolve() : 0);
	hook_note(PROCMON_HOOK_SYSCALL, params.mechanisms,
		  params.mechanisms ? syscall_witness_arm() : 0);
	events_in_force(&events);
	lifecycle_arm(&events);
	stages_use(hook_is_armed(PROCMON_HOOK_TASK_WORK));
	ret = exec_witness_arm();
	if (ret) {
		pr_err("tracepoint sched_process_exec: cannot be used (%d)\n",
		       ret);
		disarm_others();
		hook_forget_all();
		return ret;
	}
	hook_note(PROCMON_HOOK_EXEC, true, 0);
	is_armed = true;
	room_open();
	tell(PROCMON_TYPE_SENSOR_START, PROCMON_STOP_NONE);
	go();
	return 0;
}

static void disarm(u32 reason)
{
	lockdep_assert_held(&arm_lock);
	snapshot_stop();
	watchdog_stop();
	syscall_witness_halt();
	exec_witness_disarm();
	/*
	 * At one moment, since the hooks go one by one: who is created between
	 * the end of one and that of the next must not be told to have ended.
	 */
	events_halt();
	disarm_others();
	room_close();
	stages_drain(DRAIN_MS);
	process_stop();
	hook_disarm_all();
	heartbeat_stop();
	is_armed = false;
	tell(PROCMON_TYPE_SENSOR_STOP, reason);
}

static int host_goes_down(struct notifier_block *block, unsigned long event,
			  void *data)
{
	if (sensor_is_armed())
		tell(PROCMON_TYPE_SENSOR_STOP, PROCMON_STOP_REBOOT);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_block = {
	.notifier_call = host_goes_down,
};

static int change_armed(bool wanted)
{
	const u64 before = is_armed;
	const u64 after = wanted;
	int ret = 0;

	lockdep_assert_held(&arm_lock);
	if (before == after)
		return 0;
	if (wanted)
		ret = arm();
	else
		disarm(PROCMON_STOP_DISARM);
	if (!ret)
		config_tell(PROCMON_SETTING_ARMED, &before, &after, 1);
	return ret;
}

static int set_armed(bool wanted)
{
	int ret;

	if (mutex_lock_interruptible(&arm_lock))
		return -EINTR;
	ret = lock_begin_change();
	if (!ret) {
		ret = change_armed(wanted);
		lock_end_change();
	}
	mutex_unlock(&arm_lock);
	return ret;
}

/**
 * sensor_arm() - Arm the hooks, if they are not.
 *
 * Context: May sleep.
 * Return: 0 or -errno; -EPERM if the configuration is locked.
 */
int sensor_arm(void)
{
	return set_armed(true);
}

/**
 * sensor_disarm() - Disarm the hooks, if they are armed.
 *
 * An exec whose file system does not answer may be recorded behind the STOP
 * record.
 *
 * Context: May sleep.
 * Return: 0; -EINTR; or -EPERM if the configuration is locked.
 */
int sensor_disarm(void)
{
	return set_armed(false);
}

static void put_in_force(const struct procmon_events *after)
{
	struct procmon_events events;
	u64 before[2];
	u64 now[2];

	events_in_force(&events);
	before[0] = events.types;
	before[1] = events.flags;
	now[0] = after->types;
	now[1] = after->flags;
	events_put_in_force(after);
	if (memcmp(before, now, sizeof(now)))
		config_tell(PROCMON_SETTING_EVENTS, before, now,
			    ARRAY_SIZE(now));
	if (is_armed)
		lifecycle_disarm_but(after);
}

static int change_events(struct events_choice *choice,
			 const struct procmon_events *chosen)
{
	struct procmon_events after;
	int ret = 0;

	lockdep_assert_held(&arm_lock);
	if (is_armed)
		ret = lifecycle_arm_more(chosen);
	if (ret)
		return ret;
	events_unite(&after, choice, chosen);
	events_choose(choice, chosen);
	put_in_force(&after);
	return 0;
}

/**
 * sensor_choose_events() - Record also what somebody chose, from now on.
 * @choice: whose choice.
 * @chosen: what it is from now on; passed events_check().
 *
 * Context: May sleep.
 * Return: 0; -EINTR; -EPERM if the configuration is locked; -EIO if a hook that
 * they need does not arm. If it is not 0, nothing was changed.
 */
int sensor_choose_events(struct events_choice *choice,
			 const struct procmon_events *chosen)
{
	int ret;

	if (mutex_lock_interruptible(&arm_lock))
		return -EINTR;
	ret = lock_begin_change();
	if (!ret) {
		ret = change_events(choice, chosen);
		lock_end_change();
	}
	mutex_unlock(&arm_lock);
	return ret;
}

/**
 * sensor_forget_events() - Somebody who may have chosen goes. What it chose is
 * not recorded any more, unless the configuration is locked.
 * @choice: whose choice; may be freed then.
 *
 * Context: May sleep.
 */
void sensor_forget_events(struct events_choice *choice)
{
	static const struct procmon_events nothing;
	struct procmon_events after;

	/* Only its owner changes it. */
	if (!choice->events.types)
		return;
	mutex_lock(&arm_lock);
	events_unite(&after, choice, &nothing);
	events_forget(choice);
	if (!lock_begin_change()) {
		put_in_force(&after);
		lock_end_change();
	}
	mutex_unlock(&arm_lock);
}

/**
 * sensor_lock() - Lock the configuration, with the hooks armed.
 *
 * Context: May sleep. The caller has the device open.
 * Return: 0; -EINTR; or -EINVAL if they are not armed: they would stay so
 * until reboot.
 */
int sensor_lock(void)
{
	int ret = -EINVAL;

	if (mutex_lock_interruptible(&arm_lock))
		return -EINTR;
	if (is_armed)
		ret = lock_set();
	mutex_unlock(&arm_lock);
	return ret;
}

/**
 * sensor_is_armed() - Are the hooks armed?
 *
 * Return: true if they are.
 */
bool sensor_is_armed(void)
{
	return READ_ONCE(is_armed);
}

/**
 * sensor_boot_id() - The id of this boot.
 *
 * Return: 16 bytes; all 0 if it is not known.
 */
const u8 *sensor_boot_id(void)
{
	return boot_id;
}

/**
 * sensor_init() - Arm the hooks for the first time.
 *
 * Context: Module load.
 * Return: 0 or -errno.
 */
int sensor_init(void)
{
	char armed[ARMED_TEXT_MAX];
	int ret;

	read_boot_id();
	ret = watchdog_init();
	if (ret)
		return ret;
	ret = register_reboot_notifier(&reboot_block);
	if (ret)
		goto err_reboot;
	mutex_lock(&arm_lock);
	ret = arm();
	mutex_unlock(&arm_lock);
	if (ret)
		goto err_arm;
	hook_list_armed(armed, sizeof(armed));
	pr_info("%s: exec witness armed%s, syscall witness: %s\n",
		PROCMON_VERSION, armed,
		syscall_witness_mechanism_name(syscall_witness_mechanism()));
	return 0;

err_arm:
	unregister_reboot_notifier(&reboot_block);
err_reboot:
	watchdog_exit();
	return ret;
}

/**
 * sensor_exit() - Disarm for good. No task is left in the module's text.
 *
 * Context: Module unload. Sleeps.
 */
void sensor_exit(void)
{
	struct ring_state state;

	unregister_reboot_notifier(&reboot_block);
	mutex_lock(&arm_lock);
	if (is_armed)
		disarm(PROCMON_STOP_UNLOAD);
	mutex_unlock(&arm_lock);
	watchdog_exit();
	while (!stages_drain(10 * MSEC_PER_SEC))
		pr_warn("waiting for execs to be recorded\n");
	compat_synchronize_text();
	/* Nobody can read the STOP record any more. */
	ring_look(stream_ring(), &state);
	pr_info("stopped: %llu captured, %llu delivered, %llu overwritten, %llu lost, %llu unread\n",
		state.counters.captured, state.counters.delivered,
		state.counters.overwritten, state.counters.lost,
		state.counters.pending);
}
