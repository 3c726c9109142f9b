/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * params.h - the module's parameters.
 */
#ifndef PROCMON_PARAMS_H
#define PROCMON_PARAMS_H

#include <linux/procmon.h>
#include <linux/types.h>

/**
 * struct params - Parameters, checked.
 * @ring_bytes: size of the ring, a power of two.
 * @argv_bytes: how much of argv is kept.
 * @env_bytes: how much of envp is kept.
 * @grace_ms: for how long a hold outlives its holder.
 * @images_max: how many images of running programs are kept.
 * @mechanisms: that the syscall witness may try, bit mask of enum
 *	procmon_mechanism; 0: it is off.
 * @kretprobe_max: calls at once that a kretprobe has room for.
 * @heartbeat_ms: time between HEARTBEAT records; 0: there are none.
 * @file_witness: arm the file witness.
 * @task_work: capture in two stages.
 * @snapshot: tell the processes that run already when the hooks are armed.
 */
struct params {
	u64 ring_bytes;
	u32 argv_bytes;
	u32 env_bytes;
	u32 grace_ms;
	u32 images_max;
	u32 mechanisms;
	u32 kretprobe_max;
	u32 heartbeat_ms;
	bool file_witness;
	bool task_work;
	bool snapshot;
};

extern struct params params;

int params_init(void);
bool params_fail_allocation(void);
bool params_is_filtered(u32 error);
void params_fail_errno(struct procmon_errno_set *ret_set);
u32 params_full_policy(void);
u32 params_block_ms(void);

#endif /* PROCMON_PARAMS_H */
