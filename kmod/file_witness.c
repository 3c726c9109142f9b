// SPDX-License-Identifier: GPL-2.0-only
/*
 * file_witness.c - a kprobe in front of security_bprm_creds_for_exec().
 *
 * That function is called once for each exec, with the file asked for still
 * in bprm->file and the old credentials still current; when the exec witness
 * is called, both are gone. What is seen is noted by task until the exec
 * witness takes it. An exec that fails never takes its note: it is replaced by
 * the task's next one or thrown away when there are NOTES_MAX newer ones. A
 * note holds no reference to anything, so an old one costs its memory only.
 *
 * Its absence costs fields, never events.
 */
#include <linux/cred.h>
#include <linux/hash.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "file_witness.h"
#include "hook.h"
#include "path.h"
#include "probe_removal.h"
#include "recycle.h"

#define NOTES_MAX	1024
#define NOTES_BITS	8

/**
 * struct note - What was seen of an exec that has begun.
 * @hash: in notes.
 * @age: in notes_by_age, oldest first.
 * @task: who; compared only, like the two that follow.
 * @bprm: its exec.
 * @cred: the credentials that it is to get.
 * @bytes: of the memory that this is in.
 * @witnessed: for the exec witness.
 */
struct note {
	struct hlist_node hash;
	struct list_head age;
	const struct task_struct *task;
	const struct linux_binprm *bprm;
	const struct cred *cred;
	u32 bytes;
	struct witnessed_file witnessed;
};

/* One buffer for a path on each CPU; used with preemption off. */
struct path_buffer {
	char text[PATH_MAX];
};

static DEFINE_RAW_SPINLOCK(notes_lock);
/* protected by notes_lock */
static struct hlist_head notes[1 << NOTES_BITS];
static LIST_HEAD(notes_by_age);
static unsigned int notes_count;
static struct file_witness_counters counters;

static struct path_buffer __percpu *path_buffers;

static struct hlist_head *notes_of(const struct task_struct *task)
{
	return &notes[hash_ptr(task, NOTES_BITS)];
}

static void note_free(struct note *note)
{
	if (note)
		recycle_put(RECYCLED_NOTE, note, note->bytes);
}

static struct note *note_remove(struct note *note)
{
	lockdep_assert_held(&notes_lock);
	hlist_del(&note->hash);
	list_del(&note->age);
	notes_count--;
	return note;
}

/* Takes the note of @task out, or NULL. */
static struct note *note_find(const struct task_struct *task)
{
	struct note *note;

	lockdep_assert_held(&notes_lock);
	hlist_for_each_entry(note, notes_of(task), hash) {
		if (note->task == task)
			return note_remove(note);
	}
	return NULL;
}

static void note_add(struct note *note)
{
	struct note *old;
	struct note *evicted = NULL;

	raw_spin_lock(&notes_lock);
	old = note_find(note->task);
	if (notes_count >= NOTES_MAX) {
		evicted = note_remove(list_first_entry(&notes_by_age,
						       struct note, age));
		counters.evicted++;
	}
	hlist_add_head(&note->hash, notes_of(note->task));
	list_add_tail(&note->age, &notes_by_age);
	notes_count++;
	raw_spin_unlock(&notes_lock);
	note_free(old);
	note_free(evicted);
}

/* There is no memory for a note; one of an exec before must not stand in. */
static void note_drop(void)
{
	struct note *old;

	raw_spin_lock(&notes_lock);
	old = note_find(current);
	counters.failed++;
	raw_spin_unlock(&notes_lock);
	note_free(old);
}

static struct kprobe probe;
/* See hook_saw_start(). */
static u64 armed_since = U64_MAX;
/* The kernel did not let go of the probe: it is not to be touched. */
static bool is_stuck;

