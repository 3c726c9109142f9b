// SPDX-License-Identifier: GPL-2.0-only
/*
 * stats.c - counters and states in /sys/class/misc/procmon, one value a file.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/sysfs.h>

#include "events.h"
#include "exec_witness.h"
#include "file_witness.h"
#include "hold.h"
#include "hook.h"
#include "image.h"
#include "lifecycle.h"
#include "lock.h"
#include "process.h"
#include "reader.h"
#include "room.h"
#include "sensor.h"
#include "stages.h"
#include "stats.h"
#include "stream.h"
#include "syscall_witness.h"
#include "watchdog.h"

/* Every number that there is to show. */
struct stats {
	struct ring_state ring;
	struct exec_witness_counters exec;
	struct file_witness_counters file;
	struct syscall_witness_counters syscall;
	struct stages_counters stages;
	struct hold_state hold;
	struct room_counters room;
	struct process_counters process;
	struct image_counters image;
	u64 bytes;
	u64 tombstones;
	u64 life_missed;
	u32 readers;
};

static void stats_look(struct stats *ret_stats)
{
	ring_look(stream_ring(), &ret_stats->ring);
	exec_witness_look(&ret_stats->exec);
	file_witness_look(&ret_stats->file);
	syscall_witness_look(&ret_stats->syscall);
	stages_look(&ret_stats->stages);
	hold_look(&ret_stats->hold);
	room_look(&ret_stats->room);
	process_look(&ret_stats->process);
	image_look(&ret_stats->image);
	ret_stats->bytes = stream_ring()->size;
	ret_stats->tombstones = stream_tombstones();
	ret_stats->life_missed = lifecycle_missed();
	ret_stats->readers = reader_count();
}

/**
 * struct number_attribute - A number in a file.
 * @attribute: the file.
 * @offset: of the number in struct stats.
 * @size: bytes of the number.
 */
struct number_attribute {
	struct device_attribute attribute;
	size_t offset;
	size_t size;
};

static ssize_t number_show(struct device *device,
			   struct device_attribute *attribute, char *buf)
{
	const struct number_attribute *number =
		container_of(attribute, struct number_attribute, attribute);
	struct stats stats;
	const void *at;

	stats_look(&stats);
	at = (const u8 *)&stats + number->offset;
	return sysfs_emit(buf, "%llu\n", number->size == sizeof(u64) ?
			  *(const u64 *)at : (u64)*(const u32 *)at);
}

#define NUMBER(_name, _member)						\
	static struct number_attribute number_##_name = {		\
		.attribute = __ATTR(_name, 0444, number_show, NULL),	\
		.offset = offsetof(struct stats, _member),		\
		.size = sizeof_field(struct stats, _member),		\
	}

/* What became of each event; the first is the sum of the four behind it. */
NUMBER(captured, ring.counters.captured);
NUMBER(delivered, ring.counters.delivered);
NUMBER(overwritten, ring.counters.overwritten);
NUMBER(lost, ring.counters.lost);
NUMBER(pending, ring.counters.pending);
/* What it took to capture them. */
NUMBER(tombstones, tombstones);
NUMBER(waited, room.waited);
NUMBER(waited_in_vain, room.waited_in_vain);
NUMBER(exec_events, exec.seen);
NUMBER(late_captures, stages.late);
NUMBER(unread_argv, stages.unread);
NUMBER(file_witness_missed, file.missed);
NUMBER(file_witness_failed, file.failed);
NUMBER(stash_evicted, file.evicted);
/*
 * What became of each call; the first is the sum of the six behind it, and of
 * those that were under way when the witness was disarmed.
 */
NUMBER(exec_calls, syscall.calls);
NUMBER(calls_succeeded, syscall.succeeded);
NUMBER(exec_failures, syscall.failed);
NUMBER(exec_checks, syscall.checked);
NUMBER(calls_restarted, syscall.restarted);
NUMBER(calls_unwitnessed, syscall.unwitnessed);
NUMBER(calls_in_flight, syscall.in_flight);
NUMBER(exec_failures_filtered, syscall.filtered);
NUMBER(calls_unnoted, syscall.unnoted);
NUMBER(syscall_missed, syscall.missed);
NUMBER(life_missed, life_missed);
/* What is kept of the processes that there are. */
NUMBER(processes, process.processes);
NUMBER(images, image.images);
NUMBER(lineages, process.lineages);
NUMBER(images_dropped, image.dropped);
NUMBER(processes_failed, process.failed);
/* What one witness saw and another did not. */
NUMBER(execs_unseen, exec.unseen);
NUMBER(file_unseen, exec.file_unseen);

