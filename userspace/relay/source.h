/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source.h - where records come from: the device, or a capture in its place.
 * It must not know where they go to.
 */
#ifndef PROCMON_RELAY_SOURCE_H
#define PROCMON_RELAY_SOURCE_H

#include <libprocmon.h>

#include "config.h"
#include "counters.h"

/**
 * struct source_type - What there is to a source. There is one at a time.
 * @open: open it; @name is that of a capture; returned: the start of a capture
 *	of these records. Return: enum exit_status; what is wrong was said.
 * @next: the next record, good until the next call. Return: 1; 0: none is
 *	there now; -ENODATA: none will come; -EBADMSG: a malformed one, @problem
 *	says what is wrong with it; or -errno.
 * @ack: all records up to this one are stored. Return: 0 or -errno.
 * @fd: descriptor to wait for POLLIN; -1: there is no waiting.
 * @look: see what the sensor says of itself. Return: 0 or -errno.
 * @close: close it.
 */
struct source_type {
	int (*open)(const char *name, const struct config *config,
		    struct procmon_capture *ret_capture);
	int (*next)(struct procmon_record *ret_record,
		    struct procmon_problem *problem);
	int (*ack)(uint64_t seq);
	int (*fd)(void);
	int (*look)(struct relay_counters *counters);
	void (*close)(void);
};

extern const struct source_type source_device;
extern const struct source_type source_replay;

#endif /* PROCMON_RELAY_SOURCE_H */
