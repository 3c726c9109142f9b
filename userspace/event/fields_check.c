// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_check.c - is the field table in order? It must not know what a row
 * means.
 */
#include <ctype.h>
#include <string.h>

#include "kind.h"
#include "message.h"

/**
 * struct range - Bytes of a structure that no row needs to tell of.
 * @offset: where they are.
 * @size: how many.
 */
struct range {
	unsigned short offset;
	unsigned short size;
};

#define RANGE(type, member) \
	{ offsetof(struct type, member), sizeof(((struct type *)0)->member) }

/* What is reserved, only frames the record, or is told by STRUCTURE_ANY. */
static const struct range exec_silent[] = {
	RANGE(procmon_exec, header),
	RANGE(procmon_exec, identity.reserved),
	RANGE(procmon_exec, exe_file.reserved),
	RANGE(procmon_exec, script_file.reserved),
};

static const struct range life_silent[] = {
	RANGE(procmon_life, header),
	RANGE(procmon_life, process.identity.reserved),
};

static const struct range fork_silent[] = {
	RANGE(procmon_fork, life),
	RANGE(procmon_fork, reserved),
};

static const struct range exit_silent[] = {
	RANGE(procmon_exit, life),
};

static const struct range creds_silent[] = {
	RANGE(procmon_creds_event, life),
	RANGE(procmon_creds_event, reserved),
};

static const struct range ptrace_silent[] = {
	RANGE(procmon_ptrace_event, life),
	RANGE(procmon_ptrace_event, reserved),
};

static const struct range comm_silent[] = {
	RANGE(procmon_comm_event, life),
};

static const struct range coredump_silent[] = {
	RANGE(procmon_coredump, life),
	RANGE(procmon_coredump, reserved),
};

static const struct range snapshot_silent[] = {
	RANGE(procmon_snapshot, header),
};

/* BOOT_ID is learnt from SENSOR_START for all records. */
static const struct range sensor_silent[] = {
	RANGE(procmon_sensor, header),
	RANGE(procmon_sensor, boot_id),
	RANGE(procmon_sensor, events.reserved),
	RANGE(procmon_sensor, reserved),
};

static const struct range heartbeat_silent[] = {
	RANGE(procmon_heartbeat, header),
};

static const struct range lost_silent[] = {
	RANGE(procmon_lost, header),
};

static const struct range reader_silent[] = {
	RANGE(procmon_reader_event, header),
	RANGE(procmon_reader_event, actor.reserved),
};

static const struct range hook_silent[] = {
	RANGE(procmon_hook_event, header),
	RANGE(procmon_hook_event, reserved),
};

static const struct range config_silent[] = {
	RANGE(procmon_config_event, header),
	RANGE(procmon_config_event, reserved),
	RANGE(procmon_config_event, actor.reserved),
};

static const struct range header_silent[] = {
	RANGE(procmon_header, fixed_len),
};

