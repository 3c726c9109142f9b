// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - bytes from outside as text for a screen or for JSON. It must not
 * know fields.
 */
#include "text.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "message.h"

#define CUT_START	"[..."
#define CUT_END		"cut...]"

/* Larger integers are not exact in every JSON parser. */
#define JSON_NUMBER_MAX	(UINT64_C(1) << 53)

static bool is_utf8;

void text_open(void)
{
	is_utf8 = setlocale(LC_CTYPE, "") &&
		  strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool text_is_utf8(void)
{
	return is_utf8;
}

static void escape(struct buffer *buffer, enum procmon_escape how,
		   const void *bytes, size_t len)
{
	size_t size = 6 * len + 4;
	char *text = buffer_reserve(buffer, size);
	ssize_t ret;

	ret = procmon_escape(how, bytes, len, text, size);
	if (ret < 0 || (size_t)ret >= size)
		abort();
	buffer->len += (size_t)ret;
}

/* How many bytes are all ASCII, or all not? */
static size_t run_len(const unsigned char *bytes, size_t len)
{
	size_t run = 1;

	while (run < len && bytes[run] >> 7 == bytes[0] >> 7)
		run++;
	return run;
}

static void escape_numbers(struct buffer *buffer, const unsigned char *bytes,
			   size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		buffer_text(buffer, "\\x");
		buffer_hex(buffer, bytes + i, 1);
	}
}

void text_screen(struct buffer *buffer, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	size_t run;

	if (is_utf8) {
		escape(buffer, PROCMON_ESCAPE_TERMINAL, bytes, len);
		return;
	}
	for (; len; at += run, len -= run) {
		run = run_len(at, len);
		if (*at < 0x80)
			escape(buffer, PROCMON_ESCAPE_TERMINAL, at, run);
		else
			escape_numbers(buffer, at, run);
	}
}

void text_word(struct buffer *buffer, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	size_t run;

	if (is_utf8 || !len) {
		escape(buffer, PROCMON_ESCAPE_SHELL, bytes, len);
		return;
	}
	/* A shell joins words that touch. */
	for (; len; at += run, len -= run) {
		run = run_len(at, len);
		if (*at < 0x80) {
			escape(buffer, PROCMON_ESCAPE_SHELL, at, run);
			continue;
		}
		buffer_text(buffer, "$'");
		escape_numbers(buffer, at, run);
		buffer_char(buffer, '\'');
	}
}

void text_portable_word(struct buffer *buffer, const void *bytes, size_t len)
{
	escape(buffer, PROCMON_ESCAPE_SHELL, bytes, len);
}

void text_cut_marker(struct buffer *buffer, uint64_t count)
{
	buffer_text(buffer, CUT_START);
	if (count) {
		buffer_number(buffer, count);
		buffer_text(buffer, " bytes ");
	}
	buffer_text(buffer, CUT_END);
}

/* Columns of the character at @text, and its bytes. */
static size_t character(const char *text, size_t *ret_bytes)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t len;
	int width;

	*ret_bytes = 1;
	if ((unsigned char)*text < 0x80)
		return 1;
	len = mbrtowc(&wide, text, strlen(text), &state);
	if (len == 0 || len > MB_CUR_MAX)
		return 1;
	*ret_bytes = len;
	width = wcwidth(wide);
	return width < 0 ? 1 : (size_t)width;
}

size_t text_columns(const char *text)
{
	size_t columns = 0;
	size_t bytes;

	for (; *text; text += bytes)
		columns += character(text, &bytes);
	return columns;
}

size_t text_fit(char *text, size_t columns)
{
	const char *ellipsis = is_utf8 ? "\xe2\x80\xa6" : "...";
	size_t ellipsis_columns = is_utf8 ? 1 : 3;
	char *cut = text;
	char *at = text;
	size_t used = 0;
	size_t used_at_cut = 0;
	size_t bytes;
	size_t width;

	for (; *at; at += bytes) {
		width = character(at, &bytes);
		if (used + width > columns)
			break;
		used += width;
		if (used + ellipsis_columns <= columns) {
			cut = at + bytes;
			used_at_cut = used;
		}
	}
	if (!*at)
		return used;
	if (ellipsis_columns > columns) {
		*cut = '\0';
		return 0;
	}
	strcpy(cut, ellipsis);
	return used_at_cut + ellipsis_columns;
}

void json_raw_text(struct buffer *buffer, const void *bytes, size_t len,
		   bool is_escaped)
{
	escape(buffer, is_escaped ? PROCMON_ESCAPE_JSON_BYTES :
	       PROCMON_ESCAPE_JSON, bytes, len);
}

bool bytes_are_utf8(const struct procmon_bytes *bytes)
{
	size_t tail = bytes->len - bytes->head;

	return procmon_utf8_len(bytes->bytes, bytes->head) == bytes->head &&
	       procmon_utf8_len(bytes->bytes + bytes->head, tail) == tail;
}

void json_bytes(struct buffer *buffer, const struct procmon_bytes *bytes,
		bool is_escaped)
{
	buffer_char(buffer, '"');
	json_raw_text(buffer, bytes->bytes, bytes->head, is_escaped);
	if (bytes->total > bytes->len)
		text_cut_marker(buffer, bytes->total - bytes->len);
	json_raw_text(buffer, bytes->bytes + bytes->head,
		      bytes->len - bytes->head, is_escaped);
	buffer_char(buffer, '"');
}

void json_name(struct buffer *buffer, const char *name)
{
	buffer_char(buffer, '"');
	buffer_text(buffer, name);
	buffer_char(buffer, '"');
}

void json_number(struct buffer *buffer, uint64_t number)
{
	bool is_large = number > JSON_NUMBER_MAX;

	if (is_large)
		buffer_char(buffer, '"');
	buffer_number(buffer, number);
	if (is_large)
		buffer_char(buffer, '"');
}
