/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * creds_witness.h - sees each change of the rights of a task.
 */
#ifndef PROCMON_CREDS_WITNESS_H
#define PROCMON_CREDS_WITNESS_H

#include <linux/types.h>

struct task_struct;

int creds_witness_arm(void);
void creds_witness_disarm(void);
void creds_witness_created(struct task_struct *child);
u64 creds_witness_missed(void);

#endif /* PROCMON_CREDS_WITNESS_H */
