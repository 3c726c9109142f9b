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

#include "kallsyms.h"
#include "syscall_abi.h"

typedef asmlinkage long (*compat_syscall_function)(const struct pt_regs *regs);

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

/* Instructions; more than the function that is looked at has. */
#define COMPAT_SYSCALL_SCAN_MAX	256

/*
 * The address that the pair of instructions at @code makes:
 *	adrp	xN, page
 *	add	xN, xN, #offset
 */
static inline unsigned long
compat_syscall_adrp_add(unsigned long address, u32 adrp, u32 add)
{
	s64 pages;

	if ((adrp & 0x9f000000) != 0x90000000 ||
	    (add & 0xffc00000) != 0x91000000)
		return 0;
	if ((adrp & 0x1f) != (add & 0x1f) ||
	    (adrp & 0x1f) != (add >> 5 & 0x1f))
		return 0;
	pages = sign_extend64((u64)(adrp >> 5 & 0x7ffff) << 2 |
			      (adrp >> 29 & 3), 20);
	return (address & ~0xfffUL) + pages * 4096 + (add >> 10 & 0xfff);
}

/*
 * Without CONFIG_KALLSYMS_ALL no symbol says where the table is. But the
 * function that calls by it names it; and an address is only believed if the
 * entry of @number is @function.
 */
static inline compat_syscall_function *
compat_syscall_table_scan(const char *user, u32 number, unsigned long function)
{
	unsigned long code = compat_kernel_function(user);
	unsigned long found;
	__le32 pair[2];
	unsigned int i;

	for (i = 0; code && i < COMPAT_SYSCALL_SCAN_MAX; i++, code += 4) {
		if (copy_from_kernel_nofault(pair, (void *)code, sizeof(pair)))
			break;
		found = compat_syscall_adrp_add(code, le32_to_cpu(pair[0]),
						le32_to_cpu(pair[1]));
		if (found && IS_ALIGNED(found, sizeof(long)) &&
		    compat_syscall_table_entry_is((void *)found, number,
						  function))
			return (compat_syscall_function *)found;
	}
	return NULL;
}

#endif

/**
 * compat_syscall_table() - Where a table is.
 * @is_compat: that of 32-bit callers.
 * @number: of a system call of it.
 * @function: the function of that system call.
 *
 * Context: May sleep.
 * Return: The table, or NULL: it was not found, or, where there are no other
 * means to find it, its entry of @number is not @function.
 */
static inline compat_syscall_function *
compat_syscall_table(bool is_compat, u32 number, unsigned long function)
{
	compat_syscall_function *table;

	table = (void *)compat_kernel_symbol(is_compat ?
					     COMPAT_SYSCALL_TABLE_COMPAT :
					     COMPAT_SYSCALL_TABLE);
#ifdef CONFIG_ARM64
	if (!table)
		table = compat_syscall_table_scan(is_compat ?
						  "do_el0_svc_compat" :
						  "do_el0_svc",
						  number, function);
#endif
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
