/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snapshot_process.h - tells one process in the snapshot under way. Knows how a
 * process is captured and told; does not know which processes there are, nor who
 * asks.
 */
#ifndef PROCMON_SNAPSHOT_PROCESS_H
#define PROCMON_SNAPSHOT_PROCESS_H

#include <linux/types.h>

struct task_struct;

struct task_struct *snapshot_leader_get(u32 tgid);
int snapshot_process(u32 tgid, u64 start_boottime, bool is_last);

#endif /* PROCMON_SNAPSHOT_PROCESS_H */
