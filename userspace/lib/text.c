// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * text.c - makes text of bytes: the one place where bytes from outside become
 * something that a terminal, a JSON parser or a shell may see. Knows nothing
 * about records.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "unicode.h"

/* Text under way; like snprintf(), it counts also what does not fit. */
struct text {
	char *buffer;
	size_t size;
	size_t written;
	size_t len;
	bool is_full;
};

/* No single token is longer: a surrogate pair in JSON. */
#define TOKEN_SIZE	16

static const char hex_digits[] = "0123456789abcdef";

/* printable ASCII that cannot stand for itself, by enum procmon_escape */
static const unsigned char special[128] = {
	['"'] = 1 << PROCMON_ESCAPE_JSON | 1 << PROCMON_ESCAPE_JSON_BYTES,
	['\\'] = 1 << PROCMON_ESCAPE_TERMINAL | 1 << PROCMON_ESCAPE_JSON |
		 1 << PROCMON_ESCAPE_JSON_BYTES | 1 << PROCMON_ESCAPE_SHELL,
	['\''] = 1 << PROCMON_ESCAPE_SHELL,
};

/* What a shell would take for something else than a command's name. */
static const char * const reserved_words[] = {
	"case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for",
	"foreach", "function", "if", "in", "namespace", "nocorrect", "repeat",
	"select", "then", "time", "until", "while",
};

static bool is_plain(enum procmon_escape escape, unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7F &&
	       !(special[byte] & 1U << escape);
}

/* A byte in each of eight places. */
#define EIGHT(byte)	(UINT64_C(0x0101010101010101) * (byte))
#define ASCII_MASK	EIGHT(0x80)

/* Eight bytes at once; which is first does not matter to those who ask. */
static uint64_t load_eight(const unsigned char *bytes)
{
	uint64_t eight;

	memcpy(&eight, bytes, sizeof(eight));
	return eight;
}

/*
 * A bit of ASCII_MASK, if one of eight ASCII bytes is 0: only such a byte
 * borrows from its own top bit. A byte behind one that is 0 may have one too.
 */
static uint64_t have_zero(uint64_t eight)
{
	return (eight - EIGHT(1)) & ~eight & ASCII_MASK;
}

/* Are all eight plain, whatever they are escaped for? */
static bool eight_are_plain(uint64_t eight)
{
	uint64_t controls = (eight - EIGHT(0x20)) & ~eight;
	uint64_t others = have_zero(eight ^ EIGHT('"')) |
			  have_zero(eight ^ EIGHT('\\')) |
			  have_zero(eight ^ EIGHT('\'')) |
			  have_zero(eight ^ EIGHT(0x7F));

	return !((eight | controls | others) & ASCII_MASK);
}

/* How many of the first bytes are plain? */
static size_t plain_len(enum procmon_escape escape, const unsigned char *bytes,
			size_t len)
{
	size_t position = 0;
	size_t end;

	while (position < len) {
		end = len;
		if (len - position >= 8) {
			end = position + 8;
			if (eight_are_plain(load_eight(bytes + position))) {
				position = end;
				continue;
			}
		}
		while (position < end && is_plain(escape, bytes[position]))
			position++;
		if (position < end)
			break;
	}
	return position;
}

/* A token is written whole or not at all. */
static void put(struct text *text, const char *token, size_t len)
{
	if (!text->is_full && text->size - text->written > len) {
		memcpy(text->buffer + text->written, token, len);
		text->written += len;
	} else {
		text->is_full = true;
	}
	text->len += len;
}

static void put_string(struct text *text, const char *token)
{
	put(text, token, strlen(token));
}

/* Bytes that stand for themselves, one character each. */
static void put_plain(struct text *text, const unsigned char *bytes,
		      size_t len)
{
	size_t fits = 0;

	if (!text->is_full && text->size > text->written)
		fits = text->size - text->written - 1;
	if (fits > len)
		fits = len;
	if (fits) {
		memcpy(text->buffer + text->written, bytes, fits);
		text->written += fits;
	}
	/* if they did not all fit, no token will */
	text->len += len;
}

static void put_byte(struct text *text, enum procmon_escape escape,
		     unsigned char byte)
{
	char token[TOKEN_SIZE];
	size_t len = 0;

	token[len++] = '\\';
	if (escape == PROCMON_ESCAPE_JSON_BYTES)
		token[len++] = '\\';
	token[len++] = 'x';
	token[len++] = hex_digits[byte >> 4];
	token[len++] = hex_digits[byte & 0xF];
	put(text, token, len);
}

static void put_json_unsafe(struct text *text, uint32_t code_point)
{
	char token[TOKEN_SIZE];
	uint32_t rest;

	switch (code_point) {
	case '\b':
		put_string(text, "\\b");
		return;
	case '\t':
		put_string(text, "\\t");
		return;
	case '\n':
		put_string(text, "\\n");
		return;
	case '\f':
		put_string(text, "\\f");
		return;
	case '\r':
		put_string(text, "\\r");
		return;
	}
	if (code_point < 0x10000) {
		snprintf(token, sizeof(token), "\\u%04x", code_point & 0xFFFF);
	} else {
		rest = code_point - 0x10000;
		snprintf(token, sizeof(token), "\\u%04x\\u%04x",
			 0xD800 | (rest >> 10 & 0x3FF),
			 0xDC00 | (rest & 0x3FF));
	}
	put_string(text, token);
}

