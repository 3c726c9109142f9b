/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sensor.h - the sensor's own life: which hooks are armed, since when.
 */
#ifndef PROCMON_SENSOR_H
#define PROCMON_SENSOR_H

#include <linux/procmon.h>
#include <linux/types.h>

/**
 * struct sensor_hooks - State of the hooks, bit masks of enum procmon_hook.
 * @armed: they see.
 * @off: switched off by configuration.
 * @failed: did not arm.
 */
struct sensor_hooks {
	u32 armed;
	u32 off;
	u32 failed;
};

int sensor_init(void);
void sensor_exit(void);
int sensor_arm(void);
int sensor_disarm(void);
int sensor_lock(void);
bool sensor_is_armed(void);
void sensor_hooks(struct sensor_hooks *ret_hooks);
int sensor_hook_error(u32 hook);
const u8 *sensor_boot_id(void);

#endif /* PROCMON_SENSOR_H */
