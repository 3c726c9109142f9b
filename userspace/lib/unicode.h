/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unicode.h - what the bytes of a character are, and which characters must
 * not reach a terminal as they are. Knows nothing about escaping.
 */
#ifndef PROCMON_UNICODE_H
#define PROCMON_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

size_t procmon_utf8_decode(const unsigned char *bytes, size_t len,
			   uint32_t *ret_code_point);
bool procmon_unicode_is_unsafe(uint32_t code_point);

#endif /* PROCMON_UNICODE_H */
