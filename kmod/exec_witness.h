/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec_witness.h - sees each successful exec, once.
 */
#ifndef PROCMON_EXEC_WITNESS_H
#define PROCMON_EXEC_WITNESS_H

#include <linux/types.h>

/**
 * struct exec_witness_counters - What it did.
 * @seen: execs.
 * @unseen: of these, that a task called for and the syscall witness, armed,
 *	did not see.
 * @file_unseen: of these, that the file witness, armed, did not see.
 */
struct exec_witness_counters {
	u64 seen;
	u64 unseen;
	u64 file_unseen;
};

int exec_witness_arm(void);
void exec_witness_go(void);
void exec_witness_disarm(void);
void exec_witness_look(struct exec_witness_counters *ret_counters);

#endif /* PROCMON_EXEC_WITNESS_H */
