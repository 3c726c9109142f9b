// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_lineage.c - where a process comes from: the image of its parent, and
 * those who created it. No other task's memory is looked at: a parent can neither
 * make it wait nor change what it says.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include "capture.h"
#include "image.h"
#include "lineage.h"
#include "process.h"

static void set_id(struct procmon_exec *exec, u64 *ret_id, u32 field,
		   const struct process_view *view)
{
	missing_remove(exec->missing, field);
	*ret_id = view->exec_id;
	if (!view->exec_id)
		exec_missing(exec, field, view->exec_absent);
}

static void capture_parent(struct record *record)
{
	struct procmon_exec *exec = record_exec(record);
	struct process_view view = {
		.exec_absent = PROCMON_REASON_INAPPLICABLE,
		.image_absent = PROCMON_REASON_INAPPLICABLE,
	};

	if (exec->identity.ppid)
		process_view(&view, exec->identity.ppid,
			     exec->identity.parent_start_boottime);
	set_id(exec, &exec->identity.parent_exec_id,
	       PROCMON_FIELD_PARENT_EXEC_ID, &view);
	if (!view.image) {
		exec_missing(exec, PROCMON_FIELD_PARENT_EXE,
			     view.image_absent);
		exec_missing(exec, PROCMON_FIELD_PARENT_ARGV,
			     view.image_absent);
		return;
	}
	image_text_add(record, &exec->parent_exe, PROCMON_FIELD_PARENT_EXE,
		       view.image, &view.image->exe);
	image_text_add(record, &exec->parent_argv, PROCMON_FIELD_PARENT_ARGV,
		       view.image, &view.image->argv);
}

static void capture_ancestors(struct record *record,
			      const struct process_view *view)
{
	struct procmon_exec *exec = record_exec(record);
	const struct lineage *lineage = view->lineage;
	struct procmon_ancestor *ancestors;

	if (!lineage) {
		if (view->lineage_absent != PROCESS_LINEAGE_THERE)
			exec_missing(exec, PROCMON_FIELD_ANCESTORS,
				     view->lineage_absent);
		return;
	}
	ancestors = record_array(record, &exec->ancestors, lineage->count,
				 sizeof(lineage->ancestors[0]),
				 lineage->total);
	if (!ancestors) {
		exec_missing(exec, PROCMON_FIELD_ANCESTORS,
			     PROCMON_REASON_MEMORY);
		return;
	}
	lineage_copy(ancestors, lineage);
	if (lineage->count < lineage->total)
		fieldset_add(&exec->truncated, PROCMON_FIELD_ANCESTORS);
}

/**
 * capture_lineage() - Fill in where a process comes from.
 * @record: of an exec or of a process; who it is, is filled in already. Of an
 *	exec that failed the image that the caller runs is filled in, too.
 *
 * Context: Any. Takes RCU.
 */
void capture_lineage(struct record *record)
{
	struct procmon_exec *exec = record_exec(record);
	struct process_view view;

	rcu_read_lock();
	capture_parent(record);
	process_view(&view, exec->identity.tgid, exec->identity.start_boottime);
	if (exec->header.type == PROCMON_TYPE_EXEC_FAIL)
		set_id(exec, &exec->identity.exec_id, PROCMON_FIELD_EXEC_ID,
		       &view);
	capture_ancestors(record, &view);
	rcu_read_unlock();
}
