/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fork_witness.h - sees each process, and each thread, that is created.
 */
#ifndef PROCMON_FORK_WITNESS_H
#define PROCMON_FORK_WITNESS_H

/*
 * int fork_witness_arm(void): registers the probe; may sleep; 0 or -errno. It
 * does nothing before process_start().
 * void fork_witness_disarm(void): takes it away and waits for probes that run;
 * may sleep.
 */
int fork_witness_arm(void);
void fork_witness_pass(void);
void fork_witness_disarm(void);

#endif /* PROCMON_FORK_WITNESS_H */
