// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_ns.c - in which container a task runs: namespaces, host name,
 * control group.
 */
#include <linux/cgroup.h>
#include <linux/ipc_namespace.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/time_namespace.h>
#include <linux/user_namespace.h>
#include <linux/utsname.h>
#include <net/net_namespace.h>

#include "capture.h"

/* A task has no pid any more when it was reaped. */
static u32 pid_namespace_number(struct task_struct *task)
{
	struct pid_namespace *ns;
	u32 ret;

	rcu_read_lock();
	ns = task_active_pid_ns(task);
	ret = ns ? ns->ns.inum : 0;
	rcu_read_unlock();
	return ret;
}

/**
 * capture_namespaces() - The namespaces of a task.
 * @ret_namespaces: filled in.
 * @missing: of the record, for what is absent.
 * @task: the task: current, one that does not run yet, or one whose task_lock()
 *	the caller holds.
 * @cred: its credentials; the caller keeps them from going away.
 *
 * Context: Any. Takes RCU.
 */
void capture_namespaces(struct procmon_namespaces *ret_namespaces,
			struct procmon_fieldset *missing,
			struct task_struct *task, const struct cred *cred)
{
	struct procmon_namespaces *namespaces = ret_namespaces;
	struct nsproxy *nsproxy = task->nsproxy;

	namespaces->pid = pid_namespace_number(task);
	namespaces->user = cred->user_ns->ns.inum;
	/* struct mnt_namespace is private to fs/ and its layout moves. */
	missing_add(missing, PROCMON_FIELD_NS_MNT, PROCMON_REASON_UNSUPPORTED);
	/* It has ended and given them up. */
	if (!nsproxy) {
		missing_add(missing, PROCMON_FIELD_NAMESPACES,
			    PROCMON_REASON_FAULT);
		return;
	}
#ifdef CONFIG_NET_NS
	namespaces->net = nsproxy->net_ns->ns.inum;
#else
	missing_add(missing, PROCMON_FIELD_NS_NET, PROCMON_REASON_UNSUPPORTED);
#endif
#ifdef CONFIG_UTS_NS
	namespaces->uts = nsproxy->uts_ns->ns.inum;
#else
	missing_add(missing, PROCMON_FIELD_NS_UTS, PROCMON_REASON_UNSUPPORTED);
#endif
#ifdef CONFIG_IPC_NS
	namespaces->ipc = nsproxy->ipc_ns->ns.inum;
#else
	missing_add(missing, PROCMON_FIELD_NS_IPC, PROCMON_REASON_UNSUPPORTED);
#endif
#ifdef CONFIG_CGROUPS
	namespaces->cgroup = nsproxy->cgroup_ns->ns.inum;
#else
	missing_add(missing, PROCMON_FIELD_NS_CGROUP,
		    PROCMON_REASON_UNSUPPORTED);
#endif
#ifdef CONFIG_TIME_NS
	namespaces->time = nsproxy->time_ns->ns.inum;
#else
	missing_add(missing, PROCMON_FIELD_NS_TIME, PROCMON_REASON_UNSUPPORTED);
#endif
}

/**
 * capture_cgroup_id() - The control group of a task.
 * @task: the task.
 *
 * Context: Any. Takes RCU.
 * Return: Its id; 0 if the kernel has no control groups.
 */
u64 capture_cgroup_id(struct task_struct *task)
{
	u64 id = 0;

#ifdef CONFIG_CGROUPS
	rcu_read_lock();
	id = cgroup_id(task_dfl_cgroup(task));
	rcu_read_unlock();
#endif
	return id;
}

/**
 * capture_cgroup_stage1() - Fill in the control group.
 * @record: the record. A path that does not fit is left out.
 * @task: whose.
 *
 * Context: Any. Takes RCU and locks of kernfs.
 */
void capture_cgroup_stage1(struct record *record, struct task_struct *task)
{
#ifdef CONFIG_CGROUPS
	struct procmon_exec *exec = record_exec(record);
	struct cgroup *cgroup;
	u32 room;
	char *at = record_room(record, &room);
	int len;

	room = min_t(u32, room, PATH_MAX);
	rcu_read_lock();
	cgroup = task_dfl_cgroup(task);
	exec->cgroup_id = cgroup_id(cgroup);
	/*
	 * It writes a NUL even where there is no room, and since 6.8 says
	 * room - 1 of a path that it had to cut.
	 */
	len = room ? cgroup_path(cgroup, at, room) : -ENAMETOOLONG;
	rcu_read_unlock();
	if (len >= 0 && (u32)len < room - 1)
		record_claim(record, &exec->cgroup, len);
#endif
}

/**
 * capture_cgroup_settle() - Settle the path of the control group.
 * @record: the record.
 * @reason: enum procmon_reason, if there is none in it.
 *
 * Context: Any.
 */
void capture_cgroup_settle(struct record *record, u32 reason)
{
	if (!IS_ENABLED(CONFIG_CGROUPS))
		reason = PROCMON_REASON_UNSUPPORTED;
	if (!record_exec(record)->cgroup.off)
		exec_missing(record_exec(record), PROCMON_FIELD_CGROUP,
			     reason);
}

/**
 * capture_cgroup_stage2() - Add the path of the control group, if stage 1 had
 * no room for it.
 * @capture: the capture.
 * @task: whose.
 *
 * Context: May sleep.
 */
void capture_cgroup_stage2(struct capture *capture, struct task_struct *task)
{
	struct record *record = &capture->record;

	if (record_exec(record)->cgroup.off)
		return;
	if (capture_room(capture, PATH_MAX)) {
		capture_cgroup_settle(record, PROCMON_REASON_MEMORY);
		return;
	}
	capture_cgroup_stage1(record, task);
	capture_cgroup_settle(record, PROCMON_REASON_BOUND);
}

/**
 * capture_ns() - Fill in namespaces and host name.
 * @record: the record.
 * @task: whose, as for capture_namespaces().
 * @cred: likewise.
 *
 * Context: Any. Takes RCU.
 */
void capture_ns(struct record *record, struct task_struct *task,
		const struct cred *cred)
{
	struct procmon_exec *exec = record_exec(record);
	const char *nodename;

	capture_namespaces(&exec->namespaces, exec->missing, task, cred);
	if (!task->nsproxy) {
		exec_missing(exec, PROCMON_FIELD_NODENAME,
			     PROCMON_REASON_FAULT);
		return;
	}
	nodename = task->nsproxy->uts_ns->name.nodename;
	/*
	 * uts_sem protects the name and sleeps; a name that is being changed
	 * may be read half old, half new, but never without its end.
	 */
	capture_text(record, &exec->nodename, PROCMON_FIELD_NODENAME, nodename,
		     strnlen(nodename, __NEW_UTS_LEN));
}
