/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/kallsyms.h - where a function or a variable of the kernel is.
 *
 * kallsyms_lookup_name() is not exported. register_kprobe() looks a symbol up
 * and leaves its address in the probe, also when it then refuses to probe what
 * is not code; so nothing of the kernel that is not exported is ever called.
 */
#ifndef PROCMON_COMPAT_KALLSYMS_H
#define PROCMON_COMPAT_KALLSYMS_H

#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/slab.h>
#include <linux/string.h>

/**
 * compat_kernel_symbol() - The address of a symbol.
 * @name: of a function or, if the kernel lists them (CONFIG_KALLSYMS_ALL), of
 *	a variable.
 *
 * Context: May sleep.
 * Return: The address, of a function possibly behind its landing pad; 0 if
 * there is no such symbol, or no kprobes in this kernel.
 */
static inline unsigned long compat_kernel_symbol(const char *name)
{
#ifdef CONFIG_KPROBES
	struct kprobe probe = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};

	if (!register_kprobe(&probe))
		unregister_kprobe(&probe);
	return (unsigned long)probe.addr;
#else
	return 0;
#endif
}

/**
 * compat_kernel_function() - Where a function starts.
 * @name: its name.
 *
 * Context: May sleep.
 * Return: The address of its first instruction, 0 if it was not found.
 */
static inline unsigned long compat_kernel_function(const char *name)
{
	unsigned long address = compat_kernel_symbol(name);
	unsigned long offset;
	unsigned long start = 0;
	char *text;
	char *plus;
	char *slash;

	if (!address)
		return 0;
	/* "name+0x4/0x30" */
	text = kasprintf(GFP_KERNEL, "%pS", (void *)address);
	if (!text)
		return 0;
	plus = strrchr(text, '+');
	slash = strrchr(text, '/');
	if (plus && slash && plus < slash) {
		*slash = '\0';
		if (!kstrtoul(plus + 1, 16, &offset))
			start = address - offset;
	}
	kfree(text);
	return start;
}

#endif /* PROCMON_COMPAT_KALLSYMS_H */
