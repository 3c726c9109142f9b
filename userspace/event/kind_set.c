// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_set.c - sets of fields, counts by name. It must not know which fields
 * there are.
 */
#include <string.h>

#include "kind.h"
#include "text.h"

#define FIELDS_MAX	(64 * PROCMON_FIELDSET_WORDS)

static bool set_is_empty(const struct procmon_fieldset *set)
{
	unsigned int word;

	for (word = 0; word < PROCMON_FIELDSET_WORDS; word++)
		if (set->bits[word])
			return false;
	return true;
}

static void set_write(struct buffer *buffer,
		      const struct procmon_fieldset *set, const char *quote)
{
	bool is_first = true;
	unsigned int bit;

	for (bit = 0; bit < FIELDS_MAX; bit++) {
		if (!(set->bits[bit / 64] >> bit % 64 & 1))
			continue;
		if (!is_first)
			buffer_char(buffer, ',');
		is_first = false;
		buffer_text(buffer, quote);
		names_write(buffer, &field_names, bit);
		buffer_text(buffer, quote);
	}
}

static bool get_fieldset(const struct field *field, const struct event *event,
			 struct value *ret_value)
{
	return get_member(field, event, ret_value) &&
	       !set_is_empty(member(field, event));
}

static void fieldset_text(const struct field *field, const struct event *event,
			  const struct value *value, struct buffer *buffer)
{
	(void)value;
	set_write(buffer, member(field, event), "");
}

static void fieldset_json(const struct field *field, const struct event *event,
			  const struct value *value, struct buffer *buffer,
			  bool *is_escaped)
{
	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '[');
	set_write(buffer, member(field, event), "\"");
	buffer_char(buffer, ']');
}

const struct kind kind_fieldset = {
	"array of strings", 16, false, true, get_fieldset, fieldset_json,
	fieldset_text,
	SOURCE_MEMBER, NULL
};

/* What does not apply is not missing. */
static bool is_reason_told(const struct procmon_fieldset *sets,
			   unsigned int reason)
{
	return reason != PROCMON_REASON_INAPPLICABLE &&
	       !set_is_empty(&sets[reason]);
}

static bool get_missing(const struct field *field, const struct event *event,
			struct value *ret_value)
{
	const struct procmon_fieldset *sets = member(field, event);
	unsigned int reason;

	if (!get_member(field, event, ret_value))
		return false;
	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++)
		if (is_reason_told(sets, reason))
			return true;
	return false;
}

static void missing_write(const struct procmon_fieldset *sets,
			  struct buffer *buffer, const char *quote,
			  const char *start, const char *end,
			  const char *separator)
{
	bool is_first = true;
	unsigned int reason;

	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++) {
		if (!is_reason_told(sets, reason))
			continue;
		if (!is_first)
			buffer_text(buffer, separator);
		is_first = false;
		buffer_text(buffer, quote);
		names_write(buffer, &reason_names, reason);
		buffer_text(buffer, quote);
		buffer_text(buffer, start);
		set_write(buffer, &sets[reason], quote);
		buffer_text(buffer, end);
	}
}

static void missing_text(const struct field *field, const struct event *event,
			 const struct value *value, struct buffer *buffer)
{
	(void)value;
	missing_write(member(field, event), buffer, "", ":", "", " ");
}

static void missing_json(const struct field *field, const struct event *event,
			 const struct value *value, struct buffer *buffer,
			 bool *is_escaped)
{
	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '{');
	missing_write(member(field, event), buffer, "\"", ":[", "]", ",");
	buffer_char(buffer, '}');
}

const struct kind kind_missing = {
	"object of arrays", 24, false, true, get_missing, missing_json,
	missing_text,
	SOURCE_MEMBER, NULL
};

static void counts_write(const struct field *field, const struct event *event,
			 struct buffer *buffer, const char *quote)
{
	const uint64_t *counts = member(field, event);
	bool is_first = true;
	unsigned int i;

