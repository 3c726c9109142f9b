/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stats.h - counters and states in /sys/class/misc/procmon.
 */
#ifndef PROCMON_STATS_H
#define PROCMON_STATS_H

#include <linux/sysfs.h>

extern const struct attribute_group *stats_groups[];

#endif /* PROCMON_STATS_H */
