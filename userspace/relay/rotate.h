/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rotate.h - generations of a file: NAME.1 is younger than NAME.2. It must not
 * know what is in them.
 */
#ifndef PROCMON_RELAY_ROTATE_H
#define PROCMON_RELAY_ROTATE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct rotate_limits - When a file is rotated.
 * @bytes: before it is larger; 0: whatever its size.
 * @seconds: when it is older; 0: whatever its age.
 */
struct rotate_limits {
	uint64_t bytes;
	uint64_t seconds;
};

/**
 * rotate_is_due() - Is it time?
 * @limits: the limits.
 * @bytes: size of the file; an empty one is never rotated.
 * @next: bytes that are to be added.
 * @age: how old it is, s.
 */
bool rotate_is_due(const struct rotate_limits *limits, uint64_t bytes,
		   uint64_t next, uint64_t age);

/**
 * rotate_files() - Make NAME be NAME.1, and so on.
 * @name: the file, less than PATH_MAX - 8 bytes.
 * @keep: how many generations are kept; the oldest goes.
 *
 * A generation that is missing is no error: those in front of it fill the gap,
 * and nothing older is touched.
 *
 * Return: 0; -errno: NAME is where it was.
 */
int rotate_files(const char *name, unsigned int keep);

#endif /* PROCMON_RELAY_ROTATE_H */
