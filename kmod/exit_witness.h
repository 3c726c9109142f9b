/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exit_witness.h - sees each process, and each thread, that ends.
 */
#ifndef PROCMON_EXIT_WITNESS_H
#define PROCMON_EXIT_WITNESS_H

/*
 * int exit_witness_arm(void): registers the probes; may sleep; 0 or -errno. They
 * do nothing before process_start().
 * void exit_witness_disarm(void): takes them away and waits for probes that
 * run; may sleep.
 */
int exit_witness_arm(void);
void exit_witness_disarm(void);

#endif /* PROCMON_EXIT_WITNESS_H */
