/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * signals.h - signals that end a command that would go on for ever, or tell of
 * a window's new size. It must not know any command.
 */
#ifndef PROCMONCTL_SIGNALS_H
#define PROCMONCTL_SIGNALS_H

#include <stdbool.h>

#include <libprocmon.h>

/**
 * signals_catch() - From now on they only are remembered.
 *
 * A second one that ends the program does so at once: perhaps standard output
 * is stuck.
 *
 * Return: true; false: it failed, and that was said.
 */
bool signals_catch(void);

/**
 * signals_stop() - Is the command to end?
 */
bool signals_stop(void);

/**
 * signals_window() - Has the window another size since this was asked last?
 */
bool signals_window(void);

/**
 * signals_wait() - Wait for records or a signal.
 * @device: where records come from.
 *
 * Return: 0; -ENODEV: the sensor is gone; any other error of poll(2).
 */
int signals_wait(struct procmon_device *device);

#endif /* PROCMONCTL_SIGNALS_H */
