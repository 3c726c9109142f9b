/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exit_status.h - what the tools return.
 */
#ifndef PROCMON_EXIT_STATUS_H
#define PROCMON_EXIT_STATUS_H

/**
 * enum exit_status - What a tool returns.
 * @EXIT_STATUS_OK: all went well.
 * @EXIT_STATUS_ERROR: an error while running.
 * @EXIT_STATUS_USAGE: wrong command line.
 * @EXIT_STATUS_ABSENT: there is no sensor.
 * @EXIT_STATUS_PERMISSION: not permitted.
 * @EXIT_STATUS_ABI: the sensor speaks another version of the protocol.
 * @EXIT_STATUS_LOSS: records were lost, and --strict was given; or they are
 *	missing.
 * @EXIT_STATUS_PIPE: nobody reads standard output any more.
 */
enum exit_status {
	EXIT_STATUS_OK		= 0,
	EXIT_STATUS_ERROR	= 1,
	EXIT_STATUS_USAGE	= 2,
	EXIT_STATUS_ABSENT	= 3,
	EXIT_STATUS_PERMISSION	= 4,
	EXIT_STATUS_ABI		= 5,
	EXIT_STATUS_LOSS	= 7,
	EXIT_STATUS_PIPE	= 141,
};

#endif /* PROCMON_EXIT_STATUS_H */
