/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * events.h - choose which events the sensor records. It must not know what they
 * are for.
 */
#ifndef PROCMONCTL_EVENTS_H
#define PROCMONCTL_EVENTS_H

#include <stdint.h>

#include <libprocmon.h>

/**
 * events_choose() - Have events recorded, for as long as the device is open.
 * @device: the device.
 * @what: what they are for, to be said when it fails.
 * @types: bit t: enum procmon_type t.
 * @flags: PROCMON_EVENTS_*.
 *
 * Return: enum exit_status; EXIT_STATUS_OK also if it is not permitted, but they
 * are recorded anyway. Whatever is wrong was said.
 */
int events_choose(struct procmon_device *device, const char *what,
		  uint32_t types, uint32_t flags);

#endif /* PROCMONCTL_EVENTS_H */
