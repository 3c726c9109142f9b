// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_view.c - what is known of a process, for those who make records (see
 * process.h). Takes no lock.
 */
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "process.h"
#include "process_table.h"

/**
 * process_exec_id_of() - Which image a process runs.
 * @process: the process.
 * @ret_reason: where it is 0: why, enum procmon_reason.
 *
 * Context: RCU, or the lock of the process.
 * Return: The number; 0: there is none.
 */
u64 process_exec_id_of(const struct process *process, u32 *ret_reason)
{
	u64 exec_id = READ_ONCE(process->exec_id);
	const struct image *image;

	if (exec_id)
		return exec_id;
	image = rcu_dereference_check(process->image, true);
	if (image)
		exec_id = image_known(image)->exec_id;
	if (!exec_id)
		*ret_reason = process->exec_absent;
	return exec_id;
}

static u64 look_up(struct procmon_fieldset *missing, u32 field, u32 tgid,
		   u64 start_boottime)
{
	const struct process *process = process_find(tgid, start_boottime);
	u32 reason = process_adopt_reason();
	u64 exec_id = 0;

	if (process)
		exec_id = process_exec_id_of(process, &reason);
	if (!exec_id)
		missing_add(missing, field, reason);
	return exec_id;
}

/**
 * process_identify() - Which images a process and its parent run.
 * @identity: who they are is filled in; the images are to be.
 * @missing: of the record: why an image has no name is filled in.
 *
 * Context: Any. Takes RCU.
 */
void process_identify(struct procmon_identity *identity,
		      struct procmon_fieldset *missing)
{
	rcu_read_lock();
	identity->exec_id = look_up(missing, PROCMON_FIELD_EXEC_ID,
				    identity->tgid, identity->start_boottime);
	if (identity->ppid)
		identity->parent_exec_id =
			look_up(missing, PROCMON_FIELD_PARENT_EXEC_ID,
				identity->ppid,
				identity->parent_start_boottime);
	else
		missing_add(missing, PROCMON_FIELD_PARENT_EXEC_ID,
			    PROCMON_REASON_INAPPLICABLE);
	rcu_read_unlock();
}

/**
 * process_exec_id() - Which image a process runs.
 * @tgid: the process.
 * @start_boottime: of its leader.
 *
 * Context: Any. Takes RCU.
 * Return: The number; 0: there is none, or it is not known.
 */
u64 process_exec_id(u32 tgid, u64 start_boottime)
{
	const struct process *process;
	u64 exec_id = 0;
	u32 unused;

	rcu_read_lock();
	process = process_find(tgid, start_boottime);
	if (process)
		exec_id = process_exec_id_of(process, &unused);
	rcu_read_unlock();
	return exec_id;
}

/**
 * process_view() - What is known of a process.
 * @ret_view: filled in; what it refers to is there until the end of the
 *	caller's RCU section.
 * @tgid: the process.
 * @start_boottime: of its leader.
 *
 * Context: RCU.
 */
void process_view(struct process_view *ret_view, u32 tgid, u64 start_boottime)
{
	const struct process *process = process_find(tgid, start_boottime);
	const struct image *image;

	memset(ret_view, 0, sizeof(*ret_view));
	if (!process) {
		ret_view->exec_absent = process_adopt_reason();
		ret_view->image_absent = ret_view->exec_absent;
		ret_view->lineage_absent = ret_view->exec_absent;
		return;
	}
	ret_view->exec_id = process_exec_id_of(process,
					       &ret_view->exec_absent);
	image = rcu_dereference(process->image);
	if (image)
		ret_view->image = image_known(image);
	else
		ret_view->image_absent = READ_ONCE(process->image_absent);
	ret_view->lineage = process->ancestors;
	ret_view->lineage_absent = process->lineage_absent;
}
