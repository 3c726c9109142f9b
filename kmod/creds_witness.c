// SPDX-License-Identifier: GPL-2.0-only
/*
 * creds_witness.c - a kprobe in front of commit_creds(), and what a new task got.
 *
 * All changes of a task's own credentials go through commit_creds(), which
 * cannot fail: setuid(2) and its like, capset(2), prctl(2), setgroups(2),
 * unshare(2) and setns(2) of a user namespace, and an exec. When it is called
 * the old ones are still the task's. The one other way to rights is to be
 * created with them (CLONE_NEWUSER): the fork hook calls for that.
 */
#include <linux/bits.h>
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/user_namespace.h>

#include "capture.h"
#include "capture_life.h"
#include "compat.h"
#include "creds_witness.h"
#include "events.h"
#include "stream.h"
#include "witness_probe.h"

/* Members of struct procmon_creds that are told of as one, by their places. */
static const struct {
	size_t start;
	size_t end;
	u32 changed;
} groups_of_members[] = {
	{ offsetof(struct procmon_creds, uid),
	  offsetofend(struct procmon_creds, fsuid), PROCMON_CHANGED_UIDS },
	{ offsetof(struct procmon_creds, gid),
	  offsetofend(struct procmon_creds, fsgid), PROCMON_CHANGED_GIDS },
	{ offsetof(struct procmon_creds, cap_permitted),
	  offsetofend(struct procmon_creds, cap_ambient),
	  PROCMON_CHANGED_CAPS },
	{ offsetof(struct procmon_creds, securebits),
	  offsetofend(struct procmon_creds, securebits),
	  PROCMON_CHANGED_SECUREBITS },
	{ offsetof(struct procmon_creds, user_ns),
	  offsetofend(struct procmon_creds, user_ns),
	  PROCMON_CHANGED_USER_NS },
};

/**
 * struct change - The rights of a task change.
 * @task: whose: current, or a child of it that does not run yet.
 * @old_cred: what it had, or its creator has.
 * @new_cred: what it gets.
 * @before: @old_cred as numbers.
 * @after: @new_cred as numbers.
 * @changed: PROCMON_CHANGED_*.
 */
struct change {
	struct task_struct *task;
	const struct cred *old_cred;
	const struct cred *new_cred;
	struct procmon_creds before;
	struct procmon_creds after;
	u32 changed;
};

static bool groups_differ(const struct group_info *before,
			  const struct group_info *after)
{
	if (before == after)
		return false;
	return before->ngroups != after->ngroups ||
	       memcmp(before->gid, after->gid,
		      before->ngroups * sizeof(before->gid[0]));
}

/*
 * Most changes change nothing that is told: each exec that gives no rights is
 * one. Whether all are the same is soon seen.
 */
static bool creds_differ(const struct cred *before, const struct cred *after)
{
	return !uid_eq(before->uid, after->uid) ||
	       !uid_eq(before->euid, after->euid) ||
	       !uid_eq(before->suid, after->suid) ||
	       !uid_eq(before->fsuid, after->fsuid) ||
	       !gid_eq(before->gid, after->gid) ||
	       !gid_eq(before->egid, after->egid) ||
	       !gid_eq(before->sgid, after->sgid) ||
	       !gid_eq(before->fsgid, after->fsgid) ||
	       before->securebits != after->securebits ||
	       before->user_ns != after->user_ns ||
	       before->group_info != after->group_info ||
	       compat_cap_bits(before->cap_permitted) !=
		       compat_cap_bits(after->cap_permitted) ||
	       compat_cap_bits(before->cap_effective) !=
		       compat_cap_bits(after->cap_effective) ||
	       compat_cap_bits(before->cap_inheritable) !=
		       compat_cap_bits(after->cap_inheritable) ||
	       compat_cap_bits(before->cap_bset) !=
		       compat_cap_bits(after->cap_bset) ||
	       compat_cap_bits(before->cap_ambient) !=
		       compat_cap_bits(after->cap_ambient);
}

