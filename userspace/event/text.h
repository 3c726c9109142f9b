/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.h - bytes from outside as text for a screen or for JSON. All escaping
 * is libprocmon's; here is what the program's locale and cuts add to it. It
 * must not know fields.
 */
#ifndef PROCMON_TEXT_H
#define PROCMON_TEXT_H

#include <stdbool.h>

#include <libprocmon.h>

#include "buffer.h"

/**
 * text_open() - Take the locale from the environment.
 *
 * Where the locale is not UTF-8, nothing but ASCII is printed in tables.
 */
void text_open(void);

/**
 * text_is_utf8() - Can a screen show more than ASCII?
 */
bool text_is_utf8(void);

/**
 * text_screen() - Append bytes as text for a screen.
 * @buffer: the buffer.
 * @bytes: the bytes.
 * @len: how many.
 */
void text_screen(struct buffer *buffer, const void *bytes, size_t len);

/**
 * text_word() - Append bytes as one word for a shell, safe on a screen.
 * @buffer: the buffer.
 * @bytes: the bytes.
 * @len: how many.
 */
void text_word(struct buffer *buffer, const void *bytes, size_t len);

/**
 * text_portable_word() - Append bytes as one word for a shell, in UTF-8.
 * @buffer: the buffer.
 * @bytes: the bytes.
 * @len: how many.
 */
void text_portable_word(struct buffer *buffer, const void *bytes, size_t len);

/**
 * text_cut_marker() - Append what stands where bytes were cut out.
 * @buffer: the buffer.
 * @count: how many were cut; 0: nobody knows.
 */
void text_cut_marker(struct buffer *buffer, uint64_t count);

/**
 * text_fit() - Cut text to columns of a screen, with an ellipsis.
 * @text: safe text; is changed.
 * @columns: as many at most.
 *
 * The text's memory must have room for 4 bytes behind @columns.
 *
 * Return: columns that it takes now.
 */
size_t text_fit(char *text, size_t columns);

/**
 * text_columns() - Columns of a screen that text takes.
 * @text: safe text.
 */
size_t text_columns(const char *text);

/**
 * json_raw_text() - Append the inside of a JSON string.
 * @buffer: the buffer.
 * @bytes: the bytes.
 * @len: how many.
 * @is_escaped: write PROCMON_ESCAPE_JSON_BYTES; else the bytes are UTF-8.
 */
void json_raw_text(struct buffer *buffer, const void *bytes, size_t len,
		   bool is_escaped);

/**
 * bytes_are_utf8() - Is a string of a record UTF-8, on both sides of a cut?
 * @bytes: the string.
 */
bool bytes_are_utf8(const struct procmon_bytes *bytes);

/**
 * json_bytes() - Append a JSON string, with a marker where it was cut.
 * @buffer: the buffer.
 * @bytes: the bytes.
 * @is_escaped: write PROCMON_ESCAPE_JSON_BYTES; else the bytes are UTF-8.
 */
void json_bytes(struct buffer *buffer, const struct procmon_bytes *bytes,
		bool is_escaped);

/**
 * json_name() - Append a JSON string of constant text.
 * @buffer: the buffer.
 * @name: ASCII that needs no escaping.
 */
void json_name(struct buffer *buffer, const char *name);

/**
 * json_number() - Append a JSON number; over 2^53 a string.
 * @buffer: the buffer.
 * @number: the number.
 */
void json_number(struct buffer *buffer, uint64_t number);

#endif /* PROCMON_TEXT_H */
