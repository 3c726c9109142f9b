/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * capture_life.h - turns a task, this one or another, into the start of the
 * record of something that happened to it, or into the PROC record of a process
 * that is running. Knows tasks and their parts; does not know which hook asks,
 * nor how the record is published.
 */
#ifndef PROCMON_CAPTURE_LIFE_H
#define PROCMON_CAPTURE_LIFE_H

#include "capture.h"
#include "record.h"

struct image;
struct task_struct;

/* What the small PROC record of a process takes, but for paths and argv. */
#define CAPTURE_PROCESS_SMALL_MIN	sizeof(struct procmon_exec)

/* capture_life.c */
struct procmon_life *capture_life(struct record *record, void *bytes, u16 type,
				  u32 fixed_len, struct task_struct *task);
void capture_peer_task(struct procmon_peer *ret_peer, struct task_struct *task);
void capture_peer(struct procmon_peer *ret_peer, struct task_struct *task);
void capture_identity(struct procmon_identity *ret_identity,
		      struct procmon_fieldset *missing,
		      struct task_struct *task);

/* capture_process.c */
struct capture *capture_process(struct task_struct *task);
bool capture_process_is_partial(const struct capture *capture);
void capture_process_small(struct record *record, void *bytes, u32 capacity,
			   struct task_struct *task,
			   const struct image *image);
void capture_process_tombstone(struct record *record, void *bytes,
			       struct task_struct *task);

/*
 * How they are to be used; each has its kernel-doc where it stands.
 *
 * capture_life() - @bytes: @fixed_len bytes, aligned to 8, which are zeroed;
 *	@fixed_len: sizeof() the type's structure, which starts with struct
 *	procmon_life; @task: current; or a child that does not run yet; or
 *	another task, to which the caller holds a reference and whose
 *	task_lock() it holds. Does not sleep; takes RCU only. Fills in the
 *	header but for len and seq, all times, missing, and process: identity
 *	with exec_id and parent_exec_id (absent: PROCMON_FIELD_EXEC_ID,
 *	PROCMON_FIELD_PARENT_EXEC_ID marked), the task's objective creds
 *	(task->real_cred: in a kprobe on commit_creds() still the old ones;
 *	capture_creds(&life->process.creds, new) over them), namespaces, cgroup,
 *	loginuid, comm (in task_rename still the old name). Returns the start of
 *	@bytes. stream_publish(@record) does the rest.
 *
 * capture_peer() - @task: current, one whose reference the caller holds, or one
 *	found in the same RCU section; NULL: nobody, all 0. Any context, takes
 *	RCU only.
 *
 * capture_identity() - @task: as capture_peer(), not NULL. Includes exec_id and
 *	parent_exec_id; where they are 0, @missing (the record's
 *	PROCMON_REASON_COUNT sets) says why. Any context, takes RCU only.
 *
 * capture_process_small() - from the exit hook: what has a fixed size, and
 *	@image's exe and argv as far as @capacity lets them; @image may be NULL.
 *	@bytes: @capacity bytes, at least CAPTURE_PROCESS_SMALL_MIN, aligned to
 *	8; need not be zeroed. The record is not ended: stream_publish().
 */

#endif /* PROCMON_CAPTURE_LIFE_H */
