// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture.c - one exec that succeeded, from the task to the finished record
 * (see capture.h): sizes the buffer and calls the parts in their order.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "capture.h"
#include "params.h"

/* Stage 1 allocates little more than this at once. */
#define ATOMIC_MAX	12288

static const u64 stage2_fields =
	CAPTURE_LATE_FIELDS | CAPTURE_PROGRAM_FIELDS;

/* There is no stage 2; but what the kernel does not offer, it does not offer. */
static void missing_stage2(struct procmon_exec *exec, u32 reason)
{
	struct procmon_fieldset unsupported;

	capture_unsupported(&unsupported);
	capture_missing(exec, stage2_fields & unsupported.bits[0],
			PROCMON_REASON_UNSUPPORTED);
	capture_missing(exec, stage2_fields & ~unsupported.bits[0], reason);
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

static void capture_origin(struct procmon_exec *exec,
			   const struct executed *executed)
{
	if (!executed->by_kernel) {
		capture_call(exec, executed->call, PROCMON_REASON_UNARMED);
		return;
	}
	exec->origin = PROCMON_ORIGIN_KERNEL;
	exec_missing(exec, PROCMON_FIELD_EXECVEAT,
		     PROCMON_REASON_INAPPLICABLE);
}

/* Lengths of the names that the exec was called by. */
struct name_lengths {
	u32 filename;
	u32 interp;
};

static struct name_lengths measure_names(const struct linux_binprm *bprm)
{
	struct name_lengths ret = { .filename = strlen(bprm->filename) };

	/* Only a script has another one. */
	ret.interp = bprm->interp == bprm->filename ? ret.filename :
						      strlen(bprm->interp);
	return ret;
}

static void capture_stage1(struct record *record,
			   const struct executed *executed,
			   const struct name_lengths *names)
{
	const struct linux_binprm *bprm = executed->bprm;
	struct procmon_exec *exec = record_exec(record);

	capture_common(record, executed->old_tid);
	capture_origin(exec, executed);
	exec->argc = bprm->argc;
	exec->envc = bprm->envc;
	if (bprm->secureexec)
		exec->flags |= PROCMON_EXEC_SECUREEXEC;
	capture_text(record, &exec->filename, PROCMON_FIELD_FILENAME,
		     bprm->filename, names->filename);
	capture_text(record, &exec->interp, PROCMON_FIELD_INTERP,
		     bprm->interp, names->interp);
	capture_script(record, bprm, executed->witnessed);
}

static u32 stage1_bytes(const struct executed *executed,
			const struct name_lengths *names)
{
	u32 bytes = names->filename + names->interp;

	if (executed->witnessed)
		bytes += 2 * executed->witnessed->path_len;
	return bytes;
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
	spill = two_stages && fixed + argv.keep + envp.keep > ATOMIC_MAX;
	if (!spill) {
		capture = capture_alloc(PROCMON_TYPE_EXEC,
					fixed + argv.keep + envp.keep,
					two_stages);
		if (!capture)
			return NULL;
	} else {
		capture = capture_alloc(PROCMON_TYPE_EXEC,
					fixed + 2 * CAPTURE_SPILL,
					two_stages);
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

/* Closes a record that stage 2 will not see, marking what only it can read. */
static void capture_settle(struct capture *capture)
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

/*
 * Stage 2: the rest. The task may have been killed in between; then it has no
 * memory any more and what was to be read from there is marked.
 */
static void capture_finish(struct capture *capture)
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
	capture_cgroup_stage2(capture, current);
	capture_fs(capture);
	capture_label(capture);
	capture_fds(capture);
}

/**
 * capture_begin() - Stage 1: all that could be changed later.
 * @executed: the exec.
 * @two_stages: there will be a stage 2, @finish of the capture. If not,
 *	@settle at once.
 *
 * Context: Current task, in the exec hook. Does not sleep.
 * Return: The capture, or NULL if there is no memory: capture_tombstone().
 */
struct capture *capture_begin(const struct executed *executed,
			      bool two_stages)
{
	struct name_lengths names = measure_names(executed->bprm);
	struct file *file = executed->bprm->file;
	struct capture *capture;
	struct record *record;

	capture = plan_blocks(stage1_bytes(executed, &names), two_stages);
	if (!capture)
		return NULL;
	capture->finish = capture_finish;
	capture->settle = capture_settle;
	record = &capture->record;
	capture_stage1(record, executed, &names);
	capture_blocks_stage1(record, &capture->argv, &capture->envp);
	capture_exe_stage1(record, file, executed->witnessed);
	/* Last, so that a long path takes no room that others count on. */
	capture_cgroup_stage1(record, current);
	if (two_stages)
		capture->exe = get_file(file);
	return capture;
}

/**
 * capture_tombstone() - An exec that there is no memory for.
 * @record: filled in: all that has a fixed size; strings are marked absent.
 * @bytes: sizeof(struct procmon_exec) bytes, aligned to 8.
 * @executed: the exec.
 *
 * Context: Current task, in the exec hook. Does not sleep.
 */
void capture_tombstone(struct record *record, void *bytes,
		       const struct executed *executed)
{
	struct name_lengths names = measure_names(executed->bprm);
	struct procmon_exec *exec = bytes;
	struct mm_struct *mm = current->mm;

	record_start(record, bytes, sizeof(*exec), PROCMON_TYPE_EXEC,
		     sizeof(*exec));
	exec->header.flags = PROCMON_RECORD_TOMBSTONE;
	capture_stage1(record, executed, &names);
	capture_file(&exec->exe_file, executed->bprm->file);
	capture_cgroup_stage1(record, current);
	capture_cgroup_settle(record, PROCMON_REASON_MEMORY);
	exec->argv.total = mm->arg_end - mm->arg_start;
	exec->envp.total = mm->env_end - mm->env_start;
	exec_missing(exec, PROCMON_FIELD_EXE, PROCMON_REASON_MEMORY);
	exec_missing(exec, PROCMON_FIELD_ARGV, PROCMON_REASON_MEMORY);
	exec_missing(exec, PROCMON_FIELD_ENVP, PROCMON_REASON_MEMORY);
	missing_stage2(exec, PROCMON_REASON_MEMORY);
}
