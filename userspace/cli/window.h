/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * window.h - how wide standard output's terminal is. It must not know what is
 * written.
 */
#ifndef PROCMONCTL_WINDOW_H
#define PROCMONCTL_WINDOW_H

#include <stddef.h>

/**
 * window_columns() - Ask for the width.
 *
 * Return: columns; where the terminal does not tell, what the environment says,
 * else 80.
 */
size_t window_columns(void);

#endif /* PROCMONCTL_WINDOW_H */
