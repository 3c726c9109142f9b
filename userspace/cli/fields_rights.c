// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_rights.c - rows of the field table: the rights of a thread changed.
 * What they are now is in fields_credentials.c.
 */
#include "kind.h"

static bool is_uid(const struct procmon_record *record)
{
	return record->header.type == PROCMON_TYPE_UID;
}

#define BEFORE(column, key, what)					\
	{ "BEFORE_" column, "procmon.before." key, &kind_id,		\
	  CREDS(before.what), .help = column " before the change" }
#define BEFORE_SET(column, what)					\
	{ "BEFORE_CAP_" column, "procmon.before.capabilities." #what,	\
	  &kind_hex, CREDS(before.cap_##what),				\
	  .help = "CAP_" column " before the change" }

static const struct field fields[] = {
	{ "CHANGED", "procmon.changed", &kind_flags, CREDS(changed),
	  .names = &changed_names,
	  .help = "what changed: uids, gids, caps, securebits, user_ns, groups" },
	{ "USER_BEFORE", "user.id", &kind_id, CREDS(before.euid),
	  .applies = is_uid, .flags = FIELD_ECS,
	  .help = "effective user id before" },
	{ "USER_AFTER", "user.effective.id", &kind_id,
	  CREDS(life.process.creds.euid), .applies = is_uid,
	  .flags = FIELD_ECS, .help = "effective user id from now on" },
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
	  CREDS(before.securebits), .names = &securebit_names,
	  .help = "SECUREBITS before the change" },
	BEFORE("USER_NS", "user_ns.inode", user_ns),
	{ "GROUPS_COUNT", "procmon.groups_count", &kind_number,
	  CREDS(groups_after),
	  .help = "how many supplementary groups there are" },
	{ "BEFORE_GROUPS_COUNT", "procmon.before.groups_count", &kind_number,
	  CREDS(groups_before), .help = "how many there were" },
};

FIELD_GROUP(fields_rights, fields);
