/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * truth_table.h - every field of an EXEC record, in one table, and what has
 * been compared of it.
 */
#ifndef TRUTH_TABLE_H
#define TRUTH_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* No number in enum procmon_field: in every record. */
#define ALWAYS	(-1)

enum shape {
	NUMBER,		/* unsigned */
	SIGNED,
	FLAG,		/* one bit of a number */
	NAME,		/* bytes up to a NUL, in the structure */
	STRING,		/* struct procmon_string */
	ADDRESS,	/* bytes in the structure, all of them */
	GROUPS,		/* array of __u32 */
	FDS,		/* array of struct procmon_fd */
	SOCKETS,	/* array of struct procmon_socket */
	OTHERWISE,	/* looked at by code of its own */
};

/**
 * struct field - A field.
 * @name: of it.
 * @offset: in its structure.
 * @size: bytes.
 * @shape: how to read it.
 * @bit: enum procmon_field, or ALWAYS.
 * @mask: for FLAG.
 * @no_source: why no test can know it; NULL: one does.
 */
struct field {
	const char *name;
	size_t offset;
	size_t size;
	enum shape shape;
	int bit;
	uint32_t mask;
	const char *no_source;
};

/* What came of a field so far. */
enum field_checked {
	FIELD_NOT_COMPARED,
	FIELD_ABSENT,		/* and that is allowed */
	FIELD_COMPARED,		/* with a value */
};

/**
 * struct field_table - The fields of a structure.
 * @structure: its name.
 * @prefix: of their names, for people.
 * @size: of the structure.
 * @fields: the fields.
 * @count: how many.
 * @checked: for each, enum field_checked; in memory that all tests share.
 */
struct field_table {
	const char *structure;
	const char *prefix;
	size_t size;
	const struct field *fields;
	size_t count;
	unsigned char *checked;
};

enum {
	TABLE_EXEC,
	TABLE_FD,
	TABLE_SOCKET,
	TABLE_COUNT,
};

extern struct field_table field_tables[TABLE_COUNT];

#define ANY_REASON	(~0U)

/**
 * absence_allowed() - May a field be absent although a source has a value?
 * @bit: enum procmon_field.
 * @reason: enum procmon_reason, as the record says; ANY_REASON.
 *
 * Return: why it may; NULL: it may not.
 */
const char *absence_allowed(int bit, unsigned int reason);

#endif /* TRUTH_TABLE_H */
