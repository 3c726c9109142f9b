/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reports.h - when and to whom the relay tells how it fares: log, metrics,
 * systemd. It must not know what is counted.
 */
#ifndef PROCMON_RELAY_REPORTS_H
#define PROCMON_RELAY_REPORTS_H

#include "config.h"
#include "sink.h"

/**
 * struct reports - When what is due.
 * @config: the configuration.
 * @at: the earliest of all.
 * @log_at: a report in the log.
 * @metrics_at: the metrics.
 * @watchdog_at: a sign of life.
 * @has_failed: the metrics could not be written, which was said.
 */
struct reports {
	const struct config *config;
	uint64_t at;
	uint64_t log_at;
	uint64_t metrics_at;
	uint64_t watchdog_at;
	bool has_failed;
};

/**
 * reports_begin() - Begin.
 * @reports: is filled; the metrics and a sign of life are due at once.
 * @config: the configuration; must stay.
 * @now: CLOCK_MONOTONIC, ms.
 */
void reports_begin(struct reports *reports, const struct config *config,
		   uint64_t now);

/**
 * reports_make() - Tell what is due.
 * @reports: when that is; is brought up to date.
 * @counters: of the relay, up to date.
 * @sinks: the sinks, likewise.
 * @count: how many.
 * @now: CLOCK_MONOTONIC, ms.
 * @is_last: the relay ends: tell all.
 */
void reports_make(struct reports *reports,
		  const struct relay_counters *counters,
		  const struct sink *sinks, unsigned int count, uint64_t now,
		  bool is_last);

/* The relay reads; reloads; ends, for which it takes @drain_ms. */
void reports_ready(void);
void reports_reloading(void);
void reports_stopping(uint64_t drain_ms);

#endif /* PROCMON_RELAY_REPORTS_H */
