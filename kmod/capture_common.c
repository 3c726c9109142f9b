// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_common.c - what every capture has, of an exec that succeeded or that
 * failed (see capture.h): its buffer, its times, who and with which rights.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "capture.h"
#include "compat.h"
#include "params.h"
#include "recycle.h"

/*
 * Beside what has a known length. Most paths and all that stage 2 adds to an
 * ordinary exec fit; if not, stage 2 moves the record. Where there is no stage
 * 2 every path must fit.
 */
#define ROOM_TWO_STAGES	1280
#define ROOM_ONE_STAGE	(2 * PATH_MAX)

/* What the kernel keeps to itself. */
static const u64 never_fields =
	FIELD_BIT(PROCMON_FIELD_EXE_MOUNT_ID) |
	FIELD_BIT(PROCMON_FIELD_EXE_OVERLAY) |
	FIELD_BIT(PROCMON_FIELD_NS_MNT);

/* What some kernels, or some configurations of them, do not offer. */
static const struct {
	u32 field;
	bool is_there;
} configured_fields[] = {
	{ PROCMON_FIELD_SCRIPT_BTIME, false },
	{ PROCMON_FIELD_SCRIPT_MOUNT_ID, false },
	{ PROCMON_FIELD_SECCOMP, IS_ENABLED(CONFIG_SECCOMP) },
	{ PROCMON_FIELD_LOGINUID, IS_ENABLED(CONFIG_AUDIT) },
	{ PROCMON_FIELD_CGROUP, IS_ENABLED(CONFIG_CGROUPS) },
	{ PROCMON_FIELD_NS_NET, IS_ENABLED(CONFIG_NET_NS) },
	{ PROCMON_FIELD_NS_UTS, IS_ENABLED(CONFIG_UTS_NS) },
	{ PROCMON_FIELD_NS_IPC, IS_ENABLED(CONFIG_IPC_NS) },
	{ PROCMON_FIELD_NS_CGROUP, IS_ENABLED(CONFIG_CGROUPS) },
	{ PROCMON_FIELD_NS_TIME, IS_ENABLED(CONFIG_TIME_NS) },
	{ PROCMON_FIELD_VERITY_DIGEST, COMPAT_HAS_VERITY_DIGEST },
	{ PROCMON_FIELD_IMA_DIGEST, COMPAT_HAS_IMA_DIGEST },
};

/**
 * capture_unsupported() - What no record of this kernel has.
 * @ret_set: enum procmon_field.
 *
 * Context: Any.
 */
void capture_unsupported(struct procmon_fieldset *ret_set)
{
	size_t i;

	memset(ret_set, 0, sizeof(*ret_set));
	ret_set->bits[0] = never_fields;
	for (i = 0; i < ARRAY_SIZE(configured_fields); i++) {
		if (!configured_fields[i].is_there)
			fieldset_add(ret_set, configured_fields[i].field);
	}
#ifndef COMPAT_HAS_SHA256
	fieldset_add(ret_set, PROCMON_FIELD_ARGV_DIGEST);
	fieldset_add(ret_set, PROCMON_FIELD_ENV_DIGEST);
#endif
#ifndef COMPAT_HAS_LABEL
	fieldset_add(ret_set, PROCMON_FIELD_LSM_LABEL);
#endif
}

/**
 * capture_move() - Move the record to where there is more room.
 * @capture: the capture.
 * @bytes: how many are to be added.
 *
 * Context: May sleep.
 * Return: 0 or -ENOMEM.
 */
int capture_move(struct capture *capture, u32 bytes)
{
	struct record *record = &capture->record;
	u32 capacity;
	void *larger;

	capacity = record->len + bytes + ROOM_TWO_STAGES;
	if (capacity > CAPTURE_RECORD_MAX)
		return -ENOMEM;
	larger = kvmalloc(ALIGN(capacity, 8), GFP_KERNEL | __GFP_NOWARN);
	if (!larger)
		return -ENOMEM;
	record_move(record, larger, ALIGN(capacity, 8));
	kvfree(capture->owned);
	capture->owned = larger;
	return 0;
}

static struct capture *alloc(u16 type, u32 bytes, gfp_t gfp)
{
	struct capture *capture;

