/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * coredump_witness.h - sees each process that is about to dump core.
 */
#ifndef PROCMON_COREDUMP_WITNESS_H
#define PROCMON_COREDUMP_WITNESS_H

#include <linux/types.h>

int coredump_witness_arm(void);
void coredump_witness_disarm(void);
u64 coredump_witness_missed(void);

#endif /* PROCMON_COREDUMP_WITNESS_H */
