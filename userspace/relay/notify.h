/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * notify.h - what systemd is told, where the relay runs as its service. It
 * must not know why.
 */
#ifndef PROCMON_RELAY_NOTIFY_H
#define PROCMON_RELAY_NOTIFY_H

#include <stdint.h>

/* All is open, records are read. */
void notify_ready(void);

/* Files are reopened; notify_ready() follows. */
void notify_reloading(void);

/* The relay ends; @drain_ms: and may take so long. */
void notify_stopping(uint64_t drain_ms);

/* What "systemctl status" shows. */
void notify_status(const char *text);

/**
 * notify_watchdog() - The relay is alive.
 *
 * Return: ms until it must be told again; 0: nobody watches.
 */
uint64_t notify_watchdog(void);

#endif /* PROCMON_RELAY_NOTIFY_H */
