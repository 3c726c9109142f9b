// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_process.c - the whole record of a process that is running, made by
 * another task (see capture_life.h).
 *
 * Nothing is waited for that user space stands behind: memory is read as far as
 * it is resident, and a file system that need not answer is not asked. The
 * process goes on meanwhile, so each part is as it is when it is read, and one
 * that is being given up is said to be absent.
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/kthread.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/path.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "capture_life.h"
#include "compat.h"
#include "compat/exe_file.h"
#include "image.h"
#include "params.h"
#include "path.h"
#include "task_flags.h"
#include "thread_list.h"

/* What only the process itself, or the exec, can tell. */
static const u64 inside_fields =
	CAPTURE_SUCCESS_FIELDS |
	FIELD_BIT(PROCMON_FIELD_ORIGIN) |
	FIELD_BIT(PROCMON_FIELD_EXECVEAT) |
	FIELD_BIT(PROCMON_FIELD_FILENAME) |
	FIELD_BIT(PROCMON_FIELD_ARGC);

/* What a kernel thread does not have. */
static const u64 program_fields =
	FIELD_BIT(PROCMON_FIELD_ARGV) |
	FIELD_BIT(PROCMON_FIELD_ENVP) |
	FIELD_BIT(PROCMON_FIELD_EXE) |
	FIELD_BIT(PROCMON_FIELD_EXE_FILE) |
	FIELD_BIT(PROCMON_FIELD_EXE_BTIME) |
	FIELD_BIT(PROCMON_FIELD_MEMORY);

/* Where in the file system a process stands. */
static const u64 place_fields =
	FIELD_BIT(PROCMON_FIELD_CWD) |
	FIELD_BIT(PROCMON_FIELD_ROOT) |
	FIELD_BIT(PROCMON_FIELD_UMASK);

/**
 * struct place - Where in the file system a process stands.
 * @is_known: it has not given it up.
 * @root: its root, referenced.
 * @cwd: its working directory, referenced.
 * @prefix: path of @root as this thread sees it; NULL: it was not changed.
 * @prefix_len: bytes of it.
 * @error: why @prefix is not known.
 */
struct place {
	bool is_known;
	struct path root;
	struct path cwd;
	char *prefix;
	u32 prefix_len;
	int error;
};

/*
 * A thread that has not given up its memory and the like yet; the leader can
 * have ended before the others.
 */
static struct task_struct *living_thread_get(struct task_struct *leader)
{
	struct task_struct *found = leader;
	struct task_struct *thread;

	rcu_read_lock();
	thread_list_for_each(thread, leader->signal) {
		if (task_flags(thread) & PF_EXITING)
			continue;
		found = thread;
		break;
	}
	get_task_struct(found);
	rcu_read_unlock();
	return found;
}

/* What takes no memory and needs no lock of the task. */
static void capture_fixed(struct record *record, struct task_struct *leader,
			  struct task_struct *thread, const struct cred *cred)
{
	struct procmon_exec *exec = record_exec(record);

	capture_start(exec);
	capture_missing(exec, inside_fields, PROCMON_REASON_INAPPLICABLE);
	capture_identity(&exec->identity, exec->missing, leader);
	capture_lineage(record);
	exec->old_tid = exec->identity.tid;
	if (task_flags(leader) & PF_KTHREAD)
		exec->flags |= PROCMON_EXEC_KTHREAD;
	capture_comm(exec->comm, leader);
	capture_limits(exec, thread);
	capture_credentials(record, thread, cred);
	capture_terminal(record, thread);
}

static void program_absent(struct procmon_exec *exec, u32 reason)
{
	if (exec->flags & PROCMON_EXEC_KTHREAD)
		reason = PROCMON_REASON_INAPPLICABLE;
	capture_missing(exec, program_fields, reason);
}

static void place_take(struct place *ret_place, struct record *record,
		       struct task_struct *thread, const struct cred *cred)
{
	struct fs_struct *fs;

	memset(ret_place, 0, sizeof(*ret_place));
	task_lock(thread);
	capture_ns(record, thread, cred);
	fs = thread->fs;
	if (fs) {
		ret_place->is_known = true;
		record_exec(record)->umask = READ_ONCE(fs->umask);
		get_fs_root(fs, &ret_place->root);
		get_fs_pwd(fs, &ret_place->cwd);
	}
	task_unlock(thread);
}

static void place_put(struct place *place)
{
	if (!place->is_known)
		return;
	kfree(place->prefix);
	path_put(&place->cwd);
	path_put(&place->root);
}

static void place_prefix(struct place *place)
{
	bool deleted;
	int len;

	place->prefix = kmalloc(PATH_MAX, GFP_KERNEL | __GFP_NOWARN);
	if (!place->prefix) {
		place->error = -ENOMEM;
		return;
	}
	len = path_text(&place->root, place->prefix, PATH_MAX, &deleted);
	if (len < 0)
		place->error = len;
	else
		place->prefix_len = len;
}

