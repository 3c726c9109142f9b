/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * internal.h - what the files of libprocmon share and do not export.
 */
#ifndef PROCMON_INTERNAL_H
#define PROCMON_INTERNAL_H

#include "libprocmon.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

int procmon_refuse(struct procmon_problem *ret_problem, int error,
		   const char *field, const char *text, uint64_t offset);
int procmon_frame(const void *bytes, size_t len, uint32_t *ret_len,
		  struct procmon_problem *ret_problem);

#endif /* PROCMON_INTERNAL_H */
