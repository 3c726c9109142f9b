// SPDX-License-Identifier: GPL-2.0-only
/*
 * canary.c - a kretprobe on a function of our own (see canary.h).
 *
 * The kernel never says that it stopped to call kprobes: debugfs switches all
 * of them off (kprobes/enabled), and kernel.ftrace_enabled=0 those that ftrace
 * calls, which on x86 are all that are on the first instruction of a function.
 * The canary is of that kind where the hooks are, so it falls silent when they
 * do, without waiting for an exec.
 *
 * The probe and its function are in the module's own text: they are gone
 * before it is, since canary_disarm() comes before the end of its exit
 * function.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/string.h>

#include "canary.h"
#include "probe_removal.h"

/* protected by there being one caller of canary_sings() */
static unsigned long entered;
static unsigned long returned;

static int witness_entry(struct kretprobe_instance *instance,
			 struct pt_regs *regs)
{
	WRITE_ONCE(entered, entered + 1);
	return 0;
}

NOKPROBE_SYMBOL(witness_entry);

static int witness_return(struct kretprobe_instance *instance,
			  struct pt_regs *regs)
{
	WRITE_ONCE(returned, returned + 1);
	return 0;
}

NOKPROBE_SYMBOL(witness_return);

/* The probed function; the compiler must neither inline nor drop a call. */
static noinline void sing(void)
{
	asm volatile("" : : : "memory");
}

static struct kretprobe probe;

/* Neither is changed while somebody may call canary_sings(). */
static bool is_armed;
static bool is_stuck;

/**
 * canary_arm() - Register the probe.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int canary_arm(void)
{
	int ret;

	if (is_stuck)
		return -EBUSY;
	memset(&probe, 0, sizeof(probe));
	probe.kp.addr = (kprobe_opcode_t *)sing;
	probe.entry_handler = witness_entry;
	probe.handler = witness_return;
	/* One call at a time; a few more, should one not be given back. */
	probe.maxactive = 4;
	ret = register_kretprobe(&probe);
	is_armed = !ret;
	return ret;
}

/**
 * canary_disarm() - Take the probe away, if it is armed.
 *
 * Context: May sleep.
 */
void canary_disarm(void)
{
	struct kretprobe *list[] = { &probe };

	if (!is_armed)
		return;
	is_armed = false;
	is_stuck = probe_removal_kretprobes(list, ARRAY_SIZE(list));
}

/**
 * canary_is_armed() - Can it be asked?
 *
 * Context: Any.
 * Return: true if it can.
 */
bool canary_is_armed(void)
{
	return is_armed;
}

/**
 * canary_sings() - Does the kernel call kprobes and kretprobes?
 *
 * Context: Task context, one task at a time; between canary_arm() and
 *	canary_disarm().
 * Return: true if it does.
 */
bool canary_sings(void)
{
	unsigned long entries = READ_ONCE(entered);
	unsigned long returns = READ_ONCE(returned);

	sing();
	return READ_ONCE(entered) != entries && READ_ONCE(returned) != returns;
}