static int witness_exec(struct kprobe *probe, struct pt_regs *regs)
{
	const struct linux_binprm *bprm =
		(const void *)regs_get_kernel_argument(regs, 0);
	struct path_buffer *buffer = this_cpu_ptr(path_buffers);
	struct note *note;
	bool deleted = false;
	u32 bytes;
	int len;

	if (READ_ONCE(armed_since) == U64_MAX)
		return 0;
	len = path_text(&bprm->file->f_path, buffer->text,
			sizeof(buffer->text), &deleted);
	if (len < 0)
		len = 0;
	bytes = sizeof(*note) + len;
	note = recycle_get(RECYCLED_NOTE, &bytes, GFP_ATOMIC | __GFP_NOWARN);
	if (!note) {
		note_drop();
		return 0;
	}
	memset(note, 0, sizeof(*note));
	note->bytes = bytes;
	note->task = current;
	note->bprm = bprm;
	note->cred = bprm->cred;
	note->witnessed.identity = bprm->file;
	note->witnessed.by_kernel = !current->mm;
	capture_file(&note->witnessed.file, bprm->file);
	if (deleted)
		note->witnessed.file.flags |= PROCMON_FILE_DELETED;
	capture_creds(&note->witnessed.creds, current_cred());
	memcpy(note->witnessed.comm, current->comm, TASK_COMM_LEN);
	note->witnessed.comm[TASK_COMM_LEN - 1] = 0;
	memcpy(note->witnessed.path, buffer->text, len);
	note->witnessed.path_len = len;
	note_add(note);
	return 0;
}

NOKPROBE_SYMBOL(witness_exec);

/**
 * file_witness_take() - What was seen at the start of this exec.
 * @bprm: of the exec.
 *
 * Context: The exec's task, in the exec hook. Does not sleep.
 * Return: For file_witness_free(), or NULL if it was not seen.
 */
struct witnessed_file *file_witness_take(const struct linux_binprm *bprm)
{
	struct note *note;

	raw_spin_lock(&notes_lock);
	note = note_find(current);
	raw_spin_unlock(&notes_lock);
	if (!note)
		return NULL;
	/* Left over from an exec that failed, while this one was missed? */
	if (note->bprm != bprm || note->cred != current_cred()) {
		note_free(note);
		return NULL;
	}
	return &note->witnessed;
}

/**
 * file_witness_free() - Free what file_witness_take() gave.
 * @witnessed: it; may be NULL.
 *
 * Context: Any.
 */
void file_witness_free(struct witnessed_file *witnessed)
{
	if (witnessed)
		note_free(container_of(witnessed, struct note, witnessed));
}

/**
 * file_witness_look() - Read the counters.
 * @ret_counters: filled in.
 *
 * Context: Task context.
 */
void file_witness_look(struct file_witness_counters *ret_counters)
{
	raw_spin_lock(&notes_lock);
	*ret_counters = counters;
	raw_spin_unlock(&notes_lock);
	ret_counters->missed += probe.nmissed;
}

/**
 * file_witness_arm() - Start to see.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int file_witness_arm(void)
{
	int ret;

	if (is_stuck)
		return -EBUSY;
	path_buffers = alloc_percpu(struct path_buffer);
	if (!path_buffers)
		return -ENOMEM;
	memset(&probe, 0, sizeof(probe));
	probe.symbol_name = "security_bprm_creds_for_exec";
	probe.pre_handler = witness_exec;
	ret = register_kprobe(&probe);
	if (ret) {
		free_percpu(path_buffers);
		path_buffers = NULL;
		return ret;
	}
	WRITE_ONCE(armed_since, hook_armed_now());
	return 0;
}

/**
 * file_witness_is_sure() - Should it have seen the start of an exec of the
 * current task that ends now?
 *
 * Context: Any.
 * Return: true if it is armed, and was when the exec began.
 */
bool file_witness_is_sure(void)
{
	return hook_saw_start(READ_ONCE(armed_since));
}

/**
 * file_witness_disarm() - See no more, and forget.
 *
 * Waits for handlers that run. If the probe cannot be taken away it does
 * nothing from now on, and cannot be armed again.
 *
 * Context: May sleep.
 */
void file_witness_disarm(void)
{
	struct note *note;
	struct note *next;
	LIST_HEAD(old);

	WRITE_ONCE(armed_since, U64_MAX);
	is_stuck = probe_removal_kprobe(&probe);
	raw_spin_lock(&notes_lock);
	counters.missed += probe.nmissed;
	probe.nmissed = 0;
	list_for_each_entry(note, &notes_by_age, age)
		hlist_del(&note->hash);
	list_splice_init(&notes_by_age, &old);
	notes_count = 0;
	raw_spin_unlock(&notes_lock);
	list_for_each_entry_safe(note, next, &old, age)
		note_free(note);
	if (is_stuck)
		return;
	free_percpu(path_buffers);
	path_buffers = NULL;
}
