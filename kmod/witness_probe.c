// SPDX-License-Identifier: GPL-2.0-only
/*
 * witness_probe.c - a kprobe that a witness sees with (see witness_probe.h).
 *
 * Arming and disarming go one at a time; the count may be read at any time, and
 * may then be short of what is just being moved.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "probe_removal.h"
#include "witness_probe.h"

/**
 * witness_probe_arm() - Set it.
 * @probe: it, not set.
 * @symbol: the function.
 * @handler: is called at its start.
 *
 * Context: May sleep.
 * Return: 0; -ENOENT: there is no such function; another -errno.
 */
int witness_probe_arm(struct witness_probe *probe, const char *symbol,
		      kprobe_pre_handler_t handler)
{
	if (probe->is_stuck)
		return -EBUSY;
	memset(&probe->probe, 0, sizeof(probe->probe));
	probe->probe.symbol_name = symbol;
	probe->probe.pre_handler = handler;
	return register_kprobe(&probe->probe);
}

/**
 * witness_probe_disarm() - Take it away; waits for handlers that run.
 * @probe: it, set.
 *
 * If the kernel does not let go of it, it goes on to be called and cannot be
 * set again.
 *
 * Context: May sleep.
 */
void witness_probe_disarm(struct witness_probe *probe)
{
	probe->is_stuck = probe_removal_kprobe(&probe->probe);
	if (probe->is_stuck)
		return;
	probe->missed_before += probe->probe.nmissed;
	probe->probe.nmissed = 0;
}

/**
 * witness_probe_missed() - How often was it missed?
 * @probe: it.
 *
 * Context: Any.
 * Return: Calls of the function that it could not take.
 */
u64 witness_probe_missed(const struct witness_probe *probe)
{
	return READ_ONCE(probe->missed_before) +
	       READ_ONCE(probe->probe.nmissed);
}