/* A character that may not stand as it is. */
static void put_unsafe(struct text *text, enum procmon_escape escape,
		       uint32_t code_point, const unsigned char *bytes,
		       size_t len)
{
	char token[TOKEN_SIZE];
	size_t i;

	switch (escape) {
	case PROCMON_ESCAPE_JSON:
	case PROCMON_ESCAPE_JSON_BYTES:
		put_json_unsafe(text, code_point);
		return;
	case PROCMON_ESCAPE_TERMINAL:
		if (len == 1)
			break;
		snprintf(token, sizeof(token), "\\u{%x}", code_point);
		put_string(text, token);
		return;
	case PROCMON_ESCAPE_SHELL:
		/* bytes mean the same in every locale, \u does not */
		break;
	}
	for (i = 0; i < len; i++)
		put_byte(text, escape, bytes[i]);
}

/* ASCII that is printable but means something. */
static void put_special(struct text *text, enum procmon_escape escape,
			unsigned char byte)
{
	char token[] = { '\\', (char)byte, '\0' };

	if (escape == PROCMON_ESCAPE_JSON_BYTES && byte == '\\')
		put_string(text, "\\\\\\\\");
	else
		put_string(text, token);
}

static int put_all(struct text *text, enum procmon_escape escape,
		   const unsigned char *bytes, size_t len)
{
	uint32_t code_point;
	size_t position = 0;
	size_t step;

	while (position < len) {
		step = plain_len(escape, bytes + position, len - position);
		put_plain(text, bytes + position, step);
		position += step;
		if (position == len)
			break;
		step = procmon_utf8_decode(bytes + position, len - position,
					   &code_point);
		if (!step) {
			if (escape == PROCMON_ESCAPE_JSON)
				return -EILSEQ;
			put_byte(text, escape, bytes[position]);
			step = 1;
		} else if (procmon_unicode_is_unsafe(code_point)) {
			put_unsafe(text, escape, code_point, bytes + position,
				   step);
		} else if (step == 1) {
			put_special(text, escape, bytes[position]);
		} else {
			put(text, (const char *)bytes + position, step);
		}
		position += step;
	}
	return 0;
}

static bool is_reserved_word(const unsigned char *bytes, size_t len)
{
	const char *word;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reserved_words); i++) {
		word = reserved_words[i];
		if (strlen(word) == len && !memcmp(word, bytes, len))
			return true;
	}
	return false;
}

/* Does a shell read these bytes as one word that stands for itself? */
static bool is_shell_word(const unsigned char *bytes, size_t len)
{
	size_t i;

	if (!len || is_reserved_word(bytes, len))
		return false;
	for (i = 0; i < len; i++) {
		if (bytes[i] >= '0' && bytes[i] <= '9')
			continue;
		if ((bytes[i] | 0x20) >= 'a' && (bytes[i] | 0x20) <= 'z')
			continue;
		if (bytes[i] && strchr("+,-./:@_", bytes[i]))
			continue;
		/* in front, these name a variable and a job */
		if ((bytes[i] == '=' || bytes[i] == '%') &&
		    bytes[0] && strchr("-/.", bytes[0]))
			continue;
		return false;
	}
	return true;
}

static bool needs_escapes(const unsigned char *bytes, size_t len)
{
	uint32_t code_point;
	size_t position = 0;
	size_t step;

	while (position < len) {
		step = procmon_utf8_decode(bytes + position, len - position,
					   &code_point);
		if (!step || procmon_unicode_is_unsafe(code_point))
			return true;
		position += step;
	}
	return false;
}

static void put_shell_word(struct text *text, const unsigned char *bytes,
			   size_t len)
{
	uint32_t code_point;
	size_t position;
	size_t step;

	if (is_shell_word(bytes, len)) {
		put_plain(text, bytes, len);
		return;
	}
	if (needs_escapes(bytes, len)) {
		put_string(text, "$'");
		put_all(text, PROCMON_ESCAPE_SHELL, bytes, len);
		put_string(text, "'");
		return;
	}
	put_string(text, "'");
	for (position = 0; position < len; position += step) {
		step = procmon_utf8_decode(bytes + position, len - position,
					   &code_point);
		if (bytes[position] == '\'')
			put_string(text, "'\\''");
		else
			put(text, (const char *)bytes + position, step);
	}
	put_string(text, "'");
}

size_t procmon_utf8_len(const void *bytes, size_t len)
{
	const unsigned char *text = bytes;
	uint32_t code_point;
	size_t position = 0;
	size_t step;

	while (position < len) {
		if (len - position >= 8 &&
		    !(load_eight(text + position) & ASCII_MASK)) {
			position += 8;
			continue;
		}
		step = procmon_utf8_decode(text + position, len - position,
					   &code_point);
		if (!step)
			break;
		position += step;
	}
	return position;
}

ssize_t procmon_escape(enum procmon_escape escape, const void *bytes,
		       size_t len, char *buffer, size_t size)
{
	struct text text = {
		.buffer = buffer,
		.size = size,
	};
	int ret = 0;

	if (len > (SSIZE_MAX - 4) / 6)
		return -EOVERFLOW;
	if (escape == PROCMON_ESCAPE_SHELL)
		put_shell_word(&text, bytes, len);
	else
		ret = put_all(&text, escape, bytes, len);
	if (size)
		buffer[text.written] = '\0';
	if (ret)
		return ret;
	return (ssize_t)text.len;
}