static void compare(struct change *change)
{
	size_t i;

	capture_creds(&change->before, change->old_cred);
	capture_creds(&change->after, change->new_cred);
	change->changed = 0;
	for (i = 0; i < ARRAY_SIZE(groups_of_members); i++) {
		size_t start = groups_of_members[i].start;

		if (memcmp((const u8 *)&change->before + start,
			   (const u8 *)&change->after + start,
			   groups_of_members[i].end - start))
			change->changed |= groups_of_members[i].changed;
	}
	if (groups_differ(change->old_cred->group_info,
			  change->new_cred->group_info))
		change->changed |= PROCMON_CHANGED_GROUPS;
}

static void tell(const struct change *change, u16 type)
{
	struct procmon_creds_event event;
	struct procmon_process *process = &event.life.process;
	struct record record;

	if (!events_chosen(type))
		return;
	capture_life(&record, &event, type, sizeof(event), change->task);
	/* The task still has the old ones. */
	process->creds = change->after;
	process->namespaces.user = change->after.user_ns;
	event.before = change->before;
	event.changed = change->changed;
	event.groups_before = change->old_cred->group_info->ngroups;
	event.groups_after = change->new_cred->group_info->ngroups;
	stream_publish(&record);
}

/* Not inline: most that get here have nothing to tell, and need no such frame. */
static noinline void look(struct task_struct *task, const struct cred *old_cred,
			  const struct cred *new_cred)
{
	struct change change = {
		.task = task,
		.old_cred = old_cred,
		.new_cred = new_cred,
	};

	if (!events_chosen(PROCMON_TYPE_UID) &&
	    !events_chosen(PROCMON_TYPE_GID) &&
	    !events_chosen(PROCMON_TYPE_CRED))
		return;
	compare(&change);
	if (!change.changed)
		return;
	if (change.changed & PROCMON_CHANGED_UIDS)
		tell(&change, PROCMON_TYPE_UID);
	if (change.changed & PROCMON_CHANGED_GIDS)
		tell(&change, PROCMON_TYPE_GID);
	if (!(change.changed & (PROCMON_CHANGED_UIDS | PROCMON_CHANGED_GIDS)))
		tell(&change, PROCMON_TYPE_CRED);
}

static int witness_commit(struct kprobe *probe, struct pt_regs *regs)
{
	const struct cred *old_cred = current_real_cred();
	const struct cred *new_cred =
		(const void *)regs_get_kernel_argument(regs, 0);

	if (creds_differ(old_cred, new_cred))
		look(current, old_cred, new_cred);
	return 0;
}

NOKPROBE_SYMBOL(witness_commit);

static struct witness_probe probe;

/**
 * creds_witness_created() - Tell if a new task got other rights than its creator
 * has.
 * @child: the new task, complete; it does not run yet.
 *
 * Context: The creator, behind the record of the creation. Does not sleep.
 */
void creds_witness_created(struct task_struct *child)
{
	const struct cred *old_cred = current_real_cred();
	/* Nobody but the child itself changes them. */
	const struct cred *new_cred =
		rcu_dereference_protected(child->real_cred, true);

	/* A copy in the same user namespace gives nothing. */
	if (old_cred->user_ns != new_cred->user_ns)
		look(child, old_cred, new_cred);
}

/**
 * creds_witness_arm() - Start to see.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int creds_witness_arm(void)
{
	return witness_probe_arm(&probe, "commit_creds", witness_commit);
}

/**
 * creds_witness_disarm() - See no more; waits for handlers that run.
 *
 * Context: May sleep.
 */
void creds_witness_disarm(void)
{
	witness_probe_disarm(&probe);
}

/**
 * creds_witness_missed() - How many changes could it not take?
 *
 * Context: Any.
 * Return: Their number, whether something was to be told of them or not.
 */
u64 creds_witness_missed(void)
{
	return witness_probe_missed(&probe);
}
