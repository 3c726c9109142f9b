// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_creds.c - with which rights a task runs: ids, groups,
 * capabilities, seccomp, audit, security label.
 */
#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/user_namespace.h>

#include "capture.h"
#include "compat.h"
#include "label.h"

/*
 * A kuid_t is the number in the initial user namespace, which maps every id to
 * itself (kernel/user.c): from_kuid() would say the same, forty times an exec.
 */
static u32 uid_number(kuid_t uid)
{
	return __kuid_val(uid);
}

static u32 gid_number(kgid_t gid)
{
	return __kgid_val(gid);
}

/**
 * capture_creds() - Credentials as numbers.
 * @ret_creds: filled in.
 * @cred: the credentials; the caller keeps them from going away.
 *
 * Context: Any.
 */
void capture_creds(struct procmon_creds *ret_creds, const struct cred *cred)
{
	ret_creds->uid = uid_number(cred->uid);
	ret_creds->euid = uid_number(cred->euid);
	ret_creds->suid = uid_number(cred->suid);
	ret_creds->fsuid = uid_number(cred->fsuid);
	ret_creds->gid = gid_number(cred->gid);
	ret_creds->egid = gid_number(cred->egid);
	ret_creds->sgid = gid_number(cred->sgid);
	ret_creds->fsgid = gid_number(cred->fsgid);
	ret_creds->cap_permitted = compat_cap_bits(cred->cap_permitted);
	ret_creds->cap_effective = compat_cap_bits(cred->cap_effective);
	ret_creds->cap_inheritable = compat_cap_bits(cred->cap_inheritable);
	ret_creds->cap_bounding = compat_cap_bits(cred->cap_bset);
	ret_creds->cap_ambient = compat_cap_bits(cred->cap_ambient);
	ret_creds->securebits = cred->securebits;
	ret_creds->user_ns = cred->user_ns->ns.inum;
}

static void capture_groups(struct record *record, const struct cred *cred)
{
	struct procmon_exec *exec = record_exec(record);
	u32 total = cred->group_info->ngroups;
	u32 count = min_t(u32, total, PROCMON_GROUPS_MAX);
	u32 *groups;
	u32 i;

	groups = record_array(record, &exec->groups, count, sizeof(*groups),
			      total);
	if (!groups) {
		exec_missing(exec, PROCMON_FIELD_GROUPS,
			     PROCMON_REASON_MEMORY);
		return;
	}
	for (i = 0; i < count; i++)
		groups[i] = gid_number(cred->group_info->gid[i]);
	if (count < total)
		fieldset_add(&exec->truncated, PROCMON_FIELD_GROUPS);
}

/**
 * capture_login() - Who logged in.
 * @ret_loginuid: audit login uid.
 * @ret_session: audit session.
 * @missing: of the record, if there is no such thing.
 * @task: the task.
 *
 * Context: Any.
 */
void capture_login(u32 *ret_loginuid, u32 *ret_session,
		   struct procmon_fieldset *missing, struct task_struct *task)
{
#ifdef CONFIG_AUDIT
	/* What it was before is as good. */
	*ret_loginuid = uid_number(data_race(audit_get_loginuid(task)));
	/* Likewise. */
	*ret_session = data_race(audit_get_sessionid(task));
#else
	missing_add(missing, PROCMON_FIELD_LOGINUID,
		    PROCMON_REASON_UNSUPPORTED);
#endif
}

/**
 * capture_credentials() - Fill in the rights of a task.
 * @record: the record.
 * @task: the task.
 * @cred: its credentials; the caller keeps them from going away.
 *
 * Context: Any.
 */
void capture_credentials(struct record *record, struct task_struct *task,
			 const struct cred *cred)
{
	struct procmon_exec *exec = record_exec(record);

	capture_creds(&exec->creds, cred);
	capture_groups(record, cred);
	exec->user_ns_owner = uid_number(cred->user_ns->owner);
	exec->user_ns_level = cred->user_ns->level;
	if (task_no_new_privs(task))
		exec->flags |= PROCMON_EXEC_NO_NEW_PRIVS;
#ifdef CONFIG_SECCOMP
	exec->seccomp_mode = READ_ONCE(task->seccomp.mode);
#else
	exec_missing(exec, PROCMON_FIELD_SECCOMP, PROCMON_REASON_UNSUPPORTED);
#endif
	capture_login(&exec->loginuid, &exec->audit_session, exec->missing,
		      task);
}

/**
 * capture_label() - Add the security label of the current task.
 * @capture: the capture.
 *
 * Context: Current task, stage 2.
 */
void capture_label(struct capture *capture)
{
	struct record *record = &capture->record;
	u32 room;
	char *at = record_room(record, &room);
	u32 len;
	int ret;

	ret = label_text(at, room, &len);
	if (ret == -ENOSPC && !capture_room(capture, len)) {
		at = record_room(record, &room);
		ret = label_text(at, room, &len);
	}
	if (!ret)
		record_claim(record, &record_exec(record)->lsm_label, len);
	else
		exec_missing(record_exec(record), PROCMON_FIELD_LSM_LABEL,
			     ret == -ENOSPC ? PROCMON_REASON_MEMORY :
					      PROCMON_REASON_UNSUPPORTED);
}
