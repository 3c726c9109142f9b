// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_corrupt.c - can the comparison fail? Each field that was compared is
 * changed in a copy of the record, and that must be noticed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "truth.h"
#include "truth_table.h"

/**
 * struct corruption - What is tried.
 * @record: the record, as it came.
 * @truth: what is known.
 * @bytes: room for a copy of the record.
 * @unnoticed: changes that no comparison saw.
 * @say: for lines.
 * @argument: for @say.
 */
struct corruption {
	const struct procmon_record *record;
	const struct truth *truth;
	unsigned char *bytes;
	unsigned int unnoticed;
	void (*say)(void *argument, const char *line);
	void *argument;
};

static void say_nothing(void *argument, const char *line)
{
	(void)argument;
	(void)line;
}

/* invert() - Change the bytes of a field in the copy. Return: was it done? */
static bool invert(struct corruption *corruption, size_t structure,
		   const struct field *field)
{
	unsigned char *at = corruption->bytes + structure + field->offset;
	struct procmon_string string;
	uint32_t word;
	size_t i;

	switch (field->shape) {
	case NUMBER:
	case SIGNED:
	case ADDRESS:
		for (i = 0; i < field->size; i++)
			at[i] = ~at[i];
		return true;
	case FLAG:
		memcpy(&word, at, sizeof(word));
		word ^= field->mask;
		memcpy(at, &word, sizeof(word));
		return true;
	case NAME:
		at[0] ^= 1;
		return true;
	case STRING:
		memcpy(&string, at, sizeof(string));
		if (!string.off || !string.len)
			return false;
		/* The last byte, which is behind the cut if there is one. */
		corruption->bytes[string.off + string.len - 1] ^= 1;
		return true;
	default:
		return false;
	}
}

/* try_field() - Change a field in a copy, and compare. */
static void try_field(struct corruption *corruption, size_t structure,
		      const char *name, const struct field *field)
{
	const struct truth_value *value = truth_find(corruption->truth, name);
	const struct procmon_exec *exec = &corruption->record->exec;
	struct fields_result result;
	struct procmon_record copy;
	char line[128];

	if (!value || field->no_source ||
	    (field->bit != ALWAYS &&
	     procmon_field_missing(exec, field->bit, NULL)))
		return;
	memcpy(corruption->bytes, corruption->record->bytes,
	       corruption->record->header.len);
	if (!invert(corruption, structure, field))
		return;
	/* What the decoder refuses is noticed, too. */
	if (procmon_decode(corruption->bytes, corruption->record->header.len,
			   &copy, NULL) ||
	    copy.header.type != PROCMON_TYPE_EXEC)
		return;
	result = fields_compare(&copy, corruption->truth, say_nothing, NULL);
	if (result.different)
		return;
	snprintf(line, sizeof(line), "a wrong %s is not noticed", name);
	corruption->say(corruption->argument, line);
	corruption->unnoticed++;
}

static void try_elements(struct corruption *corruption, const char *array_name,
			 const struct procmon_array *array,
			 const struct field_table *table)
{
	char name[64];
	uint32_t i;
	size_t j;

	for (i = 0; i < array->count; i++) {
		for (j = 0; j < table->count; j++) {
			snprintf(name, sizeof(name), "%s[%u].%s", array_name, i,
				 table->fields[j].name);
			try_field(corruption, array->off + i * array->stride,
				  name, &table->fields[j]);
		}
	}
}

unsigned int fields_corrupt(const struct procmon_record *record,
			    const struct truth *truth,
			    void (*say)(void *argument, const char *line),
			    void *argument)
{
	const struct field_table *table = &field_tables[TABLE_EXEC];
	struct corruption corruption = {
		.record = record, .truth = truth, .say = say,
		.argument = argument, .bytes = malloc(record->header.len),
	};
	size_t i;

	if (!corruption.bytes)
		abort();
	for (i = 0; i < table->count; i++)
		try_field(&corruption, 0, table->fields[i].name,
			  &table->fields[i]);
	try_elements(&corruption, "fds", &record->exec.fds,
		     &field_tables[TABLE_FD]);
	try_elements(&corruption, "sockets", &record->exec.sockets,
		     &field_tables[TABLE_SOCKET]);
	free(corruption.bytes);
	return corruption.unnoticed;
}
