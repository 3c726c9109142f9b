// SPDX-License-Identifier: GPL-2.0-only
/*
 * witness_tracepoint.c - a probe on a tracepoint that a witness sees with (see
 * witness_tracepoint.h).
 *
 * Tracepoints of the kernel itself are not exported one by one, but all may be
 * looked at (kernel/tracepoint.c: for_each_kernel_tracepoint()).
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "witness_tracepoint.h"

struct search {
	const char *name;
	struct tracepoint *found;
};

static void look(struct tracepoint *candidate, void *context)
{
	struct search *search = context;

	if (!strcmp(candidate->name, search->name))
		search->found = candidate;
}

/**
 * witness_tracepoint_arm() - Find a tracepoint and register a probe.
 * @ret_tracepoint: the tracepoint, for witness_tracepoint_disarm().
 * @name: its name.
 * @probe: as the tracepoint calls it: the caller has seen to its type.
 *
 * Context: May sleep.
 * Return: 0; -ENOENT: there is no such tracepoint; another -errno.
 */
int witness_tracepoint_arm(struct tracepoint **ret_tracepoint, const char *name,
			   void *probe)
{
	struct search search = { .name = name };

	for_each_kernel_tracepoint(look, &search);
	if (!search.found)
		return -ENOENT;
	*ret_tracepoint = search.found;
	return tracepoint_probe_register(search.found, probe, NULL);
}

/**
 * witness_tracepoint_disarm() - Take a probe away, and wait for those that run.
 * @tracepoint: where it is registered.
 * @probe: the probe.
 *
 * Probes on other tracepoints that were taken away before are waited for, too.
 *
 * Context: May sleep.
 */
void witness_tracepoint_disarm(struct tracepoint *tracepoint, void *probe)
{
	tracepoint_probe_unregister(tracepoint, probe, NULL);
	tracepoint_synchronize_unregister();
}
