// SPDX-License-Identifier: GPL-2.0-only
/*
 * number.c - numbers as somebody typed them. It must not know what they count.
 */
#include "number.h"

#include <errno.h>
#include <stdlib.h>

bool number_parse(const char *text, uint64_t min, uint64_t max,
		  uint64_t *ret_number)
{
	unsigned long long number;
	char *end;

	/* strtoull(3) would take blanks and a sign, too */
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || *end || number < min || number > max)
		return false;
	*ret_number = number;
	return true;
}

bool number_parse_tgid(const char *text, uint32_t *ret_tgid)
{
	uint64_t number;

	if (!number_parse(text, 1, INT32_MAX, &number))
		return false;
	*ret_tgid = (uint32_t)number;
	return true;
}
