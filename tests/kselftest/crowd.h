/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crowd.h - as many processes at once as are asked for, or as there is memory
 * for. It must not know what they are for.
 */
#ifndef PROCMON_TESTS_CROWD_H
#define PROCMON_TESTS_CROWD_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * struct crowd - Processes that do nothing.
 * @head: the process that created them, and waits for their end.
 * @count: shared memory: how many there are.
 * @enough: shared memory: all are there that will be.
 * @disperse: shared memory: they are to end.
 */
struct crowd {
	pid_t head;
	struct {
		unsigned int count;
		int enough;
		int disperse;
	} *shared;
};

/**
 * crowd_gather() - Create processes.
 * @crowd: filled in.
 * @wanted: how many.
 * @execute: each executes a program; else all share the memory of one.
 * @spare_kib: as much memory must be left.
 * Return: how many there are; -1: it could not even begin.
 */
int crowd_gather(struct crowd *crowd, unsigned int wanted, bool execute,
		 unsigned long spare_kib);

/* Let all end, and wait for that. Return: 0 or -1. */
int crowd_disperse(struct crowd *crowd);

/**
 * meminfo_kib() - A line of /proc/meminfo.
 * @name: such as "MemAvailable".
 * Return: KiB; 0: there is none.
 */
unsigned long meminfo_kib(const char *name);

/**
 * kmalloc_bytes() - What kmalloc() has given, by /proc/slabinfo.
 * Return: bytes; 0: it cannot be read.
 */
unsigned long long kmalloc_bytes(void);

#endif
