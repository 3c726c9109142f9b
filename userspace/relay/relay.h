/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * relay.h - the way of records from the source to the sinks, and of what is
 * stored back. It must not know a source or a sink by its kind.
 */
#ifndef PROCMON_RELAY_RELAY_H
#define PROCMON_RELAY_RELAY_H

#include "reload.h"
#include "source.h"

/**
 * relay_run() - Relay until there is nothing more, or until asked to end.
 * @reload: the configuration; it is read anew when asked to.
 * @source: an open source.
 * @capture: the start of a capture of its records.
 * @requests_fd: of requests_open().
 *
 * Return: enum exit_status.
 */
int relay_run(struct reload *reload, const struct source_type *source,
	      const struct procmon_capture *capture, int requests_fd);

#endif /* PROCMON_RELAY_RELAY_H */
