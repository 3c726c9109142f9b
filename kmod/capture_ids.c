// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_ids.c - who the task is: its ids, its parent, its limits and what
 * it uses. Stage 1.
 */
#include <linux/fs_struct.h>
#include <linux/mm.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/timekeeping.h>
#include <linux/tty.h>

#include "capture.h"
#include "compat.h"

static void capture_identity(struct procmon_exec *exec)
{
	struct procmon_identity *identity = &exec->identity;
	struct pid_namespace *ns = task_active_pid_ns(current);
	struct task_struct *parent;
	struct task_struct *tracer;

	rcu_read_lock();
	identity->tgid = current->tgid;
	identity->tid = current->pid;
	identity->pgid = pid_nr(task_pgrp(current));
	identity->sid = pid_nr(task_session(current));
	if (ns == &init_pid_ns) {
		identity->ns_tgid = identity->tgid;
		identity->ns_tid = identity->tid;
		identity->ns_pgid = identity->pgid;
		identity->ns_sid = identity->sid;
	} else {
		identity->ns_tgid = task_tgid_nr_ns(current, ns);
		identity->ns_tid = task_pid_nr_ns(current, ns);
		identity->ns_pgid = task_pgrp_nr_ns(current, ns);
		identity->ns_sid = task_session_nr_ns(current, ns);
	}
	identity->start_boottime = current->group_leader->start_boottime;

	parent = rcu_dereference(current->real_parent);
	identity->ppid = task_tgid_nr(parent);
	if (identity->ppid) {
		identity->ns_ppid = ns == &init_pid_ns ? identity->ppid :
				    task_tgid_nr_ns(parent, ns);
		identity->parent_start_boottime =
			READ_ONCE(parent->group_leader)->start_boottime;
		exec->parent_run_ns = exec->time_boot -
				      identity->parent_start_boottime;
	}
	tracer = ptrace_parent(current);
	if (tracer)
		identity->tracer_tgid = task_tgid_nr(tracer);
	rcu_read_unlock();

	if (identity->ns_tgid == 1)
		exec->flags |= PROCMON_EXEC_NS_INIT;
	if (current->signal->leader)
		exec->flags |= PROCMON_EXEC_SESSION_LEADER;
}

static void capture_memory(struct procmon_exec *exec)
{
	struct mm_struct *mm = current->mm;

	exec->vm_size = (u64)mm->total_vm << PAGE_SHIFT;
	exec->rss = (u64)get_mm_rss(mm) << PAGE_SHIFT;
	exec->min_faults = current->min_flt;
	exec->maj_faults = current->maj_flt;
	exec->dumpable = compat_dumpable();
}

static void capture_terminal(struct record *record)
{
	struct procmon_exec *exec = record_exec(record);
	struct tty_struct *tty;
	const char *name;

	/* Most have none; get_current_tty() takes a lock to say so. */
	if (!READ_ONCE(current->signal->tty))
		return;
	tty = get_current_tty();
	if (!tty)
		return;
	name = tty_name(tty);
	exec->tty_major = MAJOR(tty_devnum(tty));
	exec->tty_minor = MINOR(tty_devnum(tty));
	capture_text(record, &exec->tty, PROCMON_FIELD_TTY, name,
		     strlen(name));
	tty_kref_put(tty);
}

/**
 * capture_ids() - Fill in ids, limits, memory and terminal.
 * @record: the record; its times are filled in already.
 * @old_tid: thread that called.
 *
 * Context: Current task, stage 1. Takes RCU and the sighand lock.
 */
void capture_ids(struct record *record, pid_t old_tid)
{
	struct procmon_exec *exec = record_exec(record);

	capture_identity(exec);
	exec->old_tid = old_tid;
	if (old_tid != current->tgid)
		exec->flags |= PROCMON_EXEC_THREAD;
	memcpy(exec->comm, current->comm, sizeof(exec->comm));
	exec->comm[sizeof(exec->comm) - 1] = 0;
	exec->umask = current->fs->umask;
	exec->nice = task_nice(current);
	exec->rlimit_nofile = rlimit(RLIMIT_NOFILE);
	exec->rlimit_nofile_max = rlimit_max(RLIMIT_NOFILE);
	capture_memory(exec);
	capture_terminal(record);
}
