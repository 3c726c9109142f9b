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
 * @late: records that needed stage 2 for argv, envp or the path.
 * @unread: records with an argv or envp that could not be read whole.
 */
struct exec_witness_counters {
	u64 seen;
	u64 late;
	u64 unread;
};

int exec_witness_resolve_task_work(void);
int exec_witness_arm(bool two_stages);
void exec_witness_go(void);
void exec_witness_disarm(void);
bool exec_witness_drain(unsigned int timeout_ms);
void exec_witness_look(struct exec_witness_counters *ret_counters);

#endif /* PROCMON_EXEC_WITNESS_H */
