// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_compare.c - a record against the truth, all fields of the table. It
 * must not know where a truth is from.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "truth.h"
#include "truth_table.h"

/**
 * struct comparison - A comparison that is going on.
 * @record: the record.
 * @truth: what is known.
 * @result: so far.
 * @say: for lines.
 * @argument: for @say.
 */
struct comparison {
	const struct procmon_record *record;
	const struct truth *truth;
	struct fields_result result;
	void (*say)(void *argument, const char *line);
	void *argument;
};

__attribute__((format(printf, 2, 3)))
static void remark(struct comparison *comparison, const char *format, ...)
{
	char line[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	comparison->say(comparison->argument, line);
}

__attribute__((format(printf, 3, 4)))
static void different(struct comparison *comparison, const char *name,
		      const char *format, ...)
{
	char line[960];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	remark(comparison, "DIFFERENT: %s: %s", name, line);
	comparison->result.different++;
}

static void show(const void *bytes, size_t len, char *text, size_t size)
{
	procmon_escape(PROCMON_ESCAPE_TERMINAL, bytes, len, text, size);
}

static uint64_t read_number(const struct field *field, const void *structure)
{
	const unsigned char *at = (const unsigned char *)structure +
		field->offset;
	uint64_t wide;
	uint32_t word;
	uint16_t half;

	switch (field->size) {
	case 2:
		memcpy(&half, at, sizeof(half));
		return half;
	case 4:
		memcpy(&word, at, sizeof(word));
		if (field->shape == SIGNED)
			return (int64_t)(int32_t)word;
		return field->shape == FLAG ? !!(word & field->mask) : word;
	default:
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
}

static bool compare_number(struct comparison *comparison,
			   const struct field *field, const char *name,
			   const void *structure,
			   const struct truth_value *value)
{
	uint64_t seen = read_number(field, structure);
	bool good = field->shape == SIGNED ?
		(int64_t)seen >= (int64_t)value->low &&
		(int64_t)seen <= (int64_t)value->high :
		seen >= value->low && seen <= value->high;

	if (value->kind == TRUTH_ABSENT)
		good = !seen;
	if (good)
		return true;
	if (value->kind == TRUTH_ABSENT)
		different(comparison, name, "%" PRIu64 ", but does not apply",
			  seen);
	else if (value->low == value->high)
		different(comparison, name,
			  "%" PRIu64 " (%#" PRIx64 "), expected %" PRIu64 " (%#" PRIx64 ")",
			  seen, seen, value->low, value->low);
	else
		different(comparison, name,
			  "%" PRIu64 ", expected from %" PRIu64 " to %" PRIu64,
			  seen, value->low, value->high);
	return false;
}

/* compare_bytes() - With cut bytes, head and tail must be right. */
static bool compare_bytes(struct comparison *comparison, const char *name,
			  const struct procmon_bytes *seen,
			  const struct truth_value *value)
{
	uint32_t tail = seen->len - seen->head;
	char seen_text[256], true_text[256];

	if (value->kind == TRUTH_BYTES && seen->total == value->len &&
	    !memcmp(seen->bytes, value->bytes, seen->head) &&
	    !memcmp(seen->bytes + seen->head,
		    value->bytes + value->len - tail, tail))
		return true;
	show(seen->bytes, seen->len, seen_text, sizeof(seen_text));
	if (value->kind == TRUTH_BYTES)
		show(value->bytes, value->len, true_text, sizeof(true_text));
	else
		strcpy(true_text, "(absent)");
	different(comparison, name, "'%s' (%u of %u), expected '%s' (%zu)",
		  seen_text, seen->len, seen->total, true_text, value->len);
	return false;
}

static bool compare_string(struct comparison *comparison,
			   const struct field *field, const char *name,
			   const void *structure,
			   const struct truth_value *value)
{
	const struct procmon_string *string = (const void *)
		((const unsigned char *)structure + field->offset);
	struct procmon_bytes seen;
	char text[256];

	if (procmon_record_string(comparison->record, string, &seen))
		return compare_bytes(comparison, name, &seen, value);
	if (value->kind == TRUTH_ABSENT)
		return true;
	show(value->bytes, value->len, text, sizeof(text));
	different(comparison, name, "absent without a reason, expected '%s'",
		  text);
	return false;
}

static bool compare_value(struct comparison *comparison,
			  const struct field *field, const char *name,
			  const void *structure,
			  const struct truth_value *value)
{
	struct procmon_bytes seen = { 0 };

	switch (field->shape) {
	case NUMBER:
	case SIGNED:
	case FLAG:
		return compare_number(comparison, field, name, structure,
				      value);
	case STRING:
		return compare_string(comparison, field, name, structure,
				      value);
	case NAME:
	case ADDRESS:
		seen.bytes = (const unsigned char *)structure + field->offset;
		seen.len = field->shape == NAME ?
			strnlen((const char *)seen.bytes, field->size) :
			field->size;
		seen.head = seen.len;
		seen.total = seen.len;
		return compare_bytes(comparison, name, &seen, value);
	default:
		return false;
	}
}

/* check_missing() - Absent, although a source has a value. */
static void check_missing(struct comparison *comparison,
			  const struct field *field, unsigned int reason,
			  unsigned char *checked)
{
	if (!absence_allowed(field->bit, reason))
		different(comparison, field->name,
			  "absent (reason %u), but a source has it", reason);
	else if (*checked == FIELD_NOT_COMPARED)
		*checked = FIELD_ABSENT;
}

/*
 * compare_field() - One that is not an array. @checked: enum field_checked, set.
 * Return: was there a source?
 */
static bool compare_field(struct comparison *comparison,
			  const struct field *field, const char *name,
			  const void *structure, unsigned char *checked)
{
	const struct truth_value *value = truth_find(comparison->truth, name);
	const struct procmon_exec *exec = &comparison->record->exec;
	unsigned int reason;

	if (!value)
		return false;
	if (field->bit != ALWAYS &&
	    procmon_field_missing(exec, field->bit, &reason)) {
		if (value->kind != TRUTH_ABSENT)
			check_missing(comparison, field, reason, checked);
		return true;
	}
	if (compare_value(comparison, field, name, structure, value))
		comparison->result.equal++;
	if (value->kind != TRUTH_ABSENT)
		*checked = FIELD_COMPARED;
	return true;
}

/* compare_elements() - Arrays of structures. */
static void compare_elements(struct comparison *comparison,
			     const struct field *field,
			     const struct procmon_array *array,
			     const struct field_table *table)
{
	union {
		struct procmon_fd fd;
		struct procmon_socket socket;
	} element;
	char name[64];
	uint32_t i;
	size_t j;

	for (i = 0; i < array->count; i++) {
		if (!procmon_record_element(comparison->record, array, i,
					    &element, table->size)) {
			different(comparison, field->name, "no element %u", i);
			return;
		}
		for (j = 0; j < table->count; j++) {
			snprintf(name, sizeof(name), "%s[%u].%s", field->name,
				 i, table->fields[j].name);
			if (!compare_field(comparison, &table->fields[j], name,
					   &element, &table->checked[j]))
				different(comparison, name,
					  "the record has it, no source does");
		}
	}
}

static void compare_groups(struct comparison *comparison,
			   const struct procmon_array *array)
{
	const struct truth_value *value = truth_find(comparison->truth,
						     "groups");
	const uint32_t *expected = value ? (const void *)value->bytes : NULL;
	uint32_t seen, i;

	if (!value || value->len != array->total * sizeof(*expected)) {
		different(comparison, "groups", "%u of %u, expected %zu",
			  array->count, array->total,
			  value ? value->len / sizeof(*expected) : 0);
		return;
	}
	for (i = 0; i < array->count; i++) {
		if (!procmon_record_element(comparison->record, array, i,
					    &seen, sizeof(seen)) ||
		    seen != expected[i]) {
			different(comparison, "groups",
				  "number %u is %u, expected %u", i, seen,
				  expected[i]);
			return;
		}
	}
	comparison->result.equal++;
}

/* check_array() - As many as there are, or cut and flagged so. */
static bool check_array(struct comparison *comparison,
			const struct field *field,
			const struct procmon_array *array, uint32_t max,
			uint32_t total)
{
	uint32_t count = total < max ? total : max;

	if (array->total == total && array->count == count &&
	    procmon_field_truncated(&comparison->record->exec, field->bit) ==
	    (count < total))
		return true;
	different(comparison, field->name,
		  "%u of %u, flagged as cut: %d; expected %u of %u",
		  array->count, array->total,
		  procmon_field_truncated(&comparison->record->exec,
					  field->bit), count, total);
	return false;
}

static void compare_array(struct comparison *comparison,
			  const struct field *field)
{
	const struct procmon_exec *exec = &comparison->record->exec;
	const struct truth_value *total = truth_find(comparison->truth,
						     field->name);
	unsigned int reason;

	if (procmon_field_missing(exec, field->bit, &reason)) {
		if (total && total->kind == TRUTH_ABSENT)
			return;
		different(comparison, field->name, "absent (reason %u)",
			  reason);
		return;
	}
	switch (field->shape) {
	case GROUPS:
		if (total && check_array(comparison, field, &exec->groups,
					 PROCMON_GROUPS_MAX,
					 total->len / sizeof(__u32)))
			compare_groups(comparison, &exec->groups);
		break;
	case FDS:
		if (check_array(comparison, field, &exec->fds, 3, 3))
			compare_elements(comparison, field, &exec->fds,
					 &field_tables[TABLE_FD]);
		break;
	default:
		total = truth_find(comparison->truth, "sockets.total");
		if (total && check_array(comparison, field, &exec->sockets,
					 PROCMON_SOCKETS_MAX, total->low))
			compare_elements(comparison, field, &exec->sockets,
					 &field_tables[TABLE_SOCKET]);
	}
}

/* check_flag_words() - No bit is set that the table has no name for. */
static void check_flag_words(struct comparison *comparison)
{
	const struct field *fields = field_tables[TABLE_EXEC].fields;
	size_t count = field_tables[TABLE_EXEC].count;
	const struct procmon_exec *exec = &comparison->record->exec;
	size_t i, j;
	uint32_t word, known;

	for (i = 0; i < count; i++) {
		if (fields[i].shape != FLAG)
			continue;
		known = 0;
		for (j = 0; j < count; j++)
			if (fields[j].offset == fields[i].offset)
				known |= fields[j].mask;
		memcpy(&word, (const unsigned char *)exec + fields[i].offset,
		       sizeof(word));
		if (word & ~known) {
			different(comparison, fields[i].name,
				  "unknown bits %#x beside it", word & ~known);
			return;
		}
	}
}

/* check_sets() - The sets of absent and cut fields agree with the fields. */
static void check_sets(struct comparison *comparison)
{
	const struct field *fields = field_tables[TABLE_EXEC].fields;
	size_t count = field_tables[TABLE_EXEC].count;
	const struct procmon_exec *exec = &comparison->record->exec;
	uint64_t known = (1ULL << PROCMON_FIELD_COUNT) - 1;
	const struct procmon_string *string;
	struct procmon_bytes seen;
	unsigned int reason;
	size_t i;

	for (i = 0; i < PROCMON_REASON_COUNT; i++)
		if (exec->missing[i].bits[0] & ~known || exec->missing[i].bits[1])
			different(comparison, "missing", "unknown bits");
	if (exec->truncated.bits[0] & ~known || exec->truncated.bits[1])
		different(comparison, "truncated", "unknown bits");
	for (i = 0; i < count; i++) {
		if (fields[i].shape != STRING)
			continue;
		string = (const void *)((const unsigned char *)exec +
					fields[i].offset);
		if (!procmon_record_string(comparison->record, string, &seen))
			continue;
		if (procmon_field_missing(exec, fields[i].bit, &reason))
			different(comparison, fields[i].name,
				  "there, and also missing for reason %u",
				  reason);
		if ((seen.len < seen.total) !=
		    procmon_field_truncated(exec, fields[i].bit))
			different(comparison, fields[i].name,
				  "%u of %u bytes, but flagged as cut: %d",
				  seen.len, seen.total, seen.len == seen.total);
	}
}

/* check_no_source() - A field without a source has a value: say so. */
static void check_no_source(struct comparison *comparison,
			    const struct field *field)
{
	const struct procmon_exec *exec = &comparison->record->exec;
	const void *at = (const unsigned char *)exec + field->offset;
	struct procmon_bytes seen;

	if (field->bit == ALWAYS ||
	    procmon_field_missing(exec, field->bit, NULL))
		return;
	if (field->shape == STRING ?
	    procmon_record_string(comparison->record, at, &seen) :
	    field->shape == NUMBER && read_number(field, exec))
		remark(comparison, "not compared: %s has a value",
		       field->name);
}

struct fields_result fields_compare(const struct procmon_record *record,
				    const struct truth *truth,
				    void (*say)(void *argument,
						const char *line),
				    void *argument)
{
	struct comparison comparison = {
		.record = record, .truth = truth, .say = say,
		.argument = argument,
	};
	const struct field_table *table = &field_tables[TABLE_EXEC];
	const struct field *field;
	size_t i;

	for (i = 0; i < table->count; i++) {
		field = &table->fields[i];
		if (field->no_source) {
			check_no_source(&comparison, field);
			continue;
		}
		switch (field->shape) {
		case OTHERWISE:
			table->checked[i] = FIELD_COMPARED;
			break;
		case GROUPS:
		case FDS:
		case SOCKETS:
			compare_array(&comparison, field);
			table->checked[i] = FIELD_COMPARED;
			break;
		default:
			compare_field(&comparison, field, field->name,
				      &record->exec, &table->checked[i]);
		}
	}
	check_flag_words(&comparison);
	check_sets(&comparison);
	return comparison.result;
}
