/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snapshot_truth.h - what the records said of processes, against what those
 * who created them know. It must not know how the records were read.
 */
#ifndef PROCMON_TESTS_SNAPSHOT_TRUTH_H
#define PROCMON_TESTS_SNAPSHOT_TRUTH_H

#include <stdint.h>

#include "forkers.h"
#include "snapshot_ledger.h"

/**
 * struct truth_counts - What was compared.
 * @births: processes that were created, and have ended.
 * @before: of them: before the sensor was armed, so without a FORK.
 * @told: PROC records of them.
 * @wrong: that have not one FORK, one EXIT and one PROC for each snapshot.
 */
struct truth_counts {
	unsigned int births;
	unsigned int before;
	unsigned int told;
	unsigned int wrong;
};

/**
 * truth_compare() - Compare the entries of a ledger with births.
 * @births: processes that were created.
 * @count: how many.
 * @ledger: what the records said; its say() is called for each that is wrong.
 * @armed: from this moment on the sensor saw all, ns, CLOCK_MONOTONIC.
 * Return: what was compared.
 */
struct truth_counts truth_compare(const struct birth *births,
				  unsigned int count, struct ledger *ledger,
				  uint64_t armed);

/**
 * truth_compare_proc() - Compare who is live with the task list in /proc.
 * @ledger: what the records said up to now.
 * Return: how many processes are in one of them only.
 *
 * What happens at this moment may make a difference: try it again.
 */
unsigned int truth_compare_proc(struct ledger *ledger);

#endif
