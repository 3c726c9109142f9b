// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_ns.c - in which container the task runs: namespaces, host name,
 * control group. Stage 1.
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

static void capture_namespaces(struct procmon_exec *exec)
{
	struct procmon_namespaces *namespaces = &exec->namespaces;
	struct nsproxy *nsproxy = current->nsproxy;

	namespaces->pid = task_active_pid_ns(current)->ns.inum;
	namespaces->user = current_user_ns()->ns.inum;
#ifdef CONFIG_NET_NS
	namespaces->net = nsproxy->net_ns->ns.inum;
#else
	exec_missing(exec, PROCMON_FIELD_NS_NET, PROCMON_REASON_UNSUPPORTED);
#endif
#ifdef CONFIG_UTS_NS
	namespaces->uts = nsproxy->uts_ns->ns.inum;
#else
	exec_missing(exec, PROCMON_FIELD_NS_UTS, PROCMON_REASON_UNSUPPORTED);
#endif
#ifdef CONFIG_IPC_NS
	namespaces->ipc = nsproxy->ipc_ns->ns.inum;
#else
	exec_missing(exec, PROCMON_FIELD_NS_IPC, PROCMON_REASON_UNSUPPORTED);
#endif
#ifdef CONFIG_CGROUPS
	namespaces->cgroup = nsproxy->cgroup_ns->ns.inum;
#else
	exec_missing(exec, PROCMON_FIELD_NS_CGROUP,
		     PROCMON_REASON_UNSUPPORTED);
#endif
#ifdef CONFIG_TIME_NS
	namespaces->time = nsproxy->time_ns->ns.inum;
#else
	exec_missing(exec, PROCMON_FIELD_NS_TIME, PROCMON_REASON_UNSUPPORTED);
#endif
	/* struct mnt_namespace is private to fs/ and its layout moves. */
	exec_missing(exec, PROCMON_FIELD_NS_MNT, PROCMON_REASON_UNSUPPORTED);
}

/**
 * capture_cgroup_stage1() - Fill in the control group.
 * @record: the record. A path that does not fit is left out.
 *
 * Context: Current task. Takes RCU and locks of kernfs.
 */
void capture_cgroup_stage1(struct record *record)
{
#ifdef CONFIG_CGROUPS
	struct procmon_exec *exec = record_exec(record);
	struct cgroup *cgroup;
	u32 room;
	char *at = record_room(record, &room);
	int len;

	room = min_t(u32, room, PATH_MAX);
	rcu_read_lock();
	cgroup = task_dfl_cgroup(current);
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
 *
 * Context: Current task, stage 2.
 */
void capture_cgroup_stage2(struct capture *capture)
{
	struct record *record = &capture->record;

	if (record_exec(record)->cgroup.off)
		return;
	if (capture_room(capture, PATH_MAX)) {
		capture_cgroup_settle(record, PROCMON_REASON_MEMORY);
		return;
	}
	capture_cgroup_stage1(record);
	capture_cgroup_settle(record, PROCMON_REASON_BOUND);
}

/**
 * capture_ns() - Fill in namespaces and host name.
 * @record: the record.
 *
 * Context: Current task, stage 1.
 */
void capture_ns(struct record *record)
{
	struct procmon_exec *exec = record_exec(record);
	const char *nodename = utsname()->nodename;

	capture_namespaces(exec);
	/*
	 * uts_sem protects the name and sleeps; a name that is being changed
	 * may be read half old, half new, but never without its end.
	 */
	capture_text(record, &exec->nodename, PROCMON_FIELD_NODENAME, nodename,
		     strnlen(nodename, __NEW_UTS_LEN));
}
