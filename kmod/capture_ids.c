// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_ids.c - who a task is: its ids, its parent, its limits and what it
 * uses.
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

static void ids_in_namespace(struct procmon_identity *identity,
			     struct task_struct *task,
			     struct pid_namespace *ns)
{
	if (ns == &init_pid_ns) {
		identity->ns_tgid = identity->tgid;
		identity->ns_tid = identity->tid;
		identity->ns_pgid = identity->pgid;
		identity->ns_sid = identity->sid;
	} else {
		identity->ns_tgid = task_tgid_nr_ns(task, ns);
		identity->ns_tid = task_pid_nr_ns(task, ns);
		identity->ns_pgid = task_pgrp_nr_ns(task, ns);
		identity->ns_sid = task_session_nr_ns(task, ns);
	}
}

static void ids_of_parent(struct procmon_identity *identity,
			  struct task_struct *task, struct pid_namespace *ns)
{
	struct task_struct *parent = rcu_dereference(task->real_parent);

	identity->ppid = task_tgid_nr(parent);
	if (!identity->ppid)
		return;
	identity->ns_ppid = ns == &init_pid_ns ? identity->ppid :
			    task_tgid_nr_ns(parent, ns);
	identity->parent_start_boottime =
		READ_ONCE(READ_ONCE(parent->group_leader)->start_boottime);
}

/**
 * capture_who() - Who a task is, but for its image and that of its parent.
 * @ret_identity: filled in; zeroed before. Of a task that was reaped only
 *	@tgid and @tid are known.
 * @task: the task; the caller keeps it from going away.
 *
 * Context: Any. Takes RCU.
 */
void capture_who(struct procmon_identity *ret_identity,
		 struct task_struct *task)
{
	struct procmon_identity *identity = ret_identity;
	struct task_struct *tracer;
	struct pid_namespace *ns;

	identity->tgid = READ_ONCE(task->tgid);
	identity->tid = READ_ONCE(task->pid);
	rcu_read_lock();
	ns = task_active_pid_ns(task);
	/*
	 * Its leader and its parent stay until it is reaped, and from here on
	 * until the end of this section.
	 */
	if (ns && pid_alive(task)) {
		identity->pgid = pid_nr(task_pgrp(task));
		identity->sid = pid_nr(task_session(task));
		ids_in_namespace(identity, task, ns);
		identity->start_boottime =
			READ_ONCE(READ_ONCE(task->group_leader)->start_boottime);
		ids_of_parent(identity, task, ns);
		/* Whoever it is now, or was. */
		tracer = data_race(ptrace_parent(task));
		if (tracer)
			identity->tracer_tgid = task_tgid_nr(tracer);
	}
	rcu_read_unlock();
}

/**
 * capture_memory() - What memory a task uses.
 * @exec: the record.
 * @task: the task.
 * @mm: its memory; the caller keeps it from going away.
 *
 * Context: Any.
 */
void capture_memory(struct procmon_exec *exec, struct task_struct *task,
		    struct mm_struct *mm)
{
	exec->vm_size = (u64)READ_ONCE(mm->total_vm) << PAGE_SHIFT;
	exec->rss = (u64)get_mm_rss(mm) << PAGE_SHIFT;
	exec->dumpable = compat_dumpable(task, mm);
}

/*
 * As lock_task_sighand(), which is not exported: the lock may be reused for
 * another task at once (SLAB_TYPESAFE_BY_RCU), so whose it is shows inside only.
 */
static struct tty_struct *terminal_get(struct task_struct *task)
{
	struct tty_struct *tty = NULL;
	struct sighand_struct *sighand;
	unsigned long flags;

	rcu_read_lock();
	sighand = rcu_dereference(task->sighand);
	if (sighand) {
		spin_lock_irqsave(&sighand->siglock, flags);
		if (sighand == rcu_access_pointer(task->sighand))
			tty = tty_kref_get(task->signal->tty);
		spin_unlock_irqrestore(&sighand->siglock, flags);
	}
	rcu_read_unlock();
	return tty;
}

/**
 * capture_terminal() - The controlling terminal of a task.
 * @record: the record.
 * @task: the task.
 *
 * Context: Any. Takes RCU and the sighand lock.
 */
void capture_terminal(struct record *record, struct task_struct *task)
{
	struct procmon_exec *exec = record_exec(record);
	struct tty_struct *tty;
	const char *name;

	/* Most have none; it takes a lock to be sure. */
	if (!READ_ONCE(task->signal->tty))
		return;
	tty = terminal_get(task);
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
 * capture_comm() - The name of a task.
 * @ret_comm: PROCMON_COMM_LEN bytes, NUL-terminated.
 * @task: the task.
 *
 * A name that is being changed may be read half old, half new: its lock may be
 * the caller's already.
 *
 * Context: Any.
 */
void capture_comm(char *ret_comm, const struct task_struct *task)
{
	/* As said: old, new or both. */
	data_race(memcpy(ret_comm, task->comm, PROCMON_COMM_LEN));
	ret_comm[PROCMON_COMM_LEN - 1] = 0;
}

/**
 * capture_limits() - What a task is and may do, apart from its rights.
 * @exec: the record; its identity is filled in already.
 * @task: the task.
 *
 * Context: Any.
 */
void capture_limits(struct procmon_exec *exec, struct task_struct *task)
{
	if (exec->identity.ns_tgid == 1)
		exec->flags |= PROCMON_EXEC_NS_INIT;
	/* These are what they are at some moment, one by one. */
	if (data_race(!!task->signal->leader))
		exec->flags |= PROCMON_EXEC_SESSION_LEADER;
	if (exec->identity.ppid)
		exec->parent_run_ns = exec->time_boot -
				      exec->identity.parent_start_boottime;
	/* Likewise. */
	exec->nice = data_race(task_nice(task));
	exec->rlimit_nofile = task_rlimit(task, RLIMIT_NOFILE);
	exec->rlimit_nofile_max = task_rlimit_max(task, RLIMIT_NOFILE);
	exec->min_faults = READ_ONCE(task->min_flt);
	exec->maj_faults = READ_ONCE(task->maj_flt);
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

	capture_who(&exec->identity, current);
	exec->old_tid = old_tid;
	if (old_tid != current->tgid)
		exec->flags |= PROCMON_EXEC_THREAD;
	capture_comm(exec->comm, current);
	exec->umask = current->fs->umask;
	capture_limits(exec, current);
	capture_memory(exec, current, current->mm);
	capture_terminal(record, current);
}
