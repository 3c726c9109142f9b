/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - what all unit tests include: cmocka, random numbers that repeat,
 * and an encoder of UTF-8 that is not the one under test.
 */
#ifndef CHECK_H
#define CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* splitmix64: the same numbers on every machine */
static inline uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static inline size_t put_utf8(unsigned char *bytes, uint32_t code_point)
{
	size_t len = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 :
		     code_point < 0x10000 ? 3 : 4;
	static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t i;

	for (i = len - 1; i > 0; i--) {
		bytes[i] = 0x80 | (code_point & 0x3f);
		code_point >>= 6;
	}
	bytes[0] = marks[len] | code_point;
	return len;
}

#endif /* CHECK_H */