	if (params_fail_allocation())
		return NULL;
	bytes = ALIGN(sizeof(*capture) + sizeof(struct procmon_exec) + bytes,
		      8);
	capture = recycle_get(RECYCLED_CAPTURE, &bytes, gfp | __GFP_NOWARN);
	if (!capture)
		return NULL;
	memset(capture, 0, sizeof(*capture));
	capture->bytes = bytes;
	record_start(&capture->record, capture + 1, bytes - sizeof(*capture),
		     type, sizeof(struct procmon_exec));
	return capture;
}

/**
 * capture_alloc() - Get the memory for a capture of the current task.
 * @type: enum procmon_type of the record.
 * @bytes: what has a known length behind the record's structure.
 * @two_stages: a stage 2 will be there to make more room.
 *
 * Context: Any.
 * Return: The capture, with the record started; or NULL.
 */
struct capture *capture_alloc(u16 type, u32 bytes, bool two_stages)
{
	u32 groups = min_t(u32, current_cred()->group_info->ngroups,
			   PROCMON_GROUPS_MAX);

	bytes += groups * sizeof(u32) + CAPTURE_LINEAGE_MAX +
		 (two_stages ? ROOM_TWO_STAGES : ROOM_ONE_STAGE);
	return alloc(type, bytes, GFP_ATOMIC);
}

/**
 * capture_alloc_outside() - Get the memory for a capture of another task.
 * @type: enum procmon_type of the record.
 * @bytes: what is sure to come behind the record's structure; there is room for
 *	some more, and capture_room() makes more.
 *
 * Context: May sleep.
 * Return: The capture, with the record started; or NULL.
 */
struct capture *capture_alloc_outside(u16 type, u32 bytes)
{
	return alloc(type, bytes + ROOM_TWO_STAGES, GFP_KERNEL);
}

/**
 * capture_free() - Free a capture.
 * @capture: the capture.
 *
 * Context: Task context.
 */
void capture_free(struct capture *capture)
{
	if (capture->exe)
		fput(capture->exe);
	exec_call_free(capture->call);
	if (capture->owned)
		kvfree(capture->owned);
	recycle_put(RECYCLED_CAPTURE, capture, capture->bytes);
}

/**
 * capture_now() - When and where it was.
 * @header: of the record: time and processor are filled in.
 * @ret_boot: ns, CLOCK_BOOTTIME.
 * @ret_real: ns, CLOCK_REALTIME.
 *
 * The clock is read once: all three are the same moment.
 *
 * Context: Any.
 */
void capture_now(struct procmon_header *header, u64 *ret_boot, u64 *ret_real)
{
	ktime_t now = ktime_get();

	header->cpu = raw_smp_processor_id();
	header->time_mono = ktime_to_ns(now);
	*ret_boot = ktime_to_ns(ktime_mono_to_any(now, TK_OFFS_BOOT));
	*ret_real = ktime_to_ns(ktime_mono_to_any(now, TK_OFFS_REAL));
}

/**
 * capture_start() - When it was, and what no record has.
 * @exec: the record.
 *
 * Context: Any.
 */
void capture_start(struct procmon_exec *exec)
{
	capture_now(&exec->header, &exec->time_boot, &exec->time_real);
	capture_missing(exec, never_fields, PROCMON_REASON_UNSUPPORTED);
}

/**
 * capture_common() - When it was, who did it, with which rights, in what.
 * @record: the record.
 * @old_tid: thread that called.
 *
 * Context: Current task, stage 1.
 */
void capture_common(struct record *record, pid_t old_tid)
{
	struct procmon_exec *exec = record_exec(record);

	capture_start(exec);
	capture_ids(record, old_tid);
	capture_lineage(record);
	capture_credentials(record, current, current_cred());
	capture_ns(record, current, current_cred());
}

/**
 * capture_call() - How it was called for.
 * @exec: the record.
 * @call: the call; or NULL.
 * @reason: why there is none, enum procmon_reason.
 *
 * Context: Any.
 */
void capture_call(struct procmon_exec *exec, const struct exec_call *call,
		  u32 reason)
{
	if (!call) {
		exec_missing(exec, PROCMON_FIELD_ORIGIN, reason);
		exec_missing(exec, PROCMON_FIELD_EXECVEAT, reason);
		return;
	}
	exec->origin = call->arguments.origin;
	exec->execveat_flags = call->arguments.flags;
	exec->dirfd = call->arguments.dirfd;
}