/* Cuts the way to the root of the process from the last path of the record. */
static void path_from_root(struct record *record, struct procmon_string *string,
			   const struct place *place)
{
	u8 *text = record->bytes + string->off;
	u32 prefix = place->prefix_len;
	u32 len;

	if (string->len < prefix || memcmp(text, place->prefix, prefix) ||
	    (string->len > prefix && text[prefix] != '/'))
		return;
	len = string->len - prefix;
	if (len)
		memmove(text, text + prefix, len);
	else
		text[len++] = '/';
	record->len = string->off;
	record_claim(record, string, len);
}

/* A path as the process sees it, not as this thread does. */
static void place_path(struct capture *capture, const struct place *place,
		       const struct path *path, u32 string, u32 field)
{
	struct record *record = &capture->record;
	int ret = place->error;

	if (!ret)
		ret = capture_path(capture, path, string);
	capture_path_missing(record_exec(record), field, ret);
	if (!ret && place->prefix_len > 1 && path_is_under(path, &place->root))
		path_from_root(record, (void *)(record->bytes + string), place);
}

static void capture_place(struct capture *capture, struct place *place)
{
	struct record *record = &capture->record;

	if (!place->is_known) {
		capture_missing(record_exec(record), place_fields,
				PROCMON_REASON_FAULT);
		return;
	}
	if (capture_root(capture, &place->root))
		place_prefix(place);
	place_path(capture, place, &place->cwd,
		   offsetof(struct procmon_exec, cwd), PROCMON_FIELD_CWD);
}

/* Layers over other file systems answer from what they have in memory. */
static bool stat_may_stall(struct file *file)
{
	unsigned long magic = file_inode(file)->i_sb->s_magic;

	return capture_file_may_stall(file) &&
	       magic != OVERLAYFS_SUPER_MAGIC && magic != BTRFS_SUPER_MAGIC;
}

static void capture_exe(struct capture *capture, const struct place *place)
{
	struct procmon_exec *exec = record_exec(&capture->record);
	struct file *file = capture->exe;

	if (!file) {
		exec_missing(exec, PROCMON_FIELD_EXE, PROCMON_REASON_FAULT);
		exec_missing(exec, PROCMON_FIELD_EXE_FILE,
			     PROCMON_REASON_FAULT);
		exec_missing(exec, PROCMON_FIELD_EXE_BTIME,
			     PROCMON_REASON_FAULT);
		return;
	}
	capture_file(&exec->exe_file, file);
	/* Also what never had a name; no text says so. */
	if (exec->exe_file.flags & PROCMON_FILE_MEMFD)
		exec->exe_file.flags |= PROCMON_FILE_DELETED;
	if (stat_may_stall(file))
		exec_missing(exec, PROCMON_FIELD_EXE_BTIME,
			     PROCMON_REASON_FAULT);
	else
		capture_exe_stat(exec, file);
	place_path(capture, place, &file->f_path,
		   offsetof(struct procmon_exec, exe), PROCMON_FIELD_EXE);
}

static void capture_block(struct capture *capture, struct capture_block *block,
			  u32 digest, u32 digest_field)
{
	struct record *record = &capture->record;

	block->resident_only = true;
	if (capture_room(capture, block->keep)) {
		capture_block_absent(record, block, PROCMON_REASON_MEMORY);
		return;
	}
	capture_block_stage1(record, block);
	capture_block_settle(record, block);
	capture_digest(capture, block, digest, digest_field);
}

/*
 * No page is brought in for it, so the process, its file system and whoever
 * handles its faults can make nobody wait.
 */
static void capture_arguments(struct capture *capture, struct mm_struct *mm)
{
	unsigned long arg_start;
	unsigned long arg_end;
	unsigned long env_start;
	unsigned long env_end;

	spin_lock(&mm->arg_lock);
	arg_start = mm->arg_start;
	arg_end = mm->arg_end;
	env_start = mm->env_start;
	env_end = mm->env_end;
	spin_unlock(&mm->arg_lock);
	capture_block_plan(&capture->argv, PROCMON_FIELD_ARGV, arg_start,
			   arg_end, params.argv_bytes);
	capture_block_plan(&capture->envp, PROCMON_FIELD_ENVP, env_start,
			   env_end, params.env_bytes);
	kthread_use_mm(mm);
	capture_block(capture, &capture->argv,
		      offsetof(struct procmon_exec, argv_digest),
		      PROCMON_FIELD_ARGV_DIGEST);
	capture_block(capture, &capture->envp,
		      offsetof(struct procmon_exec, env_digest),
		      PROCMON_FIELD_ENV_DIGEST);
	kthread_unuse_mm(mm);
}

static void capture_program(struct capture *capture,
			    struct task_struct *thread,
			    const struct place *place)
{
	struct mm_struct *mm = get_task_mm(thread);

	if (!mm) {
		program_absent(record_exec(&capture->record),
			       PROCMON_REASON_FAULT);
		return;
	}
	capture_memory(record_exec(&capture->record), thread, mm);
	capture->exe = compat_exe_file_get(mm);
	capture_arguments(capture, mm);
	mmput_async(mm);
	capture_exe(capture, place);
}

