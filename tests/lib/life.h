/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life.h - records of a process's life, and what a reader asks the device for
 * to get them. It must not know what a test expects of them.
 */
#ifndef PROCMON_TESTS_LIFE_H
#define PROCMON_TESTS_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/procmon.h>

#include "stream.h"

/* Every type that can be chosen. */
#define LIFE_TYPES_ALL	(1U << PROCMON_TYPE_EXEC | \
			 1U << PROCMON_TYPE_EXEC_FAIL | \
			 1U << PROCMON_TYPE_FORK | \
			 1U << PROCMON_TYPE_EXIT | \
			 1U << PROCMON_TYPE_UID | \
			 1U << PROCMON_TYPE_GID | \
			 1U << PROCMON_TYPE_SID | \
			 1U << PROCMON_TYPE_PTRACE | \
			 1U << PROCMON_TYPE_COMM | \
			 1U << PROCMON_TYPE_COREDUMP | \
			 1U << PROCMON_TYPE_CRED)

/* The same in words of the parameter events, with threads. */
#define LIFE_EVENTS_ALL \
	"events=exec,exec_fail,fork,exit,uid,gid,cred,sid,ptrace,comm,coredump,threads"

/**
 * life_choose() - Ask for events beside those of the parameter.
 * @stream: an open stream; they are given back when it is closed.
 * @types: bit t is enum procmon_type t.
 * @flags: PROCMON_EVENTS_*.
 * Return: 0 or -errno.
 */
int life_choose(struct stream *stream, uint32_t types, uint32_t flags);

/**
 * life_snapshot() - Ask for a snapshot.
 * @stream: an open stream.
 * @tgid: of this process only; 0: of all.
 * @begin_seq: returned: number of its SNAPSHOT_BEGIN; may be NULL.
 * Return: 0 or -errno.
 */
int life_snapshot(struct stream *stream, uint32_t tgid, uint64_t *begin_seq);

/**
 * life_wait_for_snapshot() - Wait for the end of a snapshot.
 * @stream: a stream that was opened with O_NONBLOCK, behind whose position the
 *	end comes; goes on behind it.
 * @timeout_ms: for how long.
 * Return: whether it came.
 */
bool life_wait_for_snapshot(struct stream *stream, unsigned int timeout_ms);

/**
 * as_life() - A record as that of something that happened to a process.
 * @record: a record that stream_read() gave.
 * Return: it, or NULL when it is of another type.
 */
const struct procmon_life *as_life(const struct procmon_header *record);

/* A record as FORK, EXIT, PROC, or a snapshot's BEGIN or END; or NULL. */
const struct procmon_fork *as_fork(const struct procmon_header *record);
const struct procmon_exit *as_exit(const struct procmon_header *record);
const struct procmon_exec *as_proc(const struct procmon_header *record);
const struct procmon_snapshot *as_snapshot(const struct procmon_header *record);

/* The name of a type, for people. */
const char *life_type_name(unsigned int type);

#endif
