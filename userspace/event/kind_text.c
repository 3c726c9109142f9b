// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_text.c - text that comes from outside: paths, names, arguments. It
 * must not know which fields there are.
 */
#include <string.h>

#include "kind.h"
#include "text.h"

bool string_is_same(const struct event *event,
		    const struct procmon_string *string,
		    const struct event *before,
		    const struct procmon_string *string_before)
{
	return !string->off == !string_before->off &&
	       string->len == string_before->len &&
	       string->head == string_before->head &&
	       string->total == string_before->total &&
	       memcmp(event->record->bytes + string->off,
		      before->record->bytes + string_before->off,
		      string->len) == 0;
}

bool get_string(const struct field *field, const struct event *event,
		struct value *ret_value)
{
	struct procmon_string string;

	if (!get_member(field, event, ret_value))
		return false;
	memcpy(&string, member(field, event), sizeof(string));
	return procmon_record_string(event->record, &string,
				     &ret_value->bytes);
}

/* Where in the record it stands does not matter. */
bool same_string(const struct field *field, const struct event *event,
		 const struct event *before)
{
	return string_is_same(event, member(field, event), before,
			      member(field, before));
}

static void whole(const char *text, size_t len, struct value *ret_value)
{
	ret_value->bytes = (struct procmon_bytes) {
		.bytes = (const unsigned char *)text,
		.len = (uint32_t)len, .head = (uint32_t)len, .total = len,
	};
}

bool value_of_text(const char *text, struct value *ret_value)
{
	if (text)
		whole(text, strlen(text), ret_value);
	return text;
}

void text_json(const struct field *field, const struct event *event,
	       const struct value *value, struct buffer *buffer,
	       bool *is_escaped)
{
	(void)field;
	(void)event;
	*is_escaped = !bytes_are_utf8(&value->bytes);
	json_bytes(buffer, &value->bytes, *is_escaped);
}

void text_text(const struct field *field, const struct event *event,
	       const struct value *value, struct buffer *buffer)
{
	const struct procmon_bytes *bytes = &value->bytes;

	(void)field;
	(void)event;
	text_screen(buffer, bytes->bytes, bytes->head);
	if (bytes->total > bytes->len)
		text_cut_marker(buffer, bytes->total - bytes->len);
	text_screen(buffer, bytes->bytes + bytes->head,
		    bytes->len - bytes->head);
}

const struct kind kind_text = {
	"string", 16, false, true, get_string, text_json, text_text,
	SOURCE_CONTENT, same_string
};

static bool get_comm(const struct field *field, const struct event *event,
		     struct value *ret_value)
{
	const char *at = member(field, event);

	if (!get_member(field, event, ret_value))
		return false;
	whole(at, strnlen(at, field->size), ret_value);
	return true;
}

const struct kind kind_comm = {
	"string", 15, false, true, get_comm, text_json, text_text,
	SOURCE_MEMBER, NULL
};

static void digest_text(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_hex(buffer, value->bytes.bytes, value->bytes.len);
}

const struct kind kind_digest = {
	"string (hexadecimal)", 64, false, false, get_string, string_json,
	digest_text,
	SOURCE_CONTENT, same_string
};

/*
 * Arguments. What was cut out of the block may have held the end of one, some
 * whole ones and the start of another: one element, or word, stands for them,
 * and holds the marker between what is left of the first and the last.
 */
static bool is_piece(const struct procmon_arg *arg)
{
	return arg->kind == PROCMON_ARG_HEAD || arg->kind == PROCMON_ARG_CUT;
}

/* Of an exec that failed nobody knows how long the rest is. */
static uint64_t cut_bytes(const struct field *field,
			  const struct procmon_arg *arg)
{
	return field->structure == STRUCTURE_FAIL ? 0 : arg->len;
}

bool args_are_utf8(const struct procmon_bytes *block)
{
	struct procmon_arg arg;
	uint64_t position = 0;

	while (procmon_args_next(block, &position, &arg))
		if (arg.kind != PROCMON_ARG_CUT &&
		    procmon_utf8_len(arg.bytes, arg.len) != arg.len)
			return false;
	return true;
}

