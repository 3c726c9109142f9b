/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * layout.h - which members of the records' structures refer to something, as
 * tables. Knows the protocol, not how to check it.
 */
#ifndef PROCMON_LAYOUT_H
#define PROCMON_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* A string of a structure. */
struct string_member {
	const char *field;
	uint32_t offset;
};

/* A name of fixed size in a structure. */
struct name_member {
	const char *field;
	uint32_t offset;
	uint32_t size;
};

/* An array of a structure, and what its elements refer to. */
struct array_member {
	const char *field;
	uint32_t offset;
	uint32_t element_size;
	uint32_t element_align;
	const struct string_member *strings;
	size_t string_count;
};

/*
 * A type's structure. A sensor may know less of it than this library, but
 * what lies before @least makes the record mean something. Where it can lack
 * fields, @missing is the offset of the sets that say so and @field_ends tells
 * where the last member of each field ends: a shorter record lacks it.
 */
struct layout {
	uint32_t size;
	uint32_t least;
	const struct name_member *names;
	size_t name_count;
	const struct string_member *strings;
	size_t string_count;
	const struct array_member *arrays;
	size_t array_count;
	uint32_t missing;
	const uint32_t *field_ends;
};

const struct layout *procmon_layout(unsigned int type);

#endif /* PROCMON_LAYOUT_H */