static struct attribute *counters[] = {
	&number_captured.attribute.attr,
	&number_delivered.attribute.attr,
	&number_overwritten.attribute.attr,
	&number_lost.attribute.attr,
	&number_pending.attribute.attr,
	&number_tombstones.attribute.attr,
	&number_waited.attribute.attr,
	&number_waited_in_vain.attribute.attr,
	&number_exec_events.attribute.attr,
	&number_late_captures.attribute.attr,
	&number_unread_argv.attribute.attr,
	&number_file_witness_missed.attribute.attr,
	&number_file_witness_failed.attribute.attr,
	&number_stash_evicted.attribute.attr,
	&number_exec_calls.attribute.attr,
	&number_calls_succeeded.attribute.attr,
	&number_exec_failures.attribute.attr,
	&number_exec_checks.attribute.attr,
	&number_calls_restarted.attribute.attr,
	&number_calls_unwitnessed.attribute.attr,
	&number_calls_in_flight.attribute.attr,
	&number_exec_failures_filtered.attribute.attr,
	&number_calls_unnoted.attribute.attr,
	&number_syscall_missed.attribute.attr,
	&number_life_missed.attribute.attr,
	&number_processes.attribute.attr,
	&number_images.attribute.attr,
	&number_lineages.attribute.attr,
	&number_images_dropped.attribute.attr,
	&number_processes_failed.attribute.attr,
	&number_execs_unseen.attribute.attr,
	&number_file_unseen.attribute.attr,
	NULL,
};

NUMBER(bytes, bytes);
NUMBER(used, ring.used);
NUMBER(reserve, ring.reserve);
NUMBER(oldest_seq, ring.oldest_seq);
NUMBER(next_seq, ring.next_seq);
NUMBER(acked_seq, ring.acked_seq);
NUMBER(readers, readers);
NUMBER(holder, hold.holder);
NUMBER(grace_ms_left, hold.grace_ms_left);

static struct attribute *ring_files[] = {
	&number_bytes.attribute.attr,
	&number_used.attribute.attr,
	&number_reserve.attribute.attr,
	&number_oldest_seq.attribute.attr,
	&number_next_seq.attribute.attr,
	&number_acked_seq.attribute.attr,
	&number_readers.attribute.attr,
	&number_holder.attribute.attr,
	&number_grace_ms_left.attribute.attr,
	NULL,
};

/**
 * struct hook_attribute - The state of a hook in a file.
 * @attribute: the file.
 * @hook: enum procmon_hook.
 */
struct hook_attribute {
	struct device_attribute attribute;
	u32 hook;
};

static ssize_t hook_show(struct device *device,
			 struct device_attribute *attribute, char *buf)
{
	u32 hook = container_of(attribute, struct hook_attribute,
				attribute)->hook;
	u32 mechanism = syscall_witness_mechanism();
	struct hook_states hooks;
	struct watchdog_hook watched;

	hook_states(&hooks);
	watchdog_look(hook, &watched);
	if (watched.cause)
		return sysfs_emit(buf, "silent: %s\n",
				  hook_cause_name(watched.cause));
	if (hooks.off & BIT(hook))
		return sysfs_emit(buf, "off\n");
	if (hooks.failed & BIT(hook))
		return sysfs_emit(buf, "failed: error %d\n",
				  -hook_error(hook));
	if (!(hooks.armed & BIT(hook)))
		return sysfs_emit(buf, "disarmed\n");
	if (hook == PROCMON_HOOK_SYSCALL)
		return sysfs_emit(buf, "armed: %s\n",
				  syscall_witness_mechanism_name(mechanism));
	return sysfs_emit(buf, "armed\n");
}

/**
 * struct mechanism_attribute - The state of a mechanism in a file.
 * @attribute: the file.
 * @mechanism: enum procmon_mechanism.
 */
struct mechanism_attribute {
	struct device_attribute attribute;
	u32 mechanism;
};

static ssize_t mechanism_show(struct device *device,
			      struct device_attribute *attribute, char *buf)
{
	u32 mechanism = container_of(attribute, struct mechanism_attribute,
				     attribute)->mechanism;
	const char *why;
	int error;

	if (syscall_witness_mechanism() == mechanism)
		return sysfs_emit(buf, "armed\n");
	why = syscall_witness_why_not(mechanism, &error);
	if (!error)
		return sysfs_emit(buf, "not tried\n");
	if (why)
		return sysfs_emit(buf, "failed: %s\n", why);
	return sysfs_emit(buf, "failed: error %d\n", -error);
}

