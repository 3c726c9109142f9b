/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * witness_tracepoint.h - a probe on a tracepoint that a witness sees with: set
 * and taken away. Does not know what is seen.
 */
#ifndef PROCMON_WITNESS_TRACEPOINT_H
#define PROCMON_WITNESS_TRACEPOINT_H

struct tracepoint;

int witness_tracepoint_arm(struct tracepoint **ret_tracepoint, const char *name,
			   void *probe);
void witness_tracepoint_disarm(struct tracepoint *tracepoint, void *probe);

#endif /* PROCMON_WITNESS_TRACEPOINT_H */
