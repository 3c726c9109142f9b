/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * params.h - the module's parameters.
 */
#ifndef PROCMON_PARAMS_H
#define PROCMON_PARAMS_H

#include <linux/types.h>

/**
 * struct params - Parameters, checked.
 * @ring_bytes: size of the ring, a power of two.
 * @argv_bytes: how much of argv is kept.
 * @env_bytes: how much of envp is kept.
 * @grace_ms: for how long a hold outlives its holder.
 * @file_witness: arm the file witness.
 * @task_work: capture in two stages.
 */
struct params {
	u64 ring_bytes;
	u32 argv_bytes;
	u32 env_bytes;
	u32 grace_ms;
	bool file_witness;
	bool task_work;
};

extern struct params params;

int params_init(void);
bool params_fail_allocation(void);

#endif /* PROCMON_PARAMS_H */
