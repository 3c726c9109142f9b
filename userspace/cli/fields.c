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
	&fields_sensor,
	&fields_watch,
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
	if (!record->is_known)
		return STRUCTURE_ANY;
	switch (record->header.type) {
	case PROCMON_TYPE_EXEC:
		return STRUCTURE_EXEC;
	case PROCMON_TYPE_EXEC_FAIL:
		return STRUCTURE_FAIL;
	case PROCMON_TYPE_SENSOR_START:
	case PROCMON_TYPE_SENSOR_STOP:
		return STRUCTURE_SENSOR;
	case PROCMON_TYPE_LOST:
		return STRUCTURE_LOST;
	case PROCMON_TYPE_READER:
		return STRUCTURE_READER;
	case PROCMON_TYPE_HOOK_LOST:
	case PROCMON_TYPE_HOOK_BACK:
		return STRUCTURE_HOOK;
	case PROCMON_TYPE_CONFIG:
		return STRUCTURE_CONFIG;
	default:
		return STRUCTURE_ANY;
	}
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
	if (field->flags & FIELD_LAST)
		return false;
	if (field->structure == STRUCTURE_FAIL)
		return field_find(field->name, strlen(field->name)) == field;
	return field_is_of(field, STRUCTURE_EXEC);
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
	    procmon_field_missing(&record->exec, field->bit - 1u, NULL))
		return false;
	return field->kind->get(field, event, ret_value);
}
