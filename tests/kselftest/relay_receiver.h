/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * relay_receiver.h - whoever takes what a relay sends, and outlives it: a pipe,
 * a stream socket, a datagram socket, the journal of systemd. It must not know
 * which records there should be.
 */
#ifndef PROCMON_TESTS_RELAY_RECEIVER_H
#define PROCMON_TESTS_RELAY_RECEIVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "relay_output.h"

/**
 * enum receiver_kind - Who takes it.
 * @RECEIVER_NONE: nobody: the relay writes a file.
 * @RECEIVER_PIPE: lines, from all relays through the same pipe.
 * @RECEIVER_STREAM: lines, each relay has a connection of its own. What is
 *	behind the last newline of one is no line.
 * @RECEIVER_DATAGRAM: a message each.
 * @RECEIVER_JOURNAL: the systemd-journald of relay_journal.h.
 */
enum receiver_kind {
	RECEIVER_NONE,
	RECEIVER_PIPE,
	RECEIVER_STREAM,
	RECEIVER_DATAGRAM,
	RECEIVER_JOURNAL,
};

/**
 * struct receiver - A receiver.
 * @kind: which.
 * @pid: its process; 0: none runs.
 * @output: for a pipe: what to write to; else -1.
 * @received: shared memory: the numbers of the messages in their order; NULL:
 *	the journal has them.
 */
struct receiver {
	enum receiver_kind kind;
	pid_t pid;
	int output;
	struct received *received;
};

/**
 * receiver_start() - Start one.
 * @receiver: filled in.
 * @kind: which.
 * @path: of its socket, if it has one; anybody may write to it.
 *
 * Each but the journal takes a break now and then, so that records have to wait
 * in the relay.
 *
 * Return: 0 or -1; receiver_end() is due in any case.
 */
int receiver_start(struct receiver *receiver, enum receiver_kind kind,
		   const char *path);

/**
 * receiver_reaches() - Wait until it has a record.
 * @receiver: it.
 * @number: of the record, or one behind it.
 * @ms: for how long.
 *
 * Return: whether it has.
 */
bool receiver_reaches(const struct receiver *receiver, uint64_t number,
		      uint64_t ms);

/**
 * receiver_output() - Look at all that it has.
 * @receiver: it.
 * @output: as output_add() takes it.
 *
 * Return: 0; -1: it cannot be read.
 */
int receiver_output(const struct receiver *receiver,
		    struct relay_output *output);

/* End it, and take away what it has stored. */
void receiver_end(struct receiver *receiver);

#endif
