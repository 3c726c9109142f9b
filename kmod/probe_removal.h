/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe_removal.h - takes kprobes away, also when the kernel is short of
 * memory.
 */
#ifndef PROCMON_PROBE_REMOVAL_H
#define PROCMON_PROBE_REMOVAL_H

#include <linux/kprobes.h>

/* Kretprobes that can be taken away at once. */
#define PROBE_REMOVAL_MAX	4

int probe_removal_kprobe(struct kprobe *probe);
int probe_removal_kretprobes(struct kretprobe **probes, size_t count);

#endif /* PROCMON_PROBE_REMOVAL_H */
