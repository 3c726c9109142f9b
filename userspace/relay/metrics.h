/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * metrics.h - the counters as Prometheus reads them. It must not know who
 * counts.
 */
#ifndef PROCMON_RELAY_METRICS_H
#define PROCMON_RELAY_METRICS_H

#include "buffer.h"
#include "sink.h"

/**
 * metrics_text() - Append all metrics.
 * @counters: of the relay.
 * @sinks: the sinks, whose counters are up to date.
 * @count: how many.
 * @buffer: the buffer.
 */
void metrics_text(const struct relay_counters *counters,
		  const struct sink *sinks, unsigned int count,
		  struct buffer *buffer);

/**
 * metrics_write() - Write a file, so that nobody ever reads a part of it.
 * @name: the file; NAME.tmp beside it is written first.
 * @text: its content.
 *
 * Return: 0 or -errno.
 */
int metrics_write(const char *name, const struct buffer *text);

#endif /* PROCMON_RELAY_METRICS_H */
