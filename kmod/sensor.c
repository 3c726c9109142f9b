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
#include "exec_witness.h"
#include "file_witness.h"
#include "hook.h"
#include "lock.h"
#include "params.h"
#include "sensor.h"
#include "stages.h"
#include "stream.h"
#include "syscall_witness.h"
#include "watchdog.h"

/* Execs whose file system does not answer are not waited for any longer. */
#define DRAIN_MS	2000
#define BOOT_ID_FILE	"/proc/sys/kernel/random/boot_id"

static DEFINE_MUTEX(arm_lock);
/* protected by arm_lock; armed, off and failed are also read without it */
static struct sensor_hooks hooks;
static int hook_errors[PROCMON_HOOK_COUNT];
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
	struct record record;

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
	record_string(&record, &sensor->version, PROCMON_VERSION,
		      strlen(PROCMON_VERSION));
	record_string(&record, &sensor->kernel_release, release,
		      strnlen(release, __NEW_UTS_LEN));
	stream_publish(&record);
}

static void note_hook(u32 hook, bool wanted, int error)
{
	hook_errors[hook] = wanted ? error : 0;
	if (!wanted)
		hooks.off |= BIT(hook);
	else if (error)
		hooks.failed |= BIT(hook);
	else
		hooks.armed |= BIT(hook);
	if (wanted && error)
		pr_warn("%s: did not arm (%d): its fields are absent\n",
			hook_name(hook), error);
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
	canary_disarm();
	if (hooks.armed & BIT(PROCMON_HOOK_SYSCALL))
		syscall_witness_disarm();
	if (hooks.armed & BIT(PROCMON_HOOK_FILE))
		file_witness_disarm();
}

static int arm(void)
{
	int ret;

	lockdep_assert_held(&arm_lock);
	memset(&hooks, 0, sizeof(hooks));
	arm_canary();
	note_hook(PROCMON_HOOK_FILE, params.file_witness,
		  params.file_witness ? file_witness_arm() : 0);
	note_hook(PROCMON_HOOK_TASK_WORK, params.task_work,
		  params.task_work ? stages_resolve() : 0);
	note_hook(PROCMON_HOOK_SYSCALL, params.mechanisms,
		  params.mechanisms ? syscall_witness_arm() : 0);
	stages_use(hooks.armed & BIT(PROCMON_HOOK_TASK_WORK));
	ret = exec_witness_arm();
	if (ret) {
		pr_err("tracepoint sched_process_exec: cannot be used (%d)\n",
		       ret);
		disarm_others();
		memset(&hooks, 0, sizeof(hooks));
		return ret;
	}
	note_hook(PROCMON_HOOK_EXEC, true, 0);
	is_armed = true;
	tell(PROCMON_TYPE_SENSOR_START, PROCMON_STOP_NONE);
	watchdog_start(hooks.armed);
	exec_witness_go();
	syscall_witness_go();
	return 0;
}

static void disarm(u32 reason)
{
	lockdep_assert_held(&arm_lock);
	watchdog_stop();
	syscall_witness_halt();
	exec_witness_disarm();
	disarm_others();
	stages_drain(DRAIN_MS);
	hooks.armed = 0;
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
 * sensor_hooks() - State of the hooks.
 * @ret_hooks: filled in.
 *
 * Context: Any.
 */
void sensor_hooks(struct sensor_hooks *ret_hooks)
{
	ret_hooks->armed = READ_ONCE(hooks.armed);
	ret_hooks->off = READ_ONCE(hooks.off);
	ret_hooks->failed = READ_ONCE(hooks.failed);
}

/**
 * sensor_hook_error() - Why a hook did not arm.
 * @hook: enum procmon_hook.
 *
 * Return: -errno, or 0.
 */
int sensor_hook_error(u32 hook)
{
	return READ_ONCE(hook_errors[hook]);
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
	pr_info("%s: exec witness armed%s%s, syscall witness: %s\n",
		PROCMON_VERSION,
		hooks.armed & BIT(PROCMON_HOOK_FILE) ? ", file witness" : "",
		hooks.armed & BIT(PROCMON_HOOK_TASK_WORK) ? ", task work" : "",
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
