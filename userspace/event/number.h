/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * number.h - numbers as somebody typed them. It must not know what they count.
 */
#ifndef PROCMON_NUMBER_H
#define PROCMON_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/**
 * number_parse() - Read a decimal number: digits and nothing else.
 * @text: what was given.
 * @min: the least that it may be.
 * @max: the most.
 * @ret_number: returned: the number.
 *
 * Return: true; false: it is none, or none of these.
 */
bool number_parse(const char *text, uint64_t min, uint64_t max,
		  uint64_t *ret_number);

/**
 * number_parse_tgid() - Read a process id, which is never 0.
 * @text: what was given.
 * @ret_tgid: returned: the number.
 *
 * Return: true; false: it is none.
 */
bool number_parse_tgid(const char *text, uint32_t *ret_tgid);

#endif /* PROCMON_NUMBER_H */
