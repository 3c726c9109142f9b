/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fields_before.h - rows of the field table: the rights that a task had before.
 * It does not know which record has them, nor before what.
 */
#ifndef PROCMON_FIELDS_BEFORE_H
#define PROCMON_FIELDS_BEFORE_H

#include "kind.h"

#define FIELD_BEFORE(column, key, kind, moment, ...)			\
	{ "BEFORE_" column, "procmon.before." key, kind, __VA_ARGS__,	\
	  .help = column " before the " moment }

/* @creds: puts a member of struct procmon_creds where the record has it. */
#define FIELDS_BEFORE(moment, creds)					\
	FIELD_BEFORE("UID", "real_user.id", &kind_id, moment, creds(uid)), \
	FIELD_BEFORE("EUID", "user.id", &kind_id, moment, creds(euid)),	\
	FIELD_BEFORE("SUID", "saved_user.id", &kind_id, moment,		\
		     creds(suid)),					\
	FIELD_BEFORE("FSUID", "fsuid", &kind_id, moment, creds(fsuid)),	\
	FIELD_BEFORE("GID", "real_group.id", &kind_id, moment,		\
		     creds(gid)),					\
	FIELD_BEFORE("EGID", "group.id", &kind_id, moment, creds(egid)), \
	FIELD_BEFORE("SGID", "saved_group.id", &kind_id, moment,	\
		     creds(sgid)),					\
	FIELD_BEFORE("FSGID", "fsgid", &kind_id, moment, creds(fsgid)),	\
	FIELD_BEFORE("CAP_PERMITTED", "capabilities.permitted",		\
		     &kind_hex, moment, creds(cap_permitted)),		\
	FIELD_BEFORE("CAP_EFFECTIVE", "capabilities.effective",		\
		     &kind_hex, moment, creds(cap_effective)),		\
	FIELD_BEFORE("CAP_INHERITABLE", "capabilities.inheritable",	\
		     &kind_hex, moment, creds(cap_inheritable)),	\
	FIELD_BEFORE("CAP_BOUNDING", "capabilities.bounding",		\
		     &kind_hex, moment, creds(cap_bounding)),		\
	FIELD_BEFORE("CAP_AMBIENT", "capabilities.ambient",		\
		     &kind_hex, moment, creds(cap_ambient)),		\
	FIELD_BEFORE("SECUREBITS", "securebits", &kind_flags, moment,	\
		     creds(securebits), .names = &securebit_names),	\
	FIELD_BEFORE("USER_NS", "user_ns.inode", &kind_id, moment,	\
		     creds(user_ns))

#endif /* PROCMON_FIELDS_BEFORE_H */
