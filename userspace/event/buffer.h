/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * buffer.h - bytes that grow at their end. It must not know what they mean.
 */
#ifndef PROCMON_BUFFER_H
#define PROCMON_BUFFER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/**
 * struct buffer - Bytes.
 * @data: start; NULL if there never were any.
 * @len: how many there are.
 * @size: how many fit.
 */
struct buffer {
	char *data;
	size_t len;
	size_t size;
};

/**
 * buffer_grow() - Make room behind the end; what buffer_reserve() calls.
 * @buffer: the buffer.
 * @len: for so many bytes.
 *
 * Return: as buffer_reserve().
 */
char *buffer_grow(struct buffer *buffer, size_t len);

/**
 * buffer_reserve() - Make room behind the end.
 * @buffer: the buffer.
 * @len: for so many bytes.
 *
 * Ends the program when there is no memory.
 *
 * Return: where they go; add what was written to @buffer->len.
 */
static inline char *buffer_reserve(struct buffer *buffer, size_t len)
{
	if (len <= buffer->size - buffer->len)
		return buffer->data + buffer->len;
	return buffer_grow(buffer, len);
}

/**
 * buffer_add() - Append bytes.
 * @buffer: the buffer.
 * @bytes: the bytes.
 * @len: how many.
 */
static inline void buffer_add(struct buffer *buffer, const void *bytes,
			      size_t len)
{
	if (!len)
		return;
	memcpy(buffer_reserve(buffer, len), bytes, len);
	buffer->len += len;
}

/**
 * buffer_text() - Append a string.
 * @buffer: the buffer.
 * @text: NUL-terminated.
 */
static inline void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

/**
 * buffer_char() - Append one byte.
 * @buffer: the buffer.
 * @c: the byte.
 */
static inline void buffer_char(struct buffer *buffer, char c)
{
	*buffer_reserve(buffer, 1) = c;
	buffer->len++;
}

/**
 * buffer_number() - Append a decimal number.
 * @buffer: the buffer.
 * @number: the number.
 */
void buffer_number(struct buffer *buffer, uint64_t number);

/**
 * buffer_signed() - Append a decimal number that may be negative.
 * @buffer: the buffer.
 * @number: the number.
 */
void buffer_signed(struct buffer *buffer, int64_t number);

/**
 * buffer_octal() - Append an octal number.
 * @buffer: the buffer.
 * @number: the number.
 * @digits: how many digits at least.
 */
void buffer_octal(struct buffer *buffer, uint64_t number,
		  unsigned int digits);

/**
 * buffer_padded() - Append a decimal number of fixed width.
 * @buffer: the buffer.
 * @number: the number.
 * @digits: how many digits; more significant ones are left out.
 */
void buffer_padded(struct buffer *buffer, uint64_t number,
		   unsigned int digits);

/**
 * buffer_hex_number() - Append a hexadecimal number with "0x" in front.
 * @buffer: the buffer.
 * @number: the number.
 * @digits: how many digits; more significant ones are left out.
 */
void buffer_hex_number(struct buffer *buffer, uint64_t number,
		       unsigned int digits);

/**
 * buffer_hex() - Append bytes as hexadecimal digits.
 * @buffer: the buffer.
 * @bytes: the bytes.
 * @len: how many.
 */
void buffer_hex(struct buffer *buffer, const unsigned char *bytes,
		size_t len);

/**
 * buffer_printf() - Append as printf(3) would.
 * @buffer: the buffer.
 * @format: as printf(3).
 */
void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * buffer_free() - Give the memory back.
 * @buffer: is empty afterwards.
 */
void buffer_free(struct buffer *buffer);

#endif /* PROCMON_BUFFER_H */
