/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/kretprobe.h - from an instance of a kretprobe to the kretprobe.
 */
#ifndef PROCMON_COMPAT_KRETPROBE_H
#define PROCMON_COMPAT_KRETPROBE_H

#include <linux/kprobes.h>

/**
 * compat_kretprobe_of() - Whose instance is it?
 * @instance: the instance.
 *
 * 5.11 took the pointer out of the instance (d741bf41d7c7).
 *
 * Context: A handler of the kretprobe.
 * Return: The kretprobe; NULL if it is being unregistered.
 */
static inline struct kretprobe *
compat_kretprobe_of(struct kretprobe_instance *instance)
{
#ifdef HAVE_GET_KRETPROBE
	return get_kretprobe(instance);
#else
	return READ_ONCE(instance->rp);
#endif
}

#endif /* PROCMON_COMPAT_KRETPROBE_H */
