// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_number.c - numbers and what numbers stand for: names, flags. It
 * must not know which fields there are.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "kind.h"
#include "text.h"

#define ID_UNSET	UINT32_MAX

/* Any member: is it there? */
bool get_member(const struct field *field, const struct event *event,
		struct value *ret_value)
{
	ret_value->number = 0;
	return event->record->header.fixed_len >=
	       member_offset(field, event) + field->size;
}

bool get_number(const struct field *field, const struct event *event,
		struct value *ret_value)
{
	const struct procmon_record *record = event->record;
	const unsigned char *at = member(field, event);
	uint32_t u32;
	uint16_t u16;

	if (field->structure == STRUCTURE_ANY)
		at = (const unsigned char *)&record->header + field->offset;
	else if (!get_member(field, event, ret_value))
		return false;

	switch (field->size) {
	case sizeof(u16):
		memcpy(&u16, at, sizeof(u16));
		ret_value->number = u16;
		break;
	case sizeof(u32):
		memcpy(&u32, at, sizeof(u32));
		ret_value->number = u32;
		break;
	case sizeof(uint64_t):
		memcpy(&ret_value->number, at, sizeof(uint64_t));
		break;
	default:
		abort();
	}
	if (field->mask)
		ret_value->number &= field->mask;
	if (field->flags & FIELD_NONZERO)
		return ret_value->number != 0;
	if (field->flags & FIELD_UNSET)
		return ret_value->number != ID_UNSET;
	return true;
}

static void number_json(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer,
			bool *is_escaped)
{
	(void)field;
	(void)event;
	(void)is_escaped;
	json_number(buffer, value->number);
}

static void number_text(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_number(buffer, value->number);
}

const struct kind kind_number = {
	"number", 7, true, false, get_number, number_json, number_text,
	SOURCE_MEMBER, NULL
};

/* Kinds whose JSON is a string of what a table shows. */
void string_json(const struct field *field, const struct event *event,
		 const struct value *value, struct buffer *buffer,
		 bool *is_escaped)
{
	(void)is_escaped;
	buffer_char(buffer, '"');
	field->kind->text(field, event, value, buffer);
	buffer_char(buffer, '"');
}

const struct kind kind_id = {
	"string (decimal)", 5, true, false, get_number, string_json,
	number_text,
	SOURCE_MEMBER, NULL
};

const struct kind kind_wide = {
	"string (decimal)", 10, true, false, get_number, string_json,
	number_text,
	SOURCE_MEMBER, NULL
};

/* Signed members are 32 bits wide. */
static void signed_text(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_signed(buffer, (int32_t)value->number);
}

static void signed_json(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer,
			bool *is_escaped)
{
	(void)is_escaped;
	signed_text(field, event, value, buffer);
}

const struct kind kind_signed = {
	"number", 5, true, false, get_number, signed_json, signed_text,
	SOURCE_MEMBER, NULL
};

static void dirfd_text(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer)
{
	if ((int32_t)value->number == AT_FDCWD)
		buffer_text(buffer, "AT_FDCWD");
	else
		signed_text(field, event, value, buffer);
}

static void dirfd_json(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer,
		       bool *is_escaped)
{
	(void)is_escaped;
	signed_text(field, event, value, buffer);
}

const struct kind kind_dirfd = {
	"number", 8, true, false, get_number, dirfd_json, dirfd_text,
	SOURCE_MEMBER, NULL
};

static void hex_text(const struct field *field, const struct event *event,
		     const struct value *value, struct buffer *buffer)
{
	(void)event;
	buffer_hex_number(buffer, value->number, 2u * field->size);
}

const struct kind kind_hex = {
	"string (hexadecimal)", 18, false, false, get_number, string_json,
	hex_text,
	SOURCE_MEMBER, NULL
};

static void octal_text(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_octal(buffer, value->number, 4);
}

const struct kind kind_octal = {
	"string (octal)", 5, true, false, get_number, string_json, octal_text,
	SOURCE_MEMBER, NULL
};

static void bool_text(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_text(buffer, value->number ? "yes" : "no");
}

static void bool_json(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer,
		      bool *is_escaped)
{
	(void)field;
	(void)event;
	(void)is_escaped;
	buffer_text(buffer, value->number ? "true" : "false");
}

