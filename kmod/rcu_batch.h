/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rcu_batch.h - call_rcu() for many at the price of one. Must not know what is
 * done with it.
 */
#ifndef PROCMON_RCU_BATCH_H
#define PROCMON_RCU_BATCH_H

#include <linux/rcupdate.h>

int rcu_batch_init(void);
void rcu_batch_exit(void);
void rcu_batch_call(struct rcu_head *head, rcu_callback_t func);

#endif /* PROCMON_RCU_BATCH_H */