	for (i = 0; i < field->size / sizeof(*counts); i++) {
		if (!counts[i])
			continue;
		if (!is_first)
			buffer_char(buffer, ',');
		is_first = false;
		buffer_text(buffer, quote);
		names_write(buffer, field->names, i);
		buffer_text(buffer, quote);
		buffer_char(buffer, ':');
		if (*quote)
			json_number(buffer, counts[i]);
		else
			buffer_number(buffer, counts[i]);
	}
}

static void counts_text(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer)
{
	(void)value;
	counts_write(field, event, buffer, "");
}

static void counts_json(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer,
			bool *is_escaped)
{
	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '{');
	counts_write(field, event, buffer, "\"");
	buffer_char(buffer, '}');
}

const struct kind kind_counts = {
	"object of numbers", 16, false, true, get_member, counts_json,
	counts_text,
	SOURCE_MEMBER, NULL
};

static void errno_set_write(const struct field *field,
			    const struct event *event, struct buffer *buffer,
			    const char *quote)
{
	const uint64_t *words = member(field, event);
	bool is_first = true;
	unsigned int bit;

	for (bit = 0; bit < 64 * PROCMON_ERRNO_WORDS; bit++) {
		if (!(words[bit / 64] >> bit % 64 & 1))
			continue;
		if (!is_first)
			buffer_char(buffer, ',');
		is_first = false;
		buffer_text(buffer, quote);
		names_write(buffer, &errno_names, bit);
		buffer_text(buffer, quote);
	}
	if (is_first && !*quote)
		buffer_text(buffer, "none");
}

static void errno_set_text(const struct field *field,
			   const struct event *event,
			   const struct value *value, struct buffer *buffer)
{
	(void)value;
	errno_set_write(field, event, buffer, "");
}

static void errno_set_json(const struct field *field,
			   const struct event *event,
			   const struct value *value, struct buffer *buffer,
			   bool *is_escaped)
{
	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '[');
	errno_set_write(field, event, buffer, "\"");
	buffer_char(buffer, ']');
}

const struct kind kind_errno_set = {
	"array of strings", 16, false, true, get_member, errno_set_json,
	errno_set_text,
	SOURCE_MEMBER, NULL
};

/* What the encoder of JSON escaped: it fills this in itself. */
static bool get_nothing(const struct field *field, const struct event *event,
			struct value *ret_value)
{
	(void)field;
	(void)event;
	(void)ret_value;
	return false;
}

const struct kind kind_escaped = {
	"array of strings", 16, false, true, get_nothing, NULL, NULL,
	SOURCE_LINE, NULL
};

static bool get_redacted(const struct field *field, const struct event *event,
			 struct value *ret_value)
{
	(void)field;
	ret_value->name = event->redacted;
	return event->redacted;
}

static void redacted_text(const struct field *field, const struct event *event,
			  const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_text(buffer, value->name);
}

static void redacted_json(const struct field *field, const struct event *event,
			  const struct value *value, struct buffer *buffer,
			  bool *is_escaped)
{
	const char *at = value->name;
	size_t len;

	(void)field;
	(void)event;
	(void)is_escaped;
	buffer_char(buffer, '[');
	for (;;) {
		len = strcspn(at, ",");
		buffer_char(buffer, '"');
		buffer_add(buffer, at, len);
		buffer_char(buffer, '"');
		at += len;
		if (!*at)
			break;
		buffer_char(buffer, *at++);
	}
	buffer_char(buffer, ']');
}

/* Of the record before only counts whether there was something. */
static bool same_nothing(const struct field *field, const struct event *event,
			 const struct event *before)
{
	(void)field;
	return !event->redacted && !before->redacted;
}

const struct kind kind_redacted = {
	"array of strings", 16, false, true, get_redacted, redacted_json,
	redacted_text,
	SOURCE_MORE, same_nothing
};
