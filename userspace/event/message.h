/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * message.h - what a tool says on standard error. It must not know what
 * went wrong.
 */
#ifndef PROCMON_MESSAGE_H
#define PROCMON_MESSAGE_H

/**
 * message() - Say something on standard error, after the program's name.
 * @format: as printf(3); names the object, the reason and the remedy. What
 *	comes from outside is made safe here.
 */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * usage_error() - Say what is wrong with the command line.
 * @format: as printf(3).
 *
 * Return: EXIT_STATUS_USAGE.
 */
int usage_error(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/**
 * memory_error() - Say that there is no memory, and end.
 */
void memory_error(void) __attribute__((noreturn));

#endif /* PROCMON_MESSAGE_H */
