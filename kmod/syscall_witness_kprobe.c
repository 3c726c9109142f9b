// SPDX-License-Identifier: GPL-2.0-only
/*
 * syscall_witness_kprobe.c - kretprobes on the functions of execve(2) and
 * execveat(2).
 *
 * Both handlers run with preemption off. A task that is inside when the probe
 * is taken away returns as if there had been none. A call that finds all
 * instances of its probe in use is missed, and counted.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mutex.h>

#include "canary.h"
#include "compat.h"
#include "compat/kretprobe.h"
#include "compat/syscall_abi.h"
#include "params.h"
#include "probe_removal.h"
#include "syscall_mechanism.h"

/**
 * struct site_probe - A probe on one of the functions.
 * @probe: it.
 * @site: the function.
 * @in_use: of its instances.
 */
struct site_probe {
	struct kretprobe probe;
	const struct syscall_site *site;
	atomic_t in_use;
};

static struct site_probe probes[ARRAY_SIZE(syscall_sites)];

/* Some of them cannot be taken away: they are not to be touched. */
static bool is_stuck;

static DEFINE_MUTEX(missed_lock);
/* protected by missed_lock: by probes that were taken away. */
static u64 missed_before;

static int enter(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct kretprobe *probe = compat_kretprobe_of(instance);
	struct exec_call **call = (struct exec_call **)instance->data;
	struct site_probe *site_probe;

	/* It is being taken away. */
	if (!probe)
		return 1;
	site_probe = container_of(probe, struct site_probe, probe);
	*call = syscall_enter(site_probe->site,
			      (void *)regs_get_kernel_argument(regs, 0),
			      false);
	/* Nothing to do at the end? */
	if (!*call)
		return 1;
	atomic_inc(&site_probe->in_use);
	return 0;
}

NOKPROBE_SYMBOL(enter);

static int leave(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct kretprobe *probe = compat_kretprobe_of(instance);
	struct exec_call **call = (struct exec_call **)instance->data;

	if (probe)
		atomic_dec(&container_of(probe, struct site_probe,
					 probe)->in_use);
	syscall_leave(*call, regs_return_value(regs), false);
	return 0;
}

NOKPROBE_SYMBOL(leave);

static int take_away(size_t count)
{
	struct kretprobe *list[ARRAY_SIZE(syscall_sites)];
	size_t i;

	for (i = 0; i < count; i++)
		list[i] = &probes[i].probe;
	is_stuck = probe_removal_kretprobes(list, count);
	if (is_stuck)
		return -EBUSY;
	mutex_lock(&missed_lock);
	for (i = 0; i < count; i++)
		missed_before += probes[i].probe.nmissed;
	memset(probes, 0, sizeof(probes));
	mutex_unlock(&missed_lock);
	return 0;
}

static int arm(const char **ret_why)
{
	size_t i;
	int ret;

	if (is_stuck) {
		*ret_why = "the kernel did not let go of the probes";
		return -EBUSY;
	}
	/* They can be registered also where the kernel was told to call none. */
	if (canary_is_armed() && !canary_sings()) {
		*ret_why = "the kernel's kprobes are switched off";
		return -EOPNOTSUPP;
	}
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		struct kretprobe *probe = &probes[i].probe;

		probes[i].site = &syscall_sites[i];
		probe->kp.symbol_name = syscall_sites[i].symbol;
		probe->entry_handler = enter;
		probe->handler = leave;
		probe->data_size = sizeof(struct exec_call *);
		probe->maxactive = params.kretprobe_max;
		ret = register_kretprobe(probe);
		if (ret)
			break;
	}
	if (i == ARRAY_SIZE(probes))
		return 0;
	take_away(i);
	*ret_why = ret == -ENOMEM ? "no memory for kretprobes: give a smaller kretprobe_max" :
				    "the kernel refuses a kretprobe on a function of execve";
	return ret;
}

static int disarm(void)
{
	return take_away(ARRAY_SIZE(probes));
}

static u64 missed(void)
{
	u64 sum;
	size_t i;

	mutex_lock(&missed_lock);
	sum = missed_before;
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		sum += READ_ONCE(probes[i].probe.nmissed);
	mutex_unlock(&missed_lock);
	return sum;
}

static bool is_full(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		if (atomic_read(&probes[i].in_use) >= probes[i].probe.maxactive)
			return true;
	}
	return false;
}

const struct syscall_mechanism syscall_mechanism_kprobe = {
	.name = "kprobe",
	.arm = arm,
	.disarm = disarm,
	.missed = missed,
	.is_full = is_full,
};