static void args_json(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer,
		      bool *is_escaped)
{
	struct procmon_arg arg;
	uint64_t position = 0;
	bool is_open = false;
	bool is_first = true;

	(void)event;
	*is_escaped = !args_are_utf8(&value->bytes);
	buffer_char(buffer, '[');
	while (procmon_args_next(&value->bytes, &position, &arg)) {
		if (is_open && !is_piece(&arg) &&
		    arg.kind != PROCMON_ARG_TAIL) {
			buffer_char(buffer, '"');
			is_open = false;
		}
		if (!is_open) {
			buffer_text(buffer, is_first ? "\"" : ",\"");
			is_first = false;
		}
		if (arg.kind == PROCMON_ARG_CUT)
			text_cut_marker(buffer, cut_bytes(field, &arg));
		else
			json_raw_text(buffer, arg.bytes, arg.len, *is_escaped);
		is_open = is_piece(&arg);
		if (!is_open)
			buffer_char(buffer, '"');
	}
	if (is_open)
		buffer_char(buffer, '"');
	buffer_char(buffer, ']');
}

static void words_write(const struct field *field,
			const struct procmon_bytes *block,
			struct buffer *buffer,
			void (*word)(struct buffer *buffer, const void *bytes,
				     size_t len))
{
	struct procmon_arg arg;
	uint64_t position = 0;
	bool is_open = false;
	bool is_first = true;

	while (procmon_args_next(block, &position, &arg)) {
		if (is_open && !is_piece(&arg) && arg.kind != PROCMON_ARG_TAIL)
			is_open = false;
		if (!is_open && !is_first)
			buffer_char(buffer, ' ');
		is_first = false;
		if (arg.kind == PROCMON_ARG_CUT) {
			buffer_char(buffer, '\'');
			text_cut_marker(buffer, cut_bytes(field, &arg));
			buffer_char(buffer, '\'');
		} else {
			word(buffer, arg.bytes, arg.len);
		}
		is_open = is_piece(&arg);
	}
}

static void words_text(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer)
{
	(void)event;
	words_write(field, &value->bytes, buffer, text_word);
}

const struct kind kind_args = {
	"array of strings", 20, false, true, get_string, args_json, words_text,
	SOURCE_CONTENT, same_string
};

static bool is_first_argument(const struct procmon_bytes *block,
			      const struct procmon_bytes *name)
{
	struct procmon_arg arg;
	uint64_t position = 0;

	return procmon_args_next(block, &position, &arg) &&
	       arg.kind == PROCMON_ARG_WHOLE && arg.len == name->len &&
	       memcmp(arg.bytes, name->bytes, arg.len) == 0;
}

/* What was to be executed matters more than what it would have been told. */
static void attempt_text(const struct field *field, const struct event *event,
			 const struct value *value, struct buffer *buffer)
{
	struct procmon_bytes name;

	if (procmon_record_string(event->record,
				  &event->record->exec.filename, &name) &&
	    !is_first_argument(&value->bytes, &name)) {
		text_word(buffer, name.bytes, name.len);
		buffer_text(buffer, value->bytes.len ? ": " : ":");
	}
	words_text(field, event, value, buffer);
}

const struct kind kind_attempt = {
	"array of strings", 20, false, true, get_string, args_json,
	attempt_text,
	SOURCE_CONTENT, same_string
};

/* Words for a shell are UTF-8, whatever they stand for. */
static void command_json(const struct field *field, const struct event *event,
			 const struct value *value, struct buffer *buffer,
			 bool *is_escaped)
{
	static struct buffer words;

	(void)event;
	(void)is_escaped;
	words.len = 0;
	words_write(field, &value->bytes, &words, text_portable_word);
	buffer_char(buffer, '"');
	if (words.len)
		json_raw_text(buffer, words.data, words.len, false);
	buffer_char(buffer, '"');
}

const struct kind kind_command = {
	"string", 20, false, true, get_string, command_json, words_text,
	SOURCE_CONTENT, same_string
};
