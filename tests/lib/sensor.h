/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sensor.h - the module from outside its device: loading, unloading, sysfs,
 * the kernel log. It must not know about records.
 */
#ifndef PROCMON_TESTS_SENSOR_H
#define PROCMON_TESTS_SENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SENSOR_SYSFS		"/sys/class/misc/procmon"
#define SENSOR_PARAMETERS	"/sys/module/procmon/parameters"
#define SENSOR_EVENTS		SENSOR_PARAMETERS "/events"

/* What is recorded unless told. */
#define SENSOR_EVENTS_DEFAULT	"exec,exec_fail,exit,uid,gid,cred"
/* An exec leaves one record: for tests that count them. */
#define SENSOR_EVENTS_EXECS	"exec,exec_fail"
/* To load the module so, and without a word of what runs already. */
#define SENSOR_LOAD_EXECS	"snapshot=N events=" SENSOR_EVENTS_EXECS

/**
 * struct counters - The sensor's counters.
 * @captured: events.
 * @delivered: given to a reader.
 * @overwritten: dropped before any reader came.
 * @lost: never in the ring.
 * @pending: in the ring, given to no reader yet.
 * @tombstones: records with the bare fact only.
 */
struct counters {
	uint64_t captured;
	uint64_t delivered;
	uint64_t overwritten;
	uint64_t lost;
	uint64_t pending;
	uint64_t tombstones;
};

/**
 * sensor_load() - Load the module.
 * @parameters: as insmod takes them. Without heartbeat_s there are no
 *	heartbeats.
 * Return: 0 or a negative errno.
 *
 * The module is /procmon/procmon.ko, or what PROCMON_MODULE names.
 */
int sensor_load(const char *parameters);

/* Unload the module, without waiting. Return: 0 or a negative errno. */
int sensor_unload(void);

/* Whether the module is loaded. */
bool sensor_loaded(void);

/**
 * file_read() - Read a small file.
 * @path: the file.
 * @text: filled in, without the last newline.
 * @size: of @text.
 * Return: 0 or a negative errno.
 */
int file_read(const char *path, char *text, size_t size);

/* Write @text to the file @path in one write(). Return: 0 or -errno. */
int file_write(const char *path, const char *text);

/**
 * sensor_value() - A number below SENSOR_SYSFS.
 * @name: such as "ring/bytes".
 * Return: it; UINT64_MAX when there is none.
 */
uint64_t sensor_value(const char *name);

/* Read the counters. Return: 0, or -1 when one is not there. */
int sensor_counters(struct counters *counters);

/* Whether captured = delivered + overwritten + lost + pending. */
bool counters_balance(const struct counters *counters);

/* The kernel log from now on. Return: a file descriptor or -errno. */
int kernel_log_open(void);

/**
 * kernel_log_find() - Look for a text in what was logged since.
 * @fd: of kernel_log_open().
 * @text: looked for within one line.
 */
bool kernel_log_find(int fd, const char *text);

#endif
