/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * comm_witness.h - sees each task that is renamed, but for an exec.
 */
#ifndef PROCMON_COMM_WITNESS_H
#define PROCMON_COMM_WITNESS_H

int comm_witness_arm(void);
void comm_witness_disarm(void);

#endif /* PROCMON_COMM_WITNESS_H */
