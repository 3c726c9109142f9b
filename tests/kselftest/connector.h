/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * connector.h - a listener to the kernel's process events connector. It must
 * not know of the sensor.
 */
#ifndef PROCMON_TESTS_CONNECTOR_H
#define PROCMON_TESTS_CONNECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/cn_proc.h>

#define CONNECTOR_CPUS_MAX	256

/**
 * struct connector - A listener.
 * @fd: the socket.
 * @events: that came.
 * @overflows: how often recv() said ENOBUFS.
 * @holes: events that the numbers of a processor say are missing.
 * @next: number that the next event of a processor has.
 * @numbered: whether @next is known.
 * @error: what is wrong, when a call returned -1.
 */
struct connector {
	int fd;
	uint64_t events;
	uint64_t overflows;
	uint64_t holes;
	uint32_t next[CONNECTOR_CPUS_MAX];
	bool numbered[CONNECTOR_CPUS_MAX];
	char error[128];
};

/**
 * typedef connector_visit - Called for each event.
 * @event: it.
 * @context: what the caller of connector_drain() gave.
 */
typedef void connector_visit(const struct proc_event *event, void *context);

/**
 * connector_open() - Begin to listen.
 * @connector: filled in.
 * @bytes: buffer of the socket, also above the system's limit.
 * Return: 0, or -1 with @connector->error set.
 */
int connector_open(struct connector *connector, int bytes);

/**
 * connector_drain() - Take what has come.
 * @connector: a listener.
 * @visit: called for each event; NULL: nobody.
 * @context: for @visit.
 * Return: 0, or -1 with @connector->error set.
 */
int connector_drain(struct connector *connector, connector_visit *visit,
		    void *context);

/* Stop listening; one whose connector_open() failed is fine. */
void connector_close(struct connector *connector);

#endif
