/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mechanism.h - the ways to stand around execve(2): which of them this kernel
 * has, by other evidence than the sensor's, and loading the module with one.
 * It must not know what a test does then.
 */
#ifndef PROCMON_TESTS_MECHANISM_H
#define PROCMON_TESTS_MECHANISM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/procmon.h>

/* Name of a mechanism, as in the parameter hook. */
const char *mechanism_name(unsigned int mechanism);

/**
 * mechanism_absent() - Can this kernel do it at all?
 * @mechanism: enum procmon_mechanism.
 * Return: NULL: it can, so the sensor must; or why it cannot.
 */
const char *mechanism_absent(unsigned int mechanism);

/**
 * mechanism_load() - Load the module with one mechanism.
 * @mechanism: enum procmon_mechanism.
 * @more: more parameters, as insmod takes them.
 * Return: 0; -errno of the load; -ENODEV: it is loaded, but has not armed the
 *	mechanism: mechanism_state() says why.
 */
int mechanism_load(unsigned int mechanism, const char *more);

/**
 * mechanism_state() - What sysfs says of a mechanism.
 * @mechanism: enum procmon_mechanism.
 * Return: "armed", "not tried", "failed: TEXT"; good until the next call.
 */
const char *mechanism_state(unsigned int mechanism);

/* What sysfs says of a hook, such as "syscall"; good until the next call. */
const char *hook_state(const char *hook);

/**
 * hook_wait() - Wait until a hook's state starts with a text.
 * @hook: such as "syscall".
 * @state: such as "silent: ".
 * @ms: for how long.
 * Return: whether it came to that.
 */
bool hook_wait(const char *hook, const char *state, unsigned int ms);

/* Is there a function of this name in the kernel? */
bool kernel_has_symbol(const char *name);

/**
 * unload_soon() - Unload; what runs in the module for a moment only may put it
 * off.
 * @ms: for how long.
 * Return: 0 or a negative errno.
 */
int unload_soon(unsigned int ms);

/**
 * unload_disarmed() - Unload; disarm first if that must be.
 * @ms: for how long.
 * Return: 0 or a negative errno.
 */
int unload_disarmed(unsigned int ms);

#endif
