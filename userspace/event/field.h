/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * field.h - the field table: one row for everything that a record can tell.
 * Columns, JSON, the schema document, completion and the checks of them all
 * are made from it. It must not know how a kind of value is shown.
 */
#ifndef PROCMON_FIELD_H
#define PROCMON_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libprocmon.h>

#include "names.h"

struct kind;

/* Default column of a table. */
#define FIELD_DEFAULT	(1U << 0)
/* In each JSON object, whatever was selected. */
#define FIELD_BASE	(1U << 1)
/* What ECS asks for and the record tells anyway: not in flat JSON. */
#define FIELD_ECS	(1U << 2)
/* Tells about the other keys: only in JSON, written last. */
#define FIELD_LAST	(1U << 3)
/* Does not apply when zero. */
#define FIELD_NONZERO	(1U << 4)
/* Does not apply when 4294967295. */
#define FIELD_UNSET	(1U << 5)
/* Of STRUCTURE_EXEC: an exec that failed has it not, or as another field. */
#define FIELD_SUCCESS	(1U << 6)
/* Of STRUCTURE_EXEC: only while it happens, not of what runs already. */
#define FIELD_MOMENT	(1U << 7)
/* What OCSF asks for and other rows tell anyway: only in OCSF JSON. */
#define FIELD_OCSF	(1U << 8)

/* As this host has it: only in JSON, where names are asked for. */
#define FIELD_NAMES	(1U << 9)

/* For @ocsf: a row with FIELD_OCSF tells it, in the type that OCSF asks for. */
#define OCSF_TOLD	""

/**
 * enum structure - Structure of a record that a field is from.
 * @STRUCTURE_ANY: any record.
 * @STRUCTURE_PROCESS: for rows only: what struct procmon_exec and struct
 *	procmon_life both have. The row names the member of the former.
 * @STRUCTURE_EXEC: struct procmon_exec, of execs that succeeded and, but for
 *	FIELD_SUCCESS, of those that failed and, but for FIELD_MOMENT, of
 *	processes that are running; likewise the others.
 * @STRUCTURE_FAIL: struct procmon_exec, of execs that failed.
 * @STRUCTURE_PROC: struct procmon_exec, of processes that are running.
 * @STRUCTURE_LIFE: struct procmon_life; in rows also of those that start with
 *	it, which are the six that follow.
 */
enum structure {
	STRUCTURE_ANY,
	STRUCTURE_PROCESS,
	STRUCTURE_EXEC,
	STRUCTURE_FAIL,
	STRUCTURE_PROC,
	STRUCTURE_LIFE,
	STRUCTURE_FORK,
	STRUCTURE_EXIT,
	STRUCTURE_CREDS,
	STRUCTURE_PTRACE,
	STRUCTURE_COMM,
	STRUCTURE_COREDUMP,
	STRUCTURE_SNAPSHOT,
	STRUCTURE_SENSOR,
	STRUCTURE_HEARTBEAT,
	STRUCTURE_LOST,
	STRUCTURE_READER,
	STRUCTURE_HOOK,
	STRUCTURE_CONFIG,
	STRUCTURE_COUNT,
};

/**
 * struct field - A row of the field table.
 * @name: column, in upper case; key of flat JSON in lower case.
 * @path: key of ECS JSON, dotted; NULL: only for tables, or FIELD_OCSF.
 * @kind: how it is taken from the record and shown.
 * @help: what it means, for people.
 * @unit: unit, or NULL.
 * @structure: what it is a member of.
 * @offset: of the member.
 * @size: of the member.
 * @bit: enum procmon_field and 1; 0: it has no number, it is always there.
 * @group: likewise, of several rows that can be absent together.
 * @flags: FIELD_*.
 * @mask: bits of the member that it tells of; 0: all.
 * @names: names of its numbers or bits, or NULL.
 * @applies: whether a record can have it at all; NULL: yes.
 * @ocsf: key of OCSF JSON, as @path; NULL: "unmapped." and the key of flat
 *	JSON; OCSF_TOLD: none.
 */
struct field {
	const char *name;
	const char *path;
	const struct kind *kind;
	const char *help;
	const char *unit;
	enum structure structure;
	unsigned short offset;
	unsigned short size;
	unsigned char bit;
	unsigned char group;
	unsigned short flags;
	uint64_t mask;
	const struct names *names;
	bool (*applies)(const struct procmon_record *record);
	const char *ocsf;
};

/* For rows: where the member is, and its number. */
#define MEMBER(record_structure, type, member)				\
	.structure = record_structure,					\
	.offset = offsetof(struct type, member),			\
	.size = sizeof(((struct type *)0)->member)
#define ANY(member)	MEMBER(STRUCTURE_ANY, procmon_exec, header.member)
#define PROCESS(member)	MEMBER(STRUCTURE_PROCESS, procmon_exec, member)
#define EXEC(member)	MEMBER(STRUCTURE_EXEC, procmon_exec, member)
#define EXEC_PAIR(first, second)					\
	.structure = STRUCTURE_EXEC,					\
	.offset = offsetof(struct procmon_exec, first),			\
	.size = offsetof(struct procmon_exec, second) +			\
		sizeof(((struct procmon_exec *)0)->second) -		\
		offsetof(struct procmon_exec, first)
