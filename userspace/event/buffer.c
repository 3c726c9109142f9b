// SPDX-License-Identifier: GPL-2.0-only
/*
 * buffer.c - bytes that grow at their end. It must not know what they mean.
 */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "message.h"

#define BUFFER_MIN_BYTES	4096

static const char hex_digits[] = "0123456789abcdef";

char *buffer_grow(struct buffer *buffer, size_t len)
{
	size_t size;
	char *data;

	if (len > SIZE_MAX / 2 - buffer->len)
		memory_error();
	size = buffer->size ? buffer->size : BUFFER_MIN_BYTES;
	while (size - buffer->len < len)
		size *= 2;
	data = realloc(buffer->data, size);
	if (!data)
		memory_error();
	buffer->data = data;
	buffer->size = size;
	return data + buffer->len;
}

/* Two digits at a time take half as many divisions of 64 bits. */
static void put_pair(char *text, unsigned int pair)
{
	text[0] = (char)('0' + pair / 10);
	text[1] = (char)('0' + pair % 10);
}

void buffer_number(struct buffer *buffer, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	while (number >= 100) {
		at -= 2;
		put_pair(digits + at, (unsigned int)(number % 100));
		number /= 100;
	}
	if (number >= 10) {
		at -= 2;
		put_pair(digits + at, (unsigned int)number);
	} else {
		digits[--at] = (char)('0' + number);
	}
	buffer_add(buffer, digits + at, sizeof(digits) - at);
}

void buffer_signed(struct buffer *buffer, int64_t number)
{
	uint64_t magnitude = (uint64_t)number;

	if (number < 0) {
		buffer_char(buffer, '-');
		magnitude = -magnitude;
	}
	buffer_number(buffer, magnitude);
}

void buffer_octal(struct buffer *buffer, uint64_t number, unsigned int digits)
{
	char text[24];
	size_t at = sizeof(text);

	while (number || sizeof(text) - at < digits) {
		text[--at] = (char)('0' + (number & 7));
		number >>= 3;
	}
	buffer_add(buffer, text + at, sizeof(text) - at);
}

void buffer_padded(struct buffer *buffer, uint64_t number,
		   unsigned int digits)
{
	char *text = buffer_reserve(buffer, digits);
	unsigned int at = digits;

	while (at >= 2) {
		at -= 2;
		put_pair(text + at, (unsigned int)(number % 100));
		number /= 100;
	}
	if (at)
		*text = (char)('0' + number % 10);
	buffer->len += digits;
}

void buffer_hex_number(struct buffer *buffer, uint64_t number,
		       unsigned int digits)
{
	char *text = buffer_reserve(buffer, digits + 2);
	unsigned int at = digits + 2;

	text[0] = '0';
	text[1] = 'x';
	while (at > 2) {
		text[--at] = hex_digits[number & 15];
		number >>= 4;
	}
	buffer->len += digits + 2;
}

void buffer_hex(struct buffer *buffer, const unsigned char *bytes, size_t len)
{
	char *text = buffer_reserve(buffer, 2 * len);
	size_t i;

	for (i = 0; i < len; i++) {
		text[2 * i] = hex_digits[bytes[i] >> 4];
		text[2 * i + 1] = hex_digits[bytes[i] & 15];
	}
	buffer->len += 2 * len;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (len < 0)
		memory_error();
	buffer_reserve(buffer, (size_t)len + 1);
	va_start(arguments, format);
	vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format,
		  arguments);
	va_end(arguments);
	buffer->len += (size_t)len;
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}