const struct kind kind_bool = {
	"boolean", 5, false, false, get_number, bool_json, bool_text,
	SOURCE_MEMBER, NULL
};

/* A number that has no name is shown as it is. */
static void name_text(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer)
{
	uint64_t number = value->number;

	(void)event;
	if (field->mask)
		number >>= __builtin_ctzll(field->mask);
	names_write(buffer, field->names, number);
}

const struct kind kind_name = {
	"string", 8, false, false, get_number, string_json, name_text,
	SOURCE_MEMBER, NULL
};

/* As wide as the longest of the types that a table has rows for. */
const struct kind kind_type = {
	"string", 9, false, false, get_number, string_json, name_text,
	SOURCE_MEMBER, NULL
};

/* Where having no name means that there is nothing to say. */
static bool get_named(const struct field *field, const struct event *event,
		      struct value *ret_value)
{
	return get_number(field, event, ret_value) &&
	       names_find(field->names, ret_value->number);
}

const struct kind kind_name_plain = {
	"string", 8, false, false, get_named, string_json, name_text,
	SOURCE_MEMBER, NULL
};

static void name_list_json(const struct field *field,
			   const struct event *event,
			   const struct value *value, struct buffer *buffer,
			   bool *is_escaped)
{
	buffer_char(buffer, '[');
	string_json(field, event, value, buffer, is_escaped);
	buffer_char(buffer, ']');
}

const struct kind kind_name_list = {
	"array of strings", 8, false, false, get_named, name_list_json,
	name_text,
	SOURCE_MEMBER, NULL
};

static bool get_constant(const struct field *field, const struct event *event,
			 struct value *ret_value)
{
	(void)field;
	(void)event;
	ret_value->number = 0;
	return true;
}

const struct kind kind_constant = {
	"string", 8, false, false, get_constant, string_json, name_text,
	SOURCE_MEMBER, NULL
};

static void flags_write(const struct field *field, uint64_t number,
			struct buffer *buffer, const char *quote)
{
	bool is_first = true;

	for (; number; number &= number - 1) {
		if (!is_first)
			buffer_char(buffer, ',');
		is_first = false;
		buffer_text(buffer, quote);
		names_write(buffer, field->names,
			    (uint64_t)__builtin_ctzll(number));
		buffer_text(buffer, quote);
	}
}

static void flags_text(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer)
{
	(void)event;
	if (!value->number)
		buffer_text(buffer, "none");
	flags_write(field, value->number, buffer, "");
}

static void flags_json(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer,
		       bool *is_escaped)
{
	(void)event;
	(void)is_escaped;
	buffer_char(buffer, '[');
	flags_write(field, value->number, buffer, "\"");
	buffer_char(buffer, ']');
}

const struct kind kind_flags = {
	"array of strings", 12, false, true, get_number, flags_json, flags_text,
	SOURCE_MEMBER, NULL
};

/* The member is the major number; the minor number follows it. */
static bool get_device(const struct field *field, const struct event *event,
		       struct value *ret_value)
{
	uint32_t numbers[2];

	if (!get_member(field, event, ret_value))
		return false;
	memcpy(numbers, member(field, event), sizeof(numbers));
	ret_value->number = (uint64_t)numbers[0] << 32 | numbers[1];
	return true;
}

static void device_text(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_number(buffer, value->number >> 32);
	buffer_char(buffer, ':');
	buffer_number(buffer, value->number & UINT32_MAX);
}

const struct kind kind_device = {
	"string (major:minor)", 7, true, false, get_device, string_json,
	device_text,
	SOURCE_MEMBER, NULL
};

static bool get_total(const struct field *field, const struct event *event,
		      struct value *ret_value)
{
	struct procmon_string string;

	_Static_assert(offsetof(struct procmon_string, total) ==
		       offsetof(struct procmon_array, total) &&
		       offsetof(struct procmon_string, off) ==
		       offsetof(struct procmon_array, off),
		       "strings and arrays do not tell their total alike");
	if (!get_member(field, event, ret_value))
		return false;
	memcpy(&string, member(field, event), sizeof(string));
	ret_value->number = string.total;
	return string.off != 0;
}

const struct kind kind_total = {
	"number", 7, true, false, get_total, number_json, number_text,
	SOURCE_MEMBER, NULL
};
