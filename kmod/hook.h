/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hook.h - the hooks and what may be wrong with them, in words.
 */
#ifndef PROCMON_HOOK_H
#define PROCMON_HOOK_H

#include <linux/types.h>

const char *hook_name(u32 hook);
const char *hook_cause_name(u32 cause);

#endif /* PROCMON_HOOK_H */
