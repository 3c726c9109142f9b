// SPDX-License-Identifier: GPL-2.0-only
/*
 * actor.c - who does something to the sensor (see actor.h).
 */
#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "actor.h"

/**
 * actor_current() - The current task.
 * @ret_actor: filled in.
 * @ret_comm: its name, PROCMON_COMM_LEN bytes, NUL-terminated.
 *
 * Context: The task's own.
 */
void actor_current(struct procmon_actor *ret_actor, char *ret_comm)
{
	memset(ret_actor, 0, sizeof(*ret_actor));
	ret_actor->tgid = current->tgid;
	ret_actor->tid = current->pid;
	ret_actor->uid = from_kuid(&init_user_ns, current_uid());
	ret_actor->euid = from_kuid(&init_user_ns, current_euid());
#ifdef CONFIG_AUDIT
	ret_actor->loginuid = from_kuid(&init_user_ns,
					audit_get_loginuid(current));
#else
	ret_actor->loginuid = (u32)-1;
#endif
	ret_actor->start_boottime = current->group_leader->start_boottime;
	memcpy(ret_comm, current->comm, PROCMON_COMM_LEN);
	ret_comm[PROCMON_COMM_LEN - 1] = 0;
}

/**
 * actor_nobody() - It happened by itself.
 * @ret_actor: filled in.
 *
 * Context: Any.
 */
void actor_nobody(struct procmon_actor *ret_actor)
{
	memset(ret_actor, 0, sizeof(*ret_actor));
	ret_actor->loginuid = (u32)-1;
}
