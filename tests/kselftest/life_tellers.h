/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life_tellers.h - what the connector and what the sensor tell of tasks, in the
 * one form of life_log.h. It must not know how they are compared.
 */
#ifndef PROCMON_TESTS_LIFE_TELLERS_H
#define PROCMON_TESTS_LIFE_TELLERS_H

#include <linux/cn_proc.h>

#include <linux/procmon.h>

/* A connector_visit; @context is the struct life_log to add to. */
void connector_tells(const struct proc_event *event, void *context);

/**
 * struct sensor_teller - What the sensor told.
 * @log: of it what the connector could tell, too.
 * @contradictions: records whose members do not fit together.
 * @contradiction: the first of them, for people.
 */
struct sensor_teller {
	struct life_log *log;
	unsigned int contradictions;
	char contradiction[160];
};

/* A stream_visit; @context is the struct sensor_teller. */
void sensor_tells(const struct procmon_header *record, void *context);

#endif
