/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hostile.h - random numbers, and random bytes that are hard on whoever makes
 * text of them. Knows no record.
 */
#ifndef TESTS_SCALE_HOSTILE_H
#define TESTS_SCALE_HOSTILE_H

#include <stddef.h>
#include <stdint.h>

/**
 * next_random() - The next of a sequence, the same on every machine.
 * @state: the sequence; any number begins one.
 */
static inline uint64_t next_random(uint64_t *state)
{
	/* splitmix64 */
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/**
 * below() - A random number.
 * @state: as of next_random().
 * @limit: it is below this.
 */
static inline uint32_t below(uint64_t *state, uint32_t limit)
{
	return (uint32_t)(next_random(state) % limit);
}

/**
 * hostile_text() - Random bytes, without NUL.
 * @state: as of next_random().
 * @bytes: where to.
 * @size: at most so many.
 *
 * One in four is harmless, so that text without an escape is there too.
 *
 * Return: how many they are.
 */
size_t hostile_text(uint64_t *state, unsigned char *bytes, size_t size);

/**
 * hostile_path() - Likewise, below "/".
 * @state: as of next_random().
 * @bytes: where to.
 * @size: at most so many, at least 1.
 *
 * Return: how many they are.
 */
size_t hostile_path(uint64_t *state, unsigned char *bytes, size_t size);

/**
 * hostile_words() - Likewise, as arguments: each ends with NUL.
 * @state: as of next_random().
 * @bytes: where to.
 * @size: at most so many.
 * @is_env: most have a name and a value.
 *
 * Return: how many bytes they are.
 */
size_t hostile_words(uint64_t *state, unsigned char *bytes, size_t size,
		     int is_env);

#endif /* TESTS_SCALE_HOSTILE_H */
