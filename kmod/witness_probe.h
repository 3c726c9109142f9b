/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * witness_probe.h - a kprobe that a witness sees with: set, taken away, and how
 * often it was missed. Does not know what is seen.
 */
#ifndef PROCMON_WITNESS_PROBE_H
#define PROCMON_WITNESS_PROBE_H

#include <linux/kprobes.h>
#include <linux/types.h>

/**
 * struct witness_probe - A kprobe at the start of a function. Zeroed at first.
 * @probe: it.
 * @missed_before: calls that it could not take, up to its last removal.
 * @is_stuck: the kernel did not let go of it: it is not to be touched.
 */
struct witness_probe {
	struct kprobe probe;
	u64 missed_before;
	bool is_stuck;
};

int witness_probe_arm(struct witness_probe *probe, const char *symbol,
		      kprobe_pre_handler_t handler);
void witness_probe_disarm(struct witness_probe *probe);
u64 witness_probe_missed(const struct witness_probe *probe);

#endif /* PROCMON_WITNESS_PROBE_H */
