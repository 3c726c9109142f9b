/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * heartbeat.h - says at intervals that the sensor is alive, and what became of
 * all events.
 */
#ifndef PROCMON_HEARTBEAT_H
#define PROCMON_HEARTBEAT_H

void heartbeat_start(void);
void heartbeat_stop(void);

#endif /* PROCMON_HEARTBEAT_H */
