/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/syscall_table.h - the tables of system calls: where they are, whether
 * the kernel calls by them, and how an entry is written.
 */
#ifndef PROCMON_COMPAT_SYSCALL_TABLE_H
#define PROCMON_COMPAT_SYSCALL_TABLE_H

#include <linux/atomic.h>
#include <linux/linkage.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/syscall.h>

#include "kallsyms.h"
#include "syscall_abi.h"

#ifdef CONFIG_X86_64
#define compat_syscall_function	sys_call_ptr_t
#else
#define compat_syscall_function	syscall_fn_t
#endif

/**
 * compat_syscall_table_is_dead() - Does the kernel call without the tables?
 *
 * x86 does since 6.9, 6.6.26 and 6.1.85, and so do kernels of distributions
 * with other numbers: by a function that is one large switch.
 *
 * Context: May sleep.
 * Return: true if it surely does.
 */
static inline bool compat_syscall_table_is_dead(void)
{
#ifdef CONFIG_X86_64
	return compat_kernel_symbol("x64_sys_call");
#else
	return false;
#endif
}

static inline bool
compat_syscall_table_entry_is(const compat_syscall_function *table,
			      u32 number, unsigned long function)
{
	compat_syscall_function entry;

	return !copy_from_kernel_nofault(&entry, &table[number],
					 sizeof(entry)) &&
		(unsigned long)entry == function;
}

#ifdef CONFIG_ARM64

/* More than the function that is looked at has. */
#define COMPAT_SYSCALL_SCAN_BYTES	1024

/*
 * Without CONFIG_KALLSYMS_ALL no symbol says where the table is. But the
 * function that calls by it makes its address by
 *	adrp	xN, PAGE
 *	...
 *	add	xM, xN, #OFFSET
 * and an address is only believed if the entry of @site is its function.
 */
static inline compat_syscall_function *
compat_syscall_table_scan(const struct syscall_site *site)
{
	unsigned long start = compat_kernel_function(site->is_compat ?
						     "do_el0_svc_compat" :
						     "do_el0_svc");
	unsigned long function = compat_kernel_function(site->symbol);
	unsigned long code;
	unsigned long pages[32] = {};
	unsigned long found;
	unsigned int from;
	__le32 word;
	u32 insn;

	if (!start || !function)
		return NULL;
	for (code = start; code < start + COMPAT_SYSCALL_SCAN_BYTES;
	     code += sizeof(word)) {
		if (copy_from_kernel_nofault(&word, (void *)code, sizeof(word)))
			break;
		insn = le32_to_cpu(word);
		if ((insn & 0x9f000000) == 0x90000000) {
			pages[insn & 0x1f] = (code & ~0xfffUL) +
				(sign_extend64((insn >> 5 & 0x7ffff) << 2 |
					       (insn >> 29 & 3), 20) << 12);
			continue;
		}
		from = insn >> 5 & 0x1f;
		if ((insn & 0xffc00000) != 0x91000000 || !pages[from])
			continue;
		found = pages[from] + (insn >> 10 & 0xfff);
		if (IS_ALIGNED(found, sizeof(long)) &&
		    compat_syscall_table_entry_is((void *)found, site->number,
						  function))
			return (compat_syscall_function *)found;
	}
	return NULL;
}

#else

static inline compat_syscall_function *
compat_syscall_table_scan(const struct syscall_site *site)
{
	return NULL;
}

#endif

/**
 * compat_syscall_table() - Where a table is.
 * @is_compat: that of 32-bit callers.
 *
 * Context: May sleep.
 * Return: The table, or NULL if it was not found.
 */
static inline compat_syscall_function *compat_syscall_table(bool is_compat)
{
	const char *name = is_compat ? COMPAT_SYSCALL_TABLE_COMPAT :
				       COMPAT_SYSCALL_TABLE;
	compat_syscall_function *table = (void *)compat_kernel_symbol(name);
	size_t i;

	for (i = 0; !table && i < ARRAY_SIZE(syscall_sites); i++) {
		/* Somebody else may stand in one entry, hardly in all. */
		if (syscall_sites[i].is_compat == is_compat)
			table = compat_syscall_table_scan(&syscall_sites[i]);
	}
	return table;
}

/**
 * compat_syscall_table_write() - Write an entry, if it is what it should be.
 * @entry: in a table, which is not writable.
 * @before: what it should be.
 * @after: what it is to be.
 *
 * Writes through a second mapping of the page; the first stays as it is.
 *
 * Context: May sleep.
 * Return: 0; -EBUSY: it is not @before; -ENOMEM.
 */
static inline int compat_syscall_table_write(compat_syscall_function *entry,
					     compat_syscall_function before,
					     compat_syscall_function after)
{
	struct page *page = pfn_to_page(PHYS_PFN(__pa_symbol(entry)));
	unsigned long *alias;
	unsigned long old;
	void *mapped;

	mapped = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	if (!mapped)
		return -ENOMEM;
	alias = mapped + offset_in_page(entry);
	old = cmpxchg(alias, (unsigned long)before, (unsigned long)after);
	vunmap(mapped);
	return old == (unsigned long)before ? 0 : -EBUSY;
}

#endif /* PROCMON_COMPAT_SYSCALL_TABLE_H */
