/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sid_witness.h - sees each new session.
 */
#ifndef PROCMON_SID_WITNESS_H
#define PROCMON_SID_WITNESS_H

#include <linux/types.h>

int sid_witness_arm(void);
void sid_witness_disarm(void);
u64 sid_witness_missed(void);

#endif /* PROCMON_SID_WITNESS_H */
