// SPDX-License-Identifier: GPL-2.0-only
/*
 * metrics.c - the counters as Prometheus reads them. It must not know who
 * counts.
 */
#include "metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "config_key.h"

static void head(struct buffer *buffer, const char *prefix,
		 const struct counter *counter)
{
	const char *total = counter->is_gauge ? "" : "_total";

	buffer_printf(buffer, "# HELP %s%s%s %s\n# TYPE %s%s%s %s\n", prefix,
		      counter->name, total, counter->help, prefix,
		      counter->name, total,
		      counter->is_gauge ? "gauge" : "counter");
}

/* Nobody has an alarm on a bit of a number. */
static void bit_metrics(const struct counter *counter, uint64_t bits,
			struct buffer *buffer)
{
	unsigned int i;

	for (i = 0; i < counter->bit_names->count; i++)
		buffer_printf(buffer, "procmon_relay_%s{%s=\"%s\"} %u\n",
			      counter->name, counter->bit,
			      names_find(counter->bit_names, i),
			      (unsigned int)(bits >> i & 1));
}

static void relay_metric(const struct counter *counter,
			 const struct relay_counters *counters,
			 struct buffer *buffer)
{
	head(buffer, "procmon_relay_", counter);
	if (counter->bit) {
		bit_metrics(counter, counter_value(counter, counters), buffer);
		return;
	}
	buffer_printf(buffer, "procmon_relay_%s%s %llu\n", counter->name,
		      counter->is_gauge ? "" : "_total",
		      (unsigned long long)counter_value(counter, counters));
}

static void cause_metrics(const struct relay_counters *counters,
			  struct buffer *buffer)
{
	static const struct counter row = {
		.name = "lost_by_cause",
		.help = "records that were lost, by cause",
	};
	unsigned int i;

	head(buffer, "procmon_relay_", &row);
	for (i = 0; i < PROCMON_CAUSE_COUNT; i++)
		if (names_find(&cause_names, i))
			buffer_printf(buffer, "procmon_relay_lost_by_cause_total{cause=\"%s\"} %llu\n",
				      names_find(&cause_names, i),
				      (unsigned long long)
				      counters->lost_by_cause[i]);
}

/* Names of sinks and kinds need no escaping. */
static void sink_metrics(const struct counter *counter,
			 const struct sink *sinks, unsigned int count,
			 struct buffer *buffer)
{
	unsigned int i;

	head(buffer, "procmon_relay_sink_", counter);
	for (i = 0; i < count; i++)
		buffer_printf(buffer, "procmon_relay_sink_%s%s{sink=\"%s\",type=\"%s\"} %llu\n",
			      counter->name, counter->is_gauge ? "" : "_total",
			      sinks[i].config->name,
			      names_find(&sink_kind_names,
					 sinks[i].config->kind),
			      (unsigned long long)
			      counter_value(counter, &sinks[i].counters));
}

void metrics_text(const struct relay_counters *counters,
		  const struct sink *sinks, unsigned int count,
		  struct buffer *buffer)
{
	size_t i;

	for (i = 0; i < relay_counter_table.count; i++)
		relay_metric(&relay_counter_table.rows[i], counters, buffer);
	cause_metrics(counters, buffer);
	for (i = 0; i < sink_counter_table.count; i++)
		sink_metrics(&sink_counter_table.rows[i], sinks, count,
			     buffer);
}

int metrics_write(const char *name, const struct buffer *text)
{
	char other[CONFIG_TEXT_MAX + 8];
	int ret = 0;
	int fd;

	snprintf(other, sizeof(other), "%s.tmp", name);
	fd = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		  0644);
	if (fd < 0)
		return -errno;
	ret = procmon_capture_write(fd, text->data, text->len);
	if (close(fd) < 0 && !ret)
		ret = -errno;
	if (!ret && rename(other, name) < 0)
		ret = -errno;
	if (ret)
		unlink(other);
	return ret;
}
