// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields.c - the field table as a whole: going through it, looking things up.
 * It must not know what a row means.
 */
#include <string.h>
#include <strings.h>

#include "kind.h"

static const struct field_group *const groups[] = {
	&fields_event,
	&fields_process,
	&fields_failure,
	&fields_credentials,
	&fields_file,
	&fields_environment,
	&fields_container,
	&fields_life,
	&fields_rights,
	&fields_snapshot,
	&fields_sensor,
	&fields_heartbeat,
	&fields_watch,
	&fields_ocsf,
};

#define GROUP_COUNT	(sizeof(groups) / sizeof(groups[0]))

const struct field *field_next(const struct field *field)
{
	size_t i;

	if (!field)
		return groups[0]->fields;
	for (i = 0; i < GROUP_COUNT; i++) {
		const struct field *end = groups[i]->fields + groups[i]->count;

		if (field < groups[i]->fields || field >= end)
			continue;
		if (field + 1 < end)
			return field + 1;
		return i + 1 < GROUP_COUNT ? groups[i + 1]->fields : NULL;
	}
	return NULL;
}

size_t field_count(void)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < GROUP_COUNT; i++)
		count += groups[i]->count;
	return count;
}

enum structure field_structure_of(const struct procmon_record *record)
{
	/* STRUCTURE_ANY is 0 */
	static const unsigned char of_type[PROCMON_TYPE_LIMIT] = {
		[PROCMON_TYPE_EXEC] = STRUCTURE_EXEC,
		[PROCMON_TYPE_EXEC_FAIL] = STRUCTURE_FAIL,
		[PROCMON_TYPE_FORK] = STRUCTURE_FORK,
		[PROCMON_TYPE_EXIT] = STRUCTURE_EXIT,
		[PROCMON_TYPE_UID] = STRUCTURE_CREDS,
		[PROCMON_TYPE_GID] = STRUCTURE_CREDS,
		[PROCMON_TYPE_SID] = STRUCTURE_LIFE,
		[PROCMON_TYPE_PTRACE] = STRUCTURE_PTRACE,
		[PROCMON_TYPE_COMM] = STRUCTURE_COMM,
		[PROCMON_TYPE_COREDUMP] = STRUCTURE_COREDUMP,
		[PROCMON_TYPE_PROC] = STRUCTURE_PROC,
		[PROCMON_TYPE_CRED] = STRUCTURE_CREDS,
		[PROCMON_TYPE_SENSOR_START] = STRUCTURE_SENSOR,
		[PROCMON_TYPE_SENSOR_STOP] = STRUCTURE_SENSOR,
		[PROCMON_TYPE_HEARTBEAT] = STRUCTURE_HEARTBEAT,
		[PROCMON_TYPE_LOST] = STRUCTURE_LOST,
		[PROCMON_TYPE_READER] = STRUCTURE_READER,
		[PROCMON_TYPE_HOOK_LOST] = STRUCTURE_HOOK,
		[PROCMON_TYPE_HOOK_BACK] = STRUCTURE_HOOK,
		[PROCMON_TYPE_CONFIG] = STRUCTURE_CONFIG,
		[PROCMON_TYPE_SNAPSHOT_BEGIN] = STRUCTURE_SNAPSHOT,
		[PROCMON_TYPE_SNAPSHOT_END] = STRUCTURE_SNAPSHOT,
	};

	return record->is_known ? of_type[record->header.type] : STRUCTURE_ANY;
}

bool field_is_of(const struct field *field, enum structure structure)
{
	switch (field->structure) {
	case STRUCTURE_ANY:
		return true;
	case STRUCTURE_PROCESS:
		return structure_is_process(structure);
	case STRUCTURE_EXEC:
		if (structure == STRUCTURE_FAIL)
			return !(field->flags & FIELD_SUCCESS);
		if (structure == STRUCTURE_PROC)
			return !(field->flags & FIELD_MOMENT);
		return structure == STRUCTURE_EXEC;
	case STRUCTURE_LIFE:
		return structure_is_life(structure);
	default:
		return field->structure == structure;
	}
}

/* Parts that struct procmon_exec and struct procmon_life both have. */
#define PART(exec_member, life_member)					\
	{ offsetof(struct procmon_exec, exec_member),			\
	  sizeof(((struct procmon_exec *)0)->exec_member),		\
	  offsetof(struct procmon_life, life_member) }

static const struct {
	unsigned short exec;
	unsigned short size;
	unsigned short life;
} parts[] = {
	PART(time_boot, time_boot),
	PART(time_real, time_real),
	PART(missing, missing),
	PART(identity, process.identity),
	PART(comm, process.comm),
	PART(creds, process.creds),
	PART(loginuid, process.loginuid),
	PART(audit_session, process.audit_session),
	PART(namespaces, process.namespaces),
	PART(cgroup_id, process.cgroup_id),
};

unsigned int field_offset(const struct field *field, bool is_life)
{
	size_t i;

	if (!is_life || field->structure != STRUCTURE_PROCESS)
		return field->offset;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (field->offset >= parts[i].exec &&
		    field->offset + field->size <=
		    parts[i].exec + parts[i].size)
			return field->offset - parts[i].exec + parts[i].life;
	/* field_check() finds such a row before anybody else does */
	return UINT16_MAX;
}

const struct field *field_find(const char *name, size_t len)
{
	const struct field *field = NULL;

	while ((field = field_next(field)) != NULL)
		if (strlen(field->name) == len &&
		    strncasecmp(field->name, name, len) == 0)
			return field;
	return NULL;
}

bool field_is_column(const struct field *field)
{
	if (field->flags & (FIELD_LAST | FIELD_OCSF | FIELD_NAMES) ||
	    field_find(field->name, strlen(field->name)) != field)
		return false;
	return field->structure == STRUCTURE_ANY ||
	       field->structure == STRUCTURE_PROCESS ||
	       structure_is_process(field->structure);
}

const struct field *field_of(const struct field *field,
			     enum structure structure)
{
	const struct field *other = NULL;

	if (field_is_of(field, structure))
		return field;
	while ((other = field_next(other)) != NULL)
		if (field_is_of(other, structure) &&
		    strcmp(other->name, field->name) == 0)
			return other;
	return NULL;
}

bool value_get(const struct field *field, const struct event *event,
	       struct value *ret_value)
{
	const struct procmon_record *record = event->record;

	if (field->applies && !field->applies(record))
		return false;
	if (field->bit &&
	    procmon_record_missing(record, field->bit - 1u, NULL))
		return false;
	if (field->group &&
	    procmon_record_missing(record, field->group - 1u, NULL))
		return false;
	return field->kind->get(field, event, ret_value);
}