#define FAIL(member)	MEMBER(STRUCTURE_FAIL, procmon_exec, member)
#define PROC(member)	MEMBER(STRUCTURE_PROC, procmon_exec, member)
#define LIFE(member)	MEMBER(STRUCTURE_LIFE, procmon_life, member)
#define FORK(member)	MEMBER(STRUCTURE_FORK, procmon_fork, member)
#define EXIT(member)	MEMBER(STRUCTURE_EXIT, procmon_exit, member)
#define CREDS(member)	MEMBER(STRUCTURE_CREDS, procmon_creds_event, member)
#define PTRACE(member)	MEMBER(STRUCTURE_PTRACE, procmon_ptrace_event, member)
#define COMM(member)	MEMBER(STRUCTURE_COMM, procmon_comm_event, member)
#define COREDUMP(member) MEMBER(STRUCTURE_COREDUMP, procmon_coredump, member)
#define SNAPSHOT(member) MEMBER(STRUCTURE_SNAPSHOT, procmon_snapshot, member)
#define SENSOR(member)	MEMBER(STRUCTURE_SENSOR, procmon_sensor, member)
#define HEARTBEAT(member) \
	MEMBER(STRUCTURE_HEARTBEAT, procmon_heartbeat, member)
#define LOST(member)	MEMBER(STRUCTURE_LOST, procmon_lost, member)
#define READER(member)	MEMBER(STRUCTURE_READER, procmon_reader_event, member)
#define HOOK(member)	MEMBER(STRUCTURE_HOOK, procmon_hook_event, member)
#define CONFIG(member)	MEMBER(STRUCTURE_CONFIG, procmon_config_event, member)
#define BIT(name)	.bit = PROCMON_FIELD_##name + 1
#define GROUP(name)	.group = PROCMON_FIELD_##name + 1

/**
 * struct field_group - Part of the table, in a file of its own.
 * @fields: rows.
 * @count: how many.
 */
struct field_group {
	const struct field *fields;
	size_t count;
};

#define FIELD_GROUP(group, rows)					\
	const struct field_group group = {				\
		rows, sizeof(rows) / sizeof((rows)[0])			\
	}

extern const struct field_group fields_event;
extern const struct field_group fields_process;
extern const struct field_group fields_failure;
extern const struct field_group fields_credentials;
extern const struct field_group fields_file;
extern const struct field_group fields_environment;
extern const struct field_group fields_container;
extern const struct field_group fields_life;
extern const struct field_group fields_rights;
extern const struct field_group fields_snapshot;
extern const struct field_group fields_sensor;
extern const struct field_group fields_heartbeat;
extern const struct field_group fields_watch;
extern const struct field_group fields_ocsf;

/**
 * field_next() - Go through the whole table.
 * @field: last row; NULL: begin.
 *
 * Return: the next row; NULL: the end.
 */
const struct field *field_next(const struct field *field);

/**
 * field_count() - How many rows are there?
 */
size_t field_count(void);

/**
 * structure_is_exec() - Is it struct procmon_exec?
 * @structure: the structure.
 */
static inline bool structure_is_exec(enum structure structure)
{
	return structure >= STRUCTURE_EXEC && structure <= STRUCTURE_PROC;
}

/**
 * structure_is_life() - Does it start with struct procmon_life?
 * @structure: the structure.
 */
static inline bool structure_is_life(enum structure structure)
{
	return structure >= STRUCTURE_LIFE && structure <= STRUCTURE_COREDUMP;
}

/**
 * structure_is_process() - Is it of records about a process?
 * @structure: the structure.
 *
 * Return: true: a table has a row for each; false: it has a line of text.
 */
static inline bool structure_is_process(enum structure structure)
{
	return structure_is_exec(structure) || structure_is_life(structure);
}

/**
 * field_is_of() - Is it a field of this structure's records?
 * @field: the field.
 * @structure: the structure.
 */
bool field_is_of(const struct field *field, enum structure structure);

/**
 * field_offset() - Where a structure has the member of a field.
 * @field: the field, of records of that structure.
 * @is_life: the structure starts with struct procmon_life.
 *
 * Return: bytes from the start of the record.
 */
unsigned int field_offset(const struct field *field, bool is_life);

/**
 * field_is_column() - Can a table have it as a column?
 * @field: the field.
 *
 * Return: true; false: it is of records that a table has no row for, tells
 * about keys of JSON, is a name, or is another field's column for other
 * records.
 */
bool field_is_column(const struct field *field);

/**
 * field_of() - The field of a column that a record has.
 * @field: the field of another record.
 * @structure: structure of the record.
 *
 * Return: @field, or that of its name; NULL: there is none.
 */
const struct field *field_of(const struct field *field,
			     enum structure structure);

/**
 * field_structure_of() - Structure of a record.
 * @record: the record.
 */
enum structure field_structure_of(const struct procmon_record *record);

/**
 * field_find() - Column by name.
 * @name: its name, in any case; need not end with a NUL.
 * @len: length of @name.
 *
 * Return: its first row; other structures may have further rows of that name.
 * NULL: there is none.
 */
const struct field *field_find(const char *name, size_t len);

/**
 * field_check() - Is the table in order?
 *
 * Every enum procmon_field has a row, every byte of every structure has one
 * or is reserved, names and paths are there once.
 *
 * Return: number of mistakes; each was said.
 */
unsigned int field_check(void);

#endif /* PROCMON_FIELD_H */
