// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture.c - one exec, from the task to the finished record (see capture.h):
 * sizes the buffer and calls the parts in their order.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "capture.h"
#include "compat.h"
#include "params.h"

/* Blocks that take stage 1 beyond this are left to stage 2, if there is one. */
#define ATOMIC_MAX	16384
/*
 * Beside what has a known length. Most paths and all that stage 2 adds to an
 * ordinary exec fit; if not, stage 2 moves the record. Where there is no stage
 * 2 every path must fit.
 */
#define ROOM_TWO_STAGES	1280
#define ROOM_ONE_STAGE	(2 * PATH_MAX)

static const u32 lineage_fields[] = {
	PROCMON_FIELD_ORIGIN,
	PROCMON_FIELD_EXECVEAT,
	PROCMON_FIELD_PARENT_EXEC_ID,
	PROCMON_FIELD_ANCESTORS,
	PROCMON_FIELD_PARENT_EXE,
	PROCMON_FIELD_PARENT_ARGV,
};

static const u32 stage2_fields[] = {
	PROCMON_FIELD_CWD,
	PROCMON_FIELD_ROOT,
	PROCMON_FIELD_EXE_BTIME,
	PROCMON_FIELD_EXE_WRITABLE,
	PROCMON_FIELD_EXE_CAPS,
	PROCMON_FIELD_VERITY_DIGEST,
	PROCMON_FIELD_IMA_DIGEST,
	PROCMON_FIELD_ELF_INTERP,
	PROCMON_FIELD_LSM_LABEL,
	PROCMON_FIELD_FDS,
	PROCMON_FIELD_SOCKETS,
	PROCMON_FIELD_FD_COUNT,
};

/* What the kernel keeps to itself. */
static const u32 never_fields[] = {
	PROCMON_FIELD_EXE_MOUNT_ID,
	PROCMON_FIELD_EXE_OVERLAY,
	PROCMON_FIELD_NS_MNT,
};

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

static void missing_all(struct procmon_exec *exec, const u32 *fields,
			size_t count, u32 reason)
{
	size_t i;

	for (i = 0; i < count; i++)
		exec_missing(exec, fields[i], reason);
}

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
	for (i = 0; i < ARRAY_SIZE(never_fields); i++)
		fieldset_add(ret_set, never_fields[i]);
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

/* There is no stage 2; but what the kernel does not offer, it does not offer. */
static void missing_stage2(struct procmon_exec *exec, u32 reason)
{
	struct procmon_fieldset unsupported;
	size_t i;

	capture_unsupported(&unsupported);
	for (i = 0; i < ARRAY_SIZE(stage2_fields); i++)
		exec_missing(exec, stage2_fields[i],
			     fieldset_has(&unsupported, stage2_fields[i]) ?
			     PROCMON_REASON_UNSUPPORTED : reason);
}

/**
 * capture_text() - Add a text in stage 1, or where there is room.
 * @record: the record.
 * @string: where it belongs, inside @record.
 * @field: its enum procmon_field.
 * @text: the bytes.
 * @len: how many.
 *
 * Context: Any.
 */
void capture_text(struct record *record, struct procmon_string *string,
		  u32 field, const void *text, size_t len)
{
	if (record_string(record, string, text, len))
		exec_missing(record_exec(record), field,
			     PROCMON_REASON_MEMORY);
}

/**
 * capture_room() - Make room in the record. It may move.
 * @capture: the capture.
 * @bytes: how many are to be added.
 *
 * Context: May sleep.
 * Return: 0 or -ENOMEM.
 */