/**
 * capture_process() - The record of a process that is running.
 * @task: leader of the process; the caller holds a reference.
 *
 * Context: A kernel thread that has no memory. Sleeps, but waits for nothing
 * that user space stands behind.
 * Return: The capture, its record complete but not ended, for capture_free();
 * NULL: no memory, see capture_process_tombstone().
 */
struct capture *capture_process(struct task_struct *task)
{
	struct task_struct *thread = living_thread_get(task);
	const struct cred *cred = get_task_cred(thread);
	u32 groups = min_t(u32, cred->group_info->ngroups, PROCMON_GROUPS_MAX);
	struct capture *capture;
	struct place place;

	capture = capture_alloc_outside(PROCMON_TYPE_PROC, CAPTURE_LINEAGE_MAX +
					groups * sizeof(u32));
	if (capture) {
		capture_fixed(&capture->record, task, thread, cred);
		place_take(&place, &capture->record, thread, cred);
		capture_cgroup_stage2(capture, thread);
		capture_place(capture, &place);
		capture_program(capture, thread, &place);
		place_put(&place);
	}
	put_cred(cred);
	put_task_struct(thread);
	return capture;
}

static bool is_partial(const struct capture *capture,
		       const struct capture_block *block, u32 digest_field)
{
	const struct procmon_exec *exec = record_exec(&capture->record);

	return block->done < block->keep ||
	       (fieldset_has(&exec->truncated, block->field) &&
		fieldset_has(&exec->missing[PROCMON_REASON_FAULT],
			     digest_field));
}

/**
 * capture_process_is_partial() - Were pages not there that should be read?
 * @capture: from capture_process().
 *
 * They may be there again at once: while one is copied on write it is not. They
 * may also be in swap, or never have been there.
 *
 * Context: Any.
 * Return: true; false: all arguments and all of the environment were read.
 */
bool capture_process_is_partial(const struct capture *capture)
{
	return is_partial(capture, &capture->argv,
			  PROCMON_FIELD_ARGV_DIGEST) ||
	       is_partial(capture, &capture->envp, PROCMON_FIELD_ENV_DIGEST);
}

/* What is known without sleeping; all else is marked. */
static void capture_small(struct record *record, struct task_struct *task,
			  const struct cred *cred, u32 reason)
{
	struct procmon_exec *exec = record_exec(record);

	capture_fixed(record, task, task, cred);
	program_absent(exec, reason);
	capture_missing(exec, place_fields, reason);
}

/**
 * capture_process_small() - The record of a process that ends.
 * @record: filled in.
 * @bytes: @capacity bytes, aligned to 8.
 * @capacity: at least CAPTURE_PROCESS_SMALL_MIN.
 * @task: current.
 * @image: that it runs: gives the path and the arguments; or NULL.
 *
 * Context: The exit hook. Does not sleep.
 */
void capture_process_small(struct record *record, void *bytes, u32 capacity,
			   struct task_struct *task, const struct image *image)
{
	struct procmon_exec *exec = bytes;

	record_start(record, bytes, capacity, PROCMON_TYPE_PROC,
		     sizeof(*exec));
	rcu_read_lock();
	capture_small(record, task, __task_cred(task), PROCMON_REASON_FAULT);
	capture_ns(record, task, __task_cred(task));
	rcu_read_unlock();
	if (image && !(exec->flags & PROCMON_EXEC_KTHREAD)) {
		fieldset_remove(&exec->missing[PROCMON_REASON_FAULT],
				PROCMON_FIELD_EXE);
		fieldset_remove(&exec->missing[PROCMON_REASON_FAULT],
				PROCMON_FIELD_ARGV);
		image_text_add(record, &exec->exe, PROCMON_FIELD_EXE, image,
			       &image->exe);
		image_text_add(record, &exec->argv, PROCMON_FIELD_ARGV, image,
			       &image->argv);
	}
	capture_cgroup_stage1(record, task);
	capture_cgroup_settle(record, PROCMON_REASON_BOUND);
}

/**
 * capture_process_tombstone() - A process that there is no memory for.
 * @record: filled in: all that has a fixed size.
 * @bytes: sizeof(struct procmon_exec) bytes, aligned to 8.
 * @task: leader of the process; the caller holds a reference.
 *
 * Context: Any task context. Takes the task's lock.
 */
void capture_process_tombstone(struct record *record, void *bytes,
			       struct task_struct *task)
{
	struct task_struct *thread = living_thread_get(task);
	const struct cred *cred = get_task_cred(thread);
	struct procmon_exec *exec = bytes;

	record_start(record, bytes, sizeof(*exec), PROCMON_TYPE_PROC,
		     sizeof(*exec));
	exec->header.flags = PROCMON_RECORD_TOMBSTONE;
	capture_small(record, task, cred, PROCMON_REASON_MEMORY);
	task_lock(thread);
	capture_ns(record, thread, cred);
	task_unlock(thread);
	capture_cgroup_stage1(record, thread);
	capture_cgroup_settle(record, PROCMON_REASON_MEMORY);
	put_cred(cred);
	put_task_struct(thread);
}