#define STRUCTURE(type, silent) \
	{ #type, sizeof(struct type), silent, sizeof(silent) / sizeof(*(silent)) }

static const struct {
	const char *name;
	size_t size;
	const struct range *silent;
	size_t count;
} structures[STRUCTURE_COUNT] = {
	[STRUCTURE_ANY]		= STRUCTURE(procmon_header, header_silent),
	[STRUCTURE_EXEC]	= STRUCTURE(procmon_exec, exec_silent),
	[STRUCTURE_FAIL]	= STRUCTURE(procmon_exec, exec_silent),
	[STRUCTURE_PROC]	= STRUCTURE(procmon_exec, exec_silent),
	[STRUCTURE_LIFE]	= STRUCTURE(procmon_life, life_silent),
	[STRUCTURE_FORK]	= STRUCTURE(procmon_fork, fork_silent),
	[STRUCTURE_EXIT]	= STRUCTURE(procmon_exit, exit_silent),
	[STRUCTURE_CREDS]	= STRUCTURE(procmon_creds_event, creds_silent),
	[STRUCTURE_PTRACE]	= STRUCTURE(procmon_ptrace_event, ptrace_silent),
	[STRUCTURE_COMM]	= STRUCTURE(procmon_comm_event, comm_silent),
	[STRUCTURE_COREDUMP]	= STRUCTURE(procmon_coredump, coredump_silent),
	[STRUCTURE_SNAPSHOT]	= STRUCTURE(procmon_snapshot, snapshot_silent),
	[STRUCTURE_SENSOR]	= STRUCTURE(procmon_sensor, sensor_silent),
	[STRUCTURE_HEARTBEAT]	= STRUCTURE(procmon_heartbeat, heartbeat_silent),
	[STRUCTURE_LOST]	= STRUCTURE(procmon_lost, lost_silent),
	[STRUCTURE_READER]	= STRUCTURE(procmon_reader_event, reader_silent),
	[STRUCTURE_HOOK]	= STRUCTURE(procmon_hook_event, hook_silent),
	[STRUCTURE_CONFIG]	= STRUCTURE(procmon_config_event, config_silent),
};

/*
 * What a failed exec, or a process that is running, tells of the same structure
 * counts for all. What frames a record is only told by itself.
 */
static bool tells_of(const struct field *field, enum structure structure)
{
	/* not every schema has these */
	if (field->flags & FIELD_OCSF)
		return false;
	if (field->structure == STRUCTURE_ANY)
		return structure == STRUCTURE_ANY;
	if (structure_is_exec(field->structure))
		return structure_is_exec(structure);
	return field_is_of(field, structure);
}

/* Every byte of every structure is told by a row, or deliberately by none. */
static unsigned int check_bytes(enum structure structure)
{
	bool covered[sizeof(struct procmon_exec)] = { false };
	const struct field *field = NULL;
	unsigned int mistakes = 0;
	unsigned int offset;
	size_t i;

	for (i = 0; i < structures[structure].count; i++)
		memset(covered + structures[structure].silent[i].offset, true,
		       structures[structure].silent[i].size);
	while ((field = field_next(field)) != NULL) {
		if (!tells_of(field, structure))
			continue;
		offset = field_offset(field, structure_is_life(structure));
		if (offset + field->size <= sizeof(covered)) {
			memset(covered + offset, true, field->size);
			continue;
		}
		message("field table: %s: struct procmon_life has no such member; it is of STRUCTURE_EXEC",
			field->name);
		mistakes++;
	}
	for (i = 0; i < structures[structure].size; i++) {
		if (covered[i])
			continue;
		message("field table: struct %s: no row tells of byte %zu; add one",
			structures[structure].name, i);
		mistakes++;
		while (i + 1 < structures[structure].size && !covered[i + 1])
			i++;
	}
	return mistakes;
}

static unsigned int check_numbers(void)
{
	bool has_row[PROCMON_FIELD_COUNT + 1] = { true };
	const struct field *field = NULL;
	unsigned int mistakes = 0;
	unsigned int bit;

	while ((field = field_next(field)) != NULL)
		has_row[field->bit] = has_row[field->group] = true;
	for (bit = 0; bit < PROCMON_FIELD_COUNT; bit++) {
		if (has_row[bit + 1])
			continue;
		message("field table: enum procmon_field %u (%s): no row has it; add one",
			bit, names_find(&field_names, bit));
		mistakes++;
	}
	return mistakes;
}

static bool name_is_good(const char *name)
{
	if (!isupper((unsigned char)*name))
		return false;
	while (isupper((unsigned char)*name) ||
	       isdigit((unsigned char)*name) || *name == '_')
		name++;
	return !*name;
}

/* The same key, or one is a level of the other. */
static bool keys_collide(const char *key, const char *other)
{
	size_t len;

	if (!key || !other || !*key)
		return false;
	len = strlen(key);
	return strncmp(key, other, len) == 0 &&
	       (other[len] == '\0' || other[len] == '.' || other[len] == '[');
}

/* Two rows of one record must not take the same column or key. */
static bool collide(const struct field *field, const struct field *other)
{
	enum structure structure;

	for (structure = 0; structure < STRUCTURE_COUNT; structure++)
		if (field_is_of(field, structure) &&
		    field_is_of(other, structure))
			break;
	if (structure == STRUCTURE_COUNT)
		return false;
	if (strcmp(field->name, other->name) == 0)
		return true;
	return keys_collide(field->path, other->path) ||
	       keys_collide(field->ocsf, other->ocsf);
}

/* What JSON is made from must be said, or the line before could be wrong. */
static bool source_is_said(const struct kind *kind)
{
	switch (kind->source) {
	case SOURCE_CONTENT:
	case SOURCE_MORE:
		return kind->same;
	case SOURCE_MEMBER:
	case SOURCE_LINE:
		return !kind->same;
	default:
		return !kind->json;
	}
}

static unsigned int check_row(const struct field *field)
{
	const struct field *other = NULL;
	unsigned int mistakes = 0;

	if (!name_is_good(field->name)) {
		message("field table: %s: a name is made of A to Z, 0 to 9 and _",
			field->name);
		mistakes++;
	}
	if (!field->help || !*field->help || !field->kind) {
		message("field table: %s: has no help or no kind", field->name);
		mistakes++;
	} else if (!source_is_said(field->kind)) {
		message("field table: %s: its kind does not say what its JSON is made from; give it a source",
			field->name);
		mistakes++;
	}
	while ((other = field_next(other)) != NULL) {
		if (other == field || !collide(field, other))
			continue;
		message("field table: %s (%s) and %s (%s) collide in one record; rename one",
			field->name, field->path ? field->path : "-",
			other->name, other->path ? other->path : "-");
		mistakes++;
	}
	return mistakes;
}

unsigned int field_check(void)
{
	const struct field *field = NULL;
	enum structure structure;
	unsigned int mistakes;

	mistakes = check_numbers();
	for (structure = 0; structure < STRUCTURE_COUNT; structure++)
		mistakes += check_bytes(structure);
	while ((field = field_next(field)) != NULL)
		mistakes += check_row(field);
	return mistakes;
}