int capture_room(struct capture *capture, u32 bytes)
{
	struct record *record = &capture->record;
	u32 capacity;
	void *larger;
	u32 room;

	record_room(record, &room);
	if (bytes <= room)
		return 0;
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

static void capture_script(struct record *record,
			   const struct linux_binprm *bprm,
			   const struct witnessed_file *witnessed)
{
	struct procmon_exec *exec = record_exec(record);

	if (!witnessed) {
		exec_missing(exec, PROCMON_FIELD_CREDS_BEFORE,
			     PROCMON_REASON_UNARMED);
		exec_missing(exec, PROCMON_FIELD_PREV_COMM,
			     PROCMON_REASON_UNARMED);
		/* Without the witness a script shows in what was asked for. */
		exec_missing(exec, PROCMON_FIELD_SCRIPT,
			     PROCMON_REASON_UNARMED);
		return;
	}
	exec->creds_before = witnessed->creds;
	memcpy(exec->prev_comm, witnessed->comm, sizeof(exec->prev_comm));
	if (witnessed->identity == bprm->file)
		return;
	exec->script_file = witnessed->file;
	exec_missing(exec, PROCMON_FIELD_SCRIPT_BTIME,
		     PROCMON_REASON_UNSUPPORTED);
	exec_missing(exec, PROCMON_FIELD_SCRIPT_MOUNT_ID,
		     PROCMON_REASON_UNSUPPORTED);
	if (witnessed->path_len)
		capture_text(record, &exec->script, PROCMON_FIELD_SCRIPT,
			     witnessed->path, witnessed->path_len);
	else
		exec_missing(exec, PROCMON_FIELD_SCRIPT,
			     PROCMON_REASON_BOUND);
}

static void capture_stage1(struct record *record, struct linux_binprm *bprm,
			   pid_t old_tid,
			   const struct witnessed_file *witnessed)
{
	struct procmon_exec *exec = record_exec(record);

	exec->header.cpu = raw_smp_processor_id();
	exec->header.time_mono = ktime_get_ns();
	exec->time_boot = ktime_get_boottime_ns();
	exec->time_real = ktime_get_real_ns();
	exec->argc = bprm->argc;
	exec->envc = bprm->envc;
	missing_all(exec, lineage_fields, ARRAY_SIZE(lineage_fields),
		    PROCMON_REASON_UNARMED);
	missing_all(exec, never_fields, ARRAY_SIZE(never_fields),
		    PROCMON_REASON_UNSUPPORTED);
	capture_ids(record, old_tid);
	capture_credentials(record, bprm);
	capture_text(record, &exec->filename, PROCMON_FIELD_FILENAME,
		     bprm->filename, strlen(bprm->filename));
	capture_text(record, &exec->interp, PROCMON_FIELD_INTERP,
		     bprm->interp, strlen(bprm->interp));
	capture_script(record, bprm, witnessed);
	capture_ns(record);
}

static u32 stage1_bytes(const struct linux_binprm *bprm,
			const struct witnessed_file *witnessed,
			bool two_stages)
{
	u32 groups = min_t(u32, current_cred()->group_info->ngroups,
			   PROCMON_GROUPS_MAX);

	return sizeof(struct procmon_exec) +
	       (two_stages ? ROOM_TWO_STAGES : ROOM_ONE_STAGE) +
	       strlen(bprm->filename) + strlen(bprm->interp) +
	       groups * sizeof(u32) + (witnessed ? 2 * witnessed->path_len : 0);
}

static struct capture *capture_alloc(u32 bytes)
{
	struct capture *capture;

	if (params_fail_allocation())
		return NULL;
	bytes = ALIGN(bytes, 8);
	capture = kmalloc(sizeof(*capture) + bytes, GFP_ATOMIC | __GFP_NOWARN);
	if (!capture)
		return NULL;
	memset(capture, 0, sizeof(*capture));
	record_start(&capture->record, capture + 1, bytes, PROCMON_TYPE_EXEC,
		     sizeof(struct procmon_exec));
	return capture;
}

/* Plans both blocks so that stage 1 can take them in one allocation. */
static struct capture *plan_blocks(u32 fixed, bool two_stages)
{
	struct mm_struct *mm = current->mm;
	struct capture_block argv;
	struct capture_block envp;
	struct capture *capture;
	bool spill;

	capture_block_plan(&argv, PROCMON_FIELD_ARGV, mm->arg_start,
			   mm->arg_end, params.argv_bytes);
	capture_block_plan(&envp, PROCMON_FIELD_ENVP, mm->env_start,
			   mm->env_end, params.env_bytes);
	spill = two_stages && sizeof(*capture) + fixed + argv.keep +
		envp.keep > ATOMIC_MAX;
	if (!spill) {
		capture = capture_alloc(fixed + argv.keep + envp.keep);
		if (!capture)
			return NULL;
	} else {
		capture = capture_alloc(fixed + 2 * CAPTURE_SPILL);
		if (!capture)
			return NULL;
		capture->record.capacity -= 2 * CAPTURE_SPILL;
		argv.spill = capture->record.bytes + capture->record.capacity;
		envp.spill = argv.spill + CAPTURE_SPILL;
	}
	capture->argv = argv;
	capture->envp = envp;
	return capture;
}

/**
 * capture_begin() - Stage 1: all that could be changed later.
 * @bprm: of the exec.
 * @old_tid: thread that called execve.
 * @witnessed: what the file witness saw, or NULL.
 * @two_stages: capture_finish() will be called in stage 2. If not,
 *	capture_settle() at once.
 *
 * Context: Current task, in the exec hook. Does not sleep.
 * Return: The capture, or NULL if there is no memory: capture_tombstone().
 */
struct capture *capture_begin(struct linux_binprm *bprm, pid_t old_tid,
			      const struct witnessed_file *witnessed,
			      bool two_stages)
{
	struct capture *capture;
	struct record *record;

	capture = plan_blocks(stage1_bytes(bprm, witnessed, two_stages),
			      two_stages);
	if (!capture)
		return NULL;
	record = &capture->record;
	capture_stage1(record, bprm, old_tid, witnessed);
	capture_block_stage1(record, &capture->argv);
	capture_block_stage1(record, &capture->envp);
	capture_exe_stage1(record, bprm->file, witnessed);
	/* Last, so that a long path takes no room that others count on. */
	capture_cgroup_stage1(record);
	if (two_stages)
		capture->exe = get_file(bprm->file);
	return capture;
}

/**
 * capture_settle() - Close a record that stage 2 will not see.
 * @capture: from capture_begin(). What only stage 2 can read is marked.
 *
 * Context: Current task, stage 1.
 */
void capture_settle(struct capture *capture)
{
	struct record *record = &capture->record;
	struct procmon_exec *exec = record_exec(record);

	capture_block_settle(record, &capture->argv);
	capture_block_settle(record, &capture->envp);
	if (!exec->exe.off)
		exec_missing(exec, PROCMON_FIELD_EXE, PROCMON_REASON_BOUND);
	capture_cgroup_settle(record, PROCMON_REASON_BOUND);
	missing_stage2(exec, PROCMON_REASON_UNARMED);
	if (fieldset_has(&exec->truncated, PROCMON_FIELD_ARGV))
		exec_missing(exec, PROCMON_FIELD_ARGV_DIGEST,
			     PROCMON_REASON_UNARMED);
	if (fieldset_has(&exec->truncated, PROCMON_FIELD_ENVP))
		exec_missing(exec, PROCMON_FIELD_ENV_DIGEST,
			     PROCMON_REASON_UNARMED);
}

/**
 * capture_finish() - Stage 2: the rest.
 * @capture: from capture_begin() with two stages.
 *
 * Context: Current task, in its task work. May sleep. The task may have been
 * killed in between; then it has no memory any more and what was to be read
 * from there is marked.
 */
void capture_finish(struct capture *capture)
{
	capture_block_stage2(capture, &capture->argv);
	capture_block_stage2(capture, &capture->envp);
	capture_digest(capture, &capture->argv,
		       offsetof(struct procmon_exec, argv_digest),
		       PROCMON_FIELD_ARGV_DIGEST);
	capture_digest(capture, &capture->envp,
		       offsetof(struct procmon_exec, env_digest),
		       PROCMON_FIELD_ENV_DIGEST);
	capture_exe_stage2(capture);
	capture_cgroup_stage2(capture);
	capture_fs(capture);
	capture_label(capture);
	capture_fds(capture);
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
	kvfree(capture->owned);
	kfree(capture);
}

/**
 * capture_tombstone() - An exec that there is no memory for.
 * @record: filled in: all that has a fixed size; strings are marked absent.
 * @bytes: sizeof(struct procmon_exec) bytes, aligned to 8.
 * @bprm: of the exec.
 * @old_tid: thread that called execve.
 * @witnessed: what the file witness saw, or NULL.
 *
 * Context: Current task, in the exec hook. Does not sleep.
 */
void capture_tombstone(struct record *record, void *bytes,
		       struct linux_binprm *bprm, pid_t old_tid,
		       const struct witnessed_file *witnessed)
{
	struct procmon_exec *exec = bytes;
	struct mm_struct *mm = current->mm;

	record_start(record, bytes, sizeof(*exec), PROCMON_TYPE_EXEC,
		     sizeof(*exec));
	exec->header.flags = PROCMON_RECORD_TOMBSTONE;
	capture_stage1(record, bprm, old_tid, witnessed);
	capture_file(&exec->exe_file, bprm->file);
	capture_cgroup_stage1(record);
	capture_cgroup_settle(record, PROCMON_REASON_MEMORY);
	exec->argv.total = mm->arg_end - mm->arg_start;
	exec->envp.total = mm->env_end - mm->env_start;
	exec_missing(exec, PROCMON_FIELD_EXE, PROCMON_REASON_MEMORY);
	exec_missing(exec, PROCMON_FIELD_ARGV, PROCMON_REASON_MEMORY);
	exec_missing(exec, PROCMON_FIELD_ENVP, PROCMON_REASON_MEMORY);
	missing_stage2(exec, PROCMON_REASON_MEMORY);
}
