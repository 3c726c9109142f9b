// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_life.c - the start of the record of something that happened to a
 * process, and others who took part (see capture_life.h).
 */
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "capture_life.h"
#include "compat.h"
#include "process.h"

/**
 * capture_identity() - Who a task is, and which images it and its parent run.
 * @ret_identity: filled in; zeroed before.
 * @missing: of the record, PROCMON_REASON_COUNT sets: why an image has no id.
 * @task: the task; the caller keeps it from going away.
 *
 * Context: Any. Takes RCU.
 */
void capture_identity(struct procmon_identity *ret_identity,
		      struct procmon_fieldset *missing,
		      struct task_struct *task)
{
	capture_who(ret_identity, task);
	process_identify(ret_identity, missing);
}

static void capture_rights(struct procmon_life *life, struct task_struct *task)
{
	struct procmon_process *process = &life->process;
	const struct cred *cred;

	rcu_read_lock();
	cred = __task_cred(task);
	capture_creds(&process->creds, cred);
	capture_namespaces(&process->namespaces, life->missing, task, cred);
	rcu_read_unlock();
	capture_login(&process->loginuid, &process->audit_session,
		      life->missing, task);
}

/**
 * capture_life() - Start the record of something that happened to a process.
 * @record: to be filled in, for stream_publish().
 * @bytes: @fixed_len bytes, aligned to 8.
 * @type: enum procmon_type.
 * @fixed_len: size of the type's structure; it starts with struct
 *	procmon_life. What lies behind that is zeroed.
 * @task: the process, as the thread that it happened to: current; one that does
 *	not run yet; or one that the caller holds a reference to, and whose
 *	task_lock().
 *
 * The rights are those that others see (real_cred).
 *
 * Context: Any task context. Takes RCU.
 * Return: The start of @bytes.
 */
struct procmon_life *capture_life(struct record *record, void *bytes, u16 type,
				  u32 fixed_len, struct task_struct *task)
{
	struct procmon_life *life = bytes;
	struct procmon_process *process = &life->process;

	record_start(record, bytes, fixed_len, type, fixed_len);
	capture_now(&life->header, &life->time_boot, &life->time_real);
	capture_identity(&process->identity, life->missing, task);
	capture_rights(life, task);
	process->cgroup_id = capture_cgroup_id(task);
	if (!IS_ENABLED(CONFIG_CGROUPS))
		missing_add(life->missing, PROCMON_FIELD_CGROUP,
			    PROCMON_REASON_UNSUPPORTED);
	capture_comm(process->comm, task);
	return life;
}

/**
 * capture_peer_task() - Another process that took part, but for its image.
 * @ret_peer: filled in; zeroed before.
 * @task: who.
 *
 * Context: Any; @task is current, or the caller keeps it from going away.
 */
void capture_peer_task(struct procmon_peer *ret_peer, struct task_struct *task)
{
	const struct cred *cred;

	ret_peer->tgid = READ_ONCE(task->tgid);
	ret_peer->tid = READ_ONCE(task->pid);
	rcu_read_lock();
	cred = __task_cred(task);
	ret_peer->uid = __kuid_val(cred->uid);
	ret_peer->euid = __kuid_val(cred->euid);
	/* Its leader stays until it is reaped. */
	if (pid_alive(task))
		ret_peer->start_boottime =
			READ_ONCE(READ_ONCE(task->group_leader)->start_boottime);
	rcu_read_unlock();
	capture_comm(ret_peer->comm, task);
}

/**
 * capture_peer() - Another process that took part.
 * @ret_peer: filled in.
 * @task: who; NULL: nobody.
 *
 * Context: Any; @task is current, or the caller keeps it from going away.
 */
void capture_peer(struct procmon_peer *ret_peer, struct task_struct *task)
{
	memset(ret_peer, 0, sizeof(*ret_peer));
	if (!task)
		return;
	capture_peer_task(ret_peer, task);
	ret_peer->exec_id = process_exec_id(ret_peer->tgid,
					    ret_peer->start_boottime);
}
