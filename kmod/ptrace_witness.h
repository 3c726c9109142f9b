/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ptrace_witness.h - sees each tracer that comes or goes.
 */
#ifndef PROCMON_PTRACE_WITNESS_H
#define PROCMON_PTRACE_WITNESS_H

#include <linux/types.h>

int ptrace_witness_arm(void);
void ptrace_witness_disarm(void);
u64 ptrace_witness_missed(void);

#endif /* PROCMON_PTRACE_WITNESS_H */
