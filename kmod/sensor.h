/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sensor.h - the sensor's own life: armed or not, locked, and what it records.
 */
#ifndef PROCMON_SENSOR_H
#define PROCMON_SENSOR_H

#include <linux/procmon.h>
#include <linux/types.h>

struct events_choice;

int sensor_init(void);
void sensor_exit(void);
int sensor_arm(void);
int sensor_disarm(void);
int sensor_lock(void);
int sensor_choose_events(struct events_choice *choice,
			 const struct procmon_events *chosen);
void sensor_forget_events(struct events_choice *choice);
bool sensor_is_armed(void);
const u8 *sensor_boot_id(void);

#endif /* PROCMON_SENSOR_H */
