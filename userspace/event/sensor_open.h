/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sensor_open.h - open the device, or say why not. It must not know what for.
 */
#ifndef PROCMON_SENSOR_OPEN_H
#define PROCMON_SENSOR_OPEN_H

#include <libprocmon.h>

/**
 * sensor_open() - Open the device, not to wait in read(2).
 * @ret_device: returned: the device; procmon_device_close() closes it.
 *
 * Return: enum exit_status; whatever is wrong was said.
 */
int sensor_open(struct procmon_device **ret_device);

#endif /* PROCMON_SENSOR_OPEN_H */
