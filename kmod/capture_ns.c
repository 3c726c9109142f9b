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

static void capture_cgroup(struct record *record)
{
	struct procmon_exec *exec = record_exec(record);
#ifdef CONFIG_CGROUPS
	struct cgroup *cgroup;
	u32 room;
	char *at = record_room(record, &room);
	int len;

	rcu_read_lock();
	cgroup = task_dfl_cgroup(current);
	exec->cgroup_id = cgroup_id(cgroup);
	len = cgroup_path(cgroup, at, min_t(u32, room, PATH_MAX));
	rcu_read_unlock();
	if (len >= 0 && len < min_t(u32, room, PATH_MAX))
		record_claim(record, &exec->cgroup, len);
	else
		exec_missing(exec, PROCMON_FIELD_CGROUP,
			     room < PATH_MAX ? PROCMON_REASON_MEMORY :
					       PROCMON_REASON_BOUND);
#else
	exec_missing(exec, PROCMON_FIELD_CGROUP, PROCMON_REASON_UNSUPPORTED);
#endif
}

/**
 * capture_ns() - Fill in namespaces, host name and control group.
 * @record: the record.
 *
 * Context: Current task, stage 1. Takes RCU and locks of kernfs.
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
	capture_cgroup(record);
}
