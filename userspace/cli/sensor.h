/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sensor.h - say what went wrong with the open device. It must not know what it
 * was opened for.
 */
#ifndef PROCMONCTL_SENSOR_H
#define PROCMONCTL_SENSOR_H

#include <libprocmon.h>

#include "sensor_open.h"

/**
 * sensor_error() - Say that something with the open device failed.
 * @what: what.
 * @error: -errno.
 *
 * Return: EXIT_STATUS_ERROR.
 */
int sensor_error(const char *what, int error);

/**
 * sensor_snapshot_error() - Say that no snapshot is given.
 * @tgid: of this process; 0: of all.
 * @error: -errno.
 *
 * Return: enum exit_status.
 */
int sensor_snapshot_error(uint32_t tgid, int error);

/**
 * sensor_record_error() - Say that a record of the device is malformed.
 * @problem: what is wrong.
 */
void sensor_record_error(const struct procmon_problem *problem);

#endif /* PROCMONCTL_SENSOR_H */
