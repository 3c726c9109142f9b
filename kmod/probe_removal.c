// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe_removal.c - takes kprobes away (see probe_removal.h).
 *
 * unregister_kprobe() needs memory where a probe is called by ftrace. If there
 * is none the probe stays as it was, registered and called, and all that tells
 * is that its address is NULL afterwards (kernel/kprobes.c,
 * unregister_kprobes()). To reuse or free it then would break the kernel's
 * lists; so it is tried again for a while, and if need be the module stays.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>

#include "probe_removal.h"

#define TRIES	50
#define PAUSE_MS	20

/* @address: that the probe had. */
static int insist(struct kprobe *probe, kprobe_opcode_t *address)
{
	unsigned int tries;

	for (tries = 0; !probe->addr; tries++) {
		if (tries == TRIES) {
			pr_warn("a kprobe cannot be taken away: the module stays loaded until reboot\n");
			__module_get(THIS_MODULE);
			return -EBUSY;
		}
		msleep(PAUSE_MS);
		probe->addr = address;
		unregister_kprobe(probe);
	}
	return 0;
}

/**
 * probe_removal_kprobe() - Take a kprobe away; waits for handlers that run.
 * @probe: it, registered.
 *
 * Context: May sleep, a second at most if there is no memory.
 * Return: 0; or -EBUSY: it is still registered, must not be touched, and keeps
 * the module loaded.
 */
int probe_removal_kprobe(struct kprobe *probe)
{
	kprobe_opcode_t *address = probe->addr;

	unregister_kprobe(probe);
	return insist(probe, address);
}

/**
 * probe_removal_kretprobes() - Take kretprobes away; waits for handlers that
 * run.
 * @probes: they, registered.
 * @count: how many, PROBE_REMOVAL_MAX at most.
 *
 * Of one that had to be tried again the instances may not be freed.
 *
 * Context: May sleep, a second at most for each if there is no memory.
 * Return: 0; or -EBUSY: some are still registered, must not be touched, and
 * keep the module loaded.
 */
int probe_removal_kretprobes(struct kretprobe **probes, size_t count)
{
	kprobe_opcode_t *addresses[PROBE_REMOVAL_MAX];
	int ret = 0;
	size_t i;

	for (i = 0; i < count; i++)
		addresses[i] = probes[i]->kp.addr;
	unregister_kretprobes(probes, count);
	for (i = 0; i < count; i++) {
		if (insist(&probes[i]->kp, addresses[i]))
			ret = -EBUSY;
	}
	return ret;
}
