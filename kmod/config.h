/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config.h - says in the stream that the configuration was changed, and by
 * whom.
 */
#ifndef PROCMON_CONFIG_H
#define PROCMON_CONFIG_H

#include <linux/procmon.h>
#include <linux/types.h>

void config_start(void);
void config_stop(void);
void config_tell(u32 setting, const u64 *before, const u64 *after, u32 words);

#endif /* PROCMON_CONFIG_H */
