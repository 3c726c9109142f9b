// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_credentials.c - rows of the field table: with which rights.
 */
#include "kind.h"

#define BEFORE(column, key, what)					\
	{ "BEFORE_" column, "procmon.before." key, &kind_id,		\
	  EXEC(creds_before.what), BIT(CREDS_BEFORE),			\
	  .help = column " before the exec" }
#define BEFORE_SET(column, what)					\
	{ "BEFORE_CAP_" column, "procmon.before.capabilities." #what,	\
	  &kind_hex, EXEC(creds_before.cap_##what), BIT(CREDS_BEFORE),	\
	  .help = "CAP_" column " before the exec" }

static const struct field fields[] = {
	{ "USER", NULL, &kind_user, PROCESS(creds.uid),
	  .help = "name of the real user, as this machine knows it" },
	{ "EUID", "process.user.id", &kind_id, PROCESS(creds.euid),
	  .help = "effective user id" },
	{ "SUID", "process.saved_user.id", &kind_id, PROCESS(creds.suid),
	  .help = "saved user id" },
	{ "FSUID", "procmon.fsuid", &kind_id, PROCESS(creds.fsuid),
	  .help = "user id for file access" },
	{ "GID", "process.real_group.id", &kind_id, PROCESS(creds.gid),
	  .help = "real group id" },
	{ "EGID", "process.group.id", &kind_id, PROCESS(creds.egid),
	  .help = "effective group id" },
	{ "SGID", "process.saved_group.id", &kind_id, PROCESS(creds.sgid),
	  .help = "saved group id" },
	{ "FSGID", "procmon.fsgid", &kind_id, PROCESS(creds.fsgid),
	  .help = "group id for file access" },
	{ "GROUPS", "process.supplemental_groups", &kind_groups, EXEC(groups),
	  BIT(GROUPS), .help = "supplementary groups" },
	{ "GROUPS_COUNT", "procmon.groups_count", &kind_total, EXEC(groups),
	  BIT(GROUPS), .help = "how many there are" },
	{ "CAP_PERMITTED", "process.thread.capabilities.permitted",
	  &kind_flags, PROCESS(creds.cap_permitted), .names = &capability_names,
	  .help = "permitted capabilities" },
	{ "CAP_EFFECTIVE", "process.thread.capabilities.effective",
	  &kind_flags, PROCESS(creds.cap_effective), .names = &capability_names,
	  .help = "effective capabilities" },
	{ "CAP_INHERITABLE", "procmon.capabilities.inheritable", &kind_hex,
	  PROCESS(creds.cap_inheritable),
	  .help = "inheritable capabilities, bit n is capability n" },
	{ "CAP_BOUNDING", "procmon.capabilities.bounding", &kind_hex,
	  PROCESS(creds.cap_bounding), .help = "bounding set, likewise" },
	{ "CAP_AMBIENT", "procmon.capabilities.ambient", &kind_hex,
	  PROCESS(creds.cap_ambient), .help = "ambient capabilities, likewise" },
	{ "SECUREBITS", "procmon.securebits", &kind_flags,
	  PROCESS(creds.securebits), .names = &securebit_names,
	  .help = "securebits, capabilities(7)" },
	{ "CREDS_USER_NS", "procmon.user_ns.inode", &kind_id,
	  PROCESS(creds.user_ns),
	  .help = "inode number of the user namespace of these rights" },
	{ "USER_NS_OWNER", "procmon.user_ns.owner", &kind_id,
	  EXEC(user_ns_owner), .help = "user id of who made that namespace" },
	{ "USER_NS_LEVEL", "procmon.user_ns.level", &kind_number,
	  EXEC(user_ns_level), .help = "its depth; 0: the initial one" },
	{ "LOGINUID", "procmon.login_user.id", &kind_id, PROCESS(loginuid),
	  BIT(LOGINUID), .flags = FIELD_UNSET, .help = "audit login uid" },
	{ "AUDIT_SESSION", "procmon.audit_session", &kind_id,
	  PROCESS(audit_session), BIT(LOGINUID), .flags = FIELD_UNSET,
	  .help = "audit session" },
	{ "SECUREEXEC", "procmon.secureexec", &kind_bool, EXEC(flags),
	  .mask = PROCMON_EXEC_SECUREEXEC,
	  .flags = FIELD_SUCCESS | FIELD_MOMENT,
	  .help = "the program got more rights than its caller (AT_SECURE)" },
	{ "NO_NEW_PRIVS", "procmon.no_new_privs", &kind_bool, EXEC(flags),
	  .mask = PROCMON_EXEC_NO_NEW_PRIVS,
	  .help = "PR_SET_NO_NEW_PRIVS is in force" },
	{ "SECCOMP", "procmon.seccomp", &kind_name, EXEC(seccomp_mode),
	  BIT(SECCOMP), .names = &seccomp_names,
	  .help = "none, strict or filter" },
	{ "DUMPABLE", "procmon.dumpable", &kind_number, EXEC(dumpable),
	  .help = "as prctl(2) PR_GET_DUMPABLE" },
	{ "LSM_LABEL", "procmon.lsm_label", &kind_text, EXEC(lsm_label),
	  BIT(LSM_LABEL), .help = "security label of the task" },
	BEFORE("UID", "real_user.id", uid),
	BEFORE("EUID", "user.id", euid),
	BEFORE("SUID", "saved_user.id", suid),
	BEFORE("FSUID", "fsuid", fsuid),
	BEFORE("GID", "real_group.id", gid),
	BEFORE("EGID", "group.id", egid),
	BEFORE("SGID", "saved_group.id", sgid),
	BEFORE("FSGID", "fsgid", fsgid),
	BEFORE_SET("PERMITTED", permitted),
	BEFORE_SET("EFFECTIVE", effective),
	BEFORE_SET("INHERITABLE", inheritable),
	BEFORE_SET("BOUNDING", bounding),
	BEFORE_SET("AMBIENT", ambient),
	{ "BEFORE_SECUREBITS", "procmon.before.securebits", &kind_flags,
	  EXEC(creds_before.securebits), BIT(CREDS_BEFORE),
	  .names = &securebit_names, .help = "SECUREBITS before the exec" },
	BEFORE("USER_NS", "user_ns.inode", user_ns),
};

FIELD_GROUP(fields_credentials, fields);