#define HOOK(_name, _hook)						\
	static struct hook_attribute hook_##_name = {			\
		.attribute = __ATTR(_name, 0444, hook_show, NULL),	\
		.hook = _hook,						\
	}

HOOK(exec, PROCMON_HOOK_EXEC);
HOOK(file, PROCMON_HOOK_FILE);
HOOK(task_work, PROCMON_HOOK_TASK_WORK);
HOOK(syscall, PROCMON_HOOK_SYSCALL);
HOOK(fork, PROCMON_HOOK_FORK);
HOOK(exit, PROCMON_HOOK_EXIT);
HOOK(creds, PROCMON_HOOK_CREDS);
HOOK(sid, PROCMON_HOOK_SID);
HOOK(ptrace, PROCMON_HOOK_PTRACE);
HOOK(comm, PROCMON_HOOK_COMM);
HOOK(coredump, PROCMON_HOOK_COREDUMP);

#define MECHANISM(_name, _mechanism)					\
	static struct mechanism_attribute mechanism_##_name = {		\
		.attribute = __ATTR(_name, 0444, mechanism_show, NULL),	\
		.mechanism = _mechanism,				\
	}

MECHANISM(syscall_kprobe, PROCMON_MECHANISM_KPROBE);
MECHANISM(syscall_ftrace, PROCMON_MECHANISM_FTRACE);
MECHANISM(syscall_table, PROCMON_MECHANISM_TABLE);

static struct attribute *hook_files[] = {
	&hook_exec.attribute.attr,
	&hook_file.attribute.attr,
	&hook_task_work.attribute.attr,
	&hook_syscall.attribute.attr,
	&hook_fork.attribute.attr,
	&hook_exit.attribute.attr,
	&hook_creds.attribute.attr,
	&hook_sid.attribute.attr,
	&hook_ptrace.attribute.attr,
	&hook_comm.attribute.attr,
	&hook_coredump.attribute.attr,
	&mechanism_syscall_kprobe.attribute.attr,
	&mechanism_syscall_ftrace.attribute.attr,
	&mechanism_syscall_table.attribute.attr,
	NULL,
};

static ssize_t version_show(struct device *device,
			    struct device_attribute *attribute, char *buf)
{
	return sysfs_emit(buf, "%s\n", PROCMON_VERSION);
}
static DEVICE_ATTR_RO(version);

static ssize_t abi_version_show(struct device *device,
				struct device_attribute *attribute, char *buf)
{
	return sysfs_emit(buf, "%d\n", PROCMON_ABI_VERSION);
}
static DEVICE_ATTR_RO(abi_version);

static ssize_t armed_show(struct device *device,
			  struct device_attribute *attribute, char *buf)
{
	return sysfs_emit(buf, "%d\n", sensor_is_armed());
}

static ssize_t armed_store(struct device *device,
			   struct device_attribute *attribute, const char *buf,
			   size_t count)
{
	unsigned int wanted;
	int ret = kstrtouint(buf, 10, &wanted);

	if (!ret && wanted > 1)
		ret = -EINVAL;
	if (!ret)
		ret = wanted ? sensor_arm() : sensor_disarm();
	return ret ? ret : count;
}
static DEVICE_ATTR_ADMIN_RW(armed);

static ssize_t locked_show(struct device *device,
			   struct device_attribute *attribute, char *buf)
{
	return sysfs_emit(buf, "%d\n", lock_is_set());
}
static DEVICE_ATTR_RO(locked);

static ssize_t events_show(struct device *device,
			   struct device_attribute *attribute, char *buf)
{
	struct procmon_events events;
	char text[EVENTS_TEXT_MAX];

	events_in_force(&events);
	events_format(text, sizeof(text), &events);
	return sysfs_emit(buf, "%s\n", text);
}
static DEVICE_ATTR_RO(events);

static struct attribute *general[] = {
	&dev_attr_version.attr,
	&dev_attr_abi_version.attr,
	&dev_attr_armed.attr,
	&dev_attr_locked.attr,
	&dev_attr_events.attr,
	NULL,
};

static const struct attribute_group general_group = {
	.attrs = general,
};

static const struct attribute_group counters_group = {
	.name = "counters",
	.attrs = counters,
};

static const struct attribute_group hooks_group = {
	.name = "hooks",
	.attrs = hook_files,
};

static const struct attribute_group ring_group = {
	.name = "ring",
	.attrs = ring_files,
};

const struct attribute_group *stats_groups[] = {
	&general_group,
	&counters_group,
	&hooks_group,
	&ring_group,
	NULL,
};
