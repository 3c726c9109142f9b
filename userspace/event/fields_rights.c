// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_rights.c - rows of the field table: the rights of a thread changed.
 * What they are now is in fields_credentials.c.
 */
#include "fields_before.h"
#include "kind.h"

static bool is_uid(const struct procmon_record *record)
{
	return record->header.type == PROCMON_TYPE_UID;
}

#define BEFORE(member)	CREDS(before.member)

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
	FIELDS_BEFORE("change", BEFORE),
	{ "GROUPS_COUNT", "procmon.groups_count", &kind_number,
	  CREDS(groups_after),
	  .help = "how many supplementary groups there are" },
	{ "BEFORE_GROUPS_COUNT", "procmon.before.groups_count", &kind_number,
	  CREDS(groups_before), .help = "how many there were" },
};

FIELD_GROUP(fields_rights, fields);
