/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * relay_journal.h - a systemd-journald of a test's own: its sockets, its files
 * and its configuration have a name that the journal of the machine does not
 * have. It must not know who sends to it.
 */
#ifndef PROCMON_TESTS_RELAY_JOURNAL_H
#define PROCMON_TESTS_RELAY_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "relay_output.h"

#define JOURNAL_NAME	"procmon-test"
#define JOURNAL_SOCKET	"/run/systemd/journal." JOURNAL_NAME "/socket"

/* Whether there is a systemd-journald here, and a journalctl. */
bool journal_is_there(void);

/**
 * journal_start() - Start it, and wait until it listens.
 *
 * It drops nothing for being sent too fast: that nobody could see.
 *
 * Return: its pid; -1: it does not come up.
 */
pid_t journal_start(void);

/* The number of the last record that it has stored; 0: none. */
uint64_t journal_last(void);

/* Look at each record, in their order. Return: 0; -1: journalctl failed. */
int journal_output(struct relay_output *output);

/* Remove what is left of it; it has ended. */
void journal_remove(void);

#endif
