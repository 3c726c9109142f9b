/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * output.h - standard output: collected, written whole, errors never
 * overlooked. It must not know what is written.
 */
#ifndef PROCMON_OUTPUT_H
#define PROCMON_OUTPUT_H

#include <stdbool.h>

#include "buffer.h"

/**
 * output_open() - Check that there is a standard output.
 *
 * Also makes sure that no file that is opened later becomes one of the three
 * standard ones, and that a reader that goes away is an error, no signal.
 *
 * Return: true; false: there is none, and that was said.
 */
bool output_open(void);

/**
 * output_buffer() - What will be written next.
 *
 * Return: the buffer to append to.
 */
struct buffer *output_buffer(void);

/**
 * output_flush() - Write what was collected.
 *
 * Return: true; false: it failed, now or before.
 */
bool output_flush(void);

/**
 * output_close() - Write the rest and close.
 * @status: enum exit_status so far.
 *
 * Return: @status; EXIT_STATUS_PIPE if nobody reads any more; or
 * EXIT_STATUS_ERROR, which was said, if something could not be written.
 */
int output_close(int status);

/**
 * output_is_terminal() - Is standard output a terminal?
 */
bool output_is_terminal(void);

#endif /* PROCMON_OUTPUT_H */
