/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * formats.h - the ways to write records, by name, and what is peculiar to the
 * table.
 */
#ifndef PROCMONCTL_FORMATS_H
#define PROCMONCTL_FORMATS_H

#include "format.h"

extern const struct format format_table;

/**
 * format_find() - Way to write by name.
 * @name: its name.
 *
 * Return: the format, or NULL.
 */
const struct format *format_find(const char *name);

/**
 * table_window_changed() - The terminal has another size from now on.
 */
void table_window_changed(void);

/**
 * notice_write() - Append a line about a record that is not about a process.
 * @event: the record.
 * @use_color: mark it with colours.
 * @buffer: the buffer.
 */
void notice_write(const struct event *event, bool use_color,
		  struct buffer *buffer);

#endif /* PROCMONCTL_FORMATS_H */
