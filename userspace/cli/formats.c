// SPDX-License-Identifier: GPL-2.0-only
/*
 * formats.c - the ways to write records, by name. It must not know how any of
 * them works.
 */
#include "formats.h"

#include <string.h>

static const struct format *const formats[] = {
	&format_table,
	&format_json,
	&format_raw,
};

const struct format *format_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}
