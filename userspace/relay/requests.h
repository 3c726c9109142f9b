/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * requests.h - what signals ask for. It must not know what is done about it.
 */
#ifndef PROCMON_RELAY_REQUESTS_H
#define PROCMON_RELAY_REQUESTS_H

#include <stdbool.h>

/* SIGTERM, SIGINT: store what there is, and end. */
#define REQUEST_STOP	(1U << 0)
/* SIGHUP: read the configuration anew, open files again. */
#define REQUEST_RELOAD	(1U << 1)

/**
 * requests_open() - Have signals come as requests.
 *
 * Return: descriptor to wait for POLLIN; -1: it failed, which was said.
 */
int requests_open(void);

/**
 * requests_take() - What was asked for since the last call?
 *
 * Return: REQUEST_*.
 */
unsigned int requests_take(void);

#endif /* PROCMON_RELAY_REQUESTS_H */
