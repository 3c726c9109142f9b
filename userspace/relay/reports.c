// SPDX-License-Identifier: GPL-2.0-only
/*
 * reports.c - when and to whom the relay tells how it fares: log, metrics,
 * systemd. It must not know what is counted.
 */
#include "reports.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "message.h"
#include "metrics.h"
#include "notify.h"

static uint64_t earliest(const struct reports *reports)
{
	uint64_t at = reports->log_at;

	if (reports->metrics_at < at)
		at = reports->metrics_at;
	if (reports->watchdog_at < at)
		at = reports->watchdog_at;
	return at;
}

void reports_begin(struct reports *reports, const struct config *config,
		   uint64_t now)
{
	*reports = (struct reports) {
		.config = config,
		.log_at = config->report_s ? now + config->report_s * 1000 :
					     TIME_NEVER,
		.metrics_at = *config->metrics ? now : TIME_NEVER,
		.watchdog_at = now,
	};
	reports->at = earliest(reports);
}

static void make_log(const struct relay_counters *counters,
		     const struct sink *sinks, unsigned int count)
{
	char text[512];
	unsigned int i;

	counters_report(&relay_counter_table, counters, text, sizeof(text));
	message("counters: %s", text);
	for (i = 0; i < count; i++) {
		counters_report(&sink_counter_table, &sinks[i].counters, text,
				sizeof(text));
		message("counters of sink %s: %s", sinks[i].config->name,
			text);
	}
}

static void make_metrics(struct reports *reports,
			 const struct relay_counters *counters,
			 const struct sink *sinks, unsigned int count)
{
	const char *name = reports->config->metrics;
	struct buffer text = { 0 };
	int ret;

	metrics_text(counters, sinks, count, &text);
	ret = metrics_write(name, &text);
	buffer_free(&text);
	if (ret < 0 && !reports->has_failed)
		message("%s: %s; let the relay's user write its directory, metrics are tried again",
			name, strerror(-ret));
	reports->has_failed = ret < 0;
}

static void make_status(const struct relay_counters *counters,
			const struct sink *sinks, unsigned int count)
{
	unsigned int suspended = 0;
	char text[256];
	unsigned int i;

	for (i = 0; i < count; i++)
		suspended += sinks[i].is_suspended;
	snprintf(text, sizeof(text),
		 "%" PRIu64 " records read, %" PRIu64 " lost, %" PRIu64
		 " not acknowledged; %u of %u sinks suspended",
		 counters->records, counters->lost, counters->lag, suspended,
		 count);
	notify_status(text);
}

static uint64_t next(uint64_t now, uint64_t ms)
{
	return ms ? now + ms : TIME_NEVER;
}

void reports_make(struct reports *reports,
		  const struct relay_counters *counters,
		  const struct sink *sinks, unsigned int count, uint64_t now,
		  bool is_last)
{
	const struct config *config = reports->config;

	if (now >= reports->log_at || (is_last && config->report_s)) {
		make_log(counters, sinks, count);
		reports->log_at = next(now, config->report_s * 1000);
	}
	if (now >= reports->metrics_at || (is_last && *config->metrics)) {
		make_metrics(reports, counters, sinks, count);
		reports->metrics_at = next(now, config->metrics_s * 1000);
	}
	if (now >= reports->watchdog_at) {
		make_status(counters, sinks, count);
		reports->watchdog_at = next(now, notify_watchdog());
	}
	reports->at = earliest(reports);
}

void reports_ready(void)
{
	notify_ready();
}

void reports_reloading(void)
{
	notify_reloading();
}

void reports_stopping(uint64_t drain_ms)
{
	notify_stopping(drain_ms);
}
