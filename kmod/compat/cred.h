/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/cred.h - capability sets as numbers.
 */
#ifndef PROCMON_COMPAT_CRED_H
#define PROCMON_COMPAT_CRED_H

#include <linux/capability.h>

/**
 * compat_cap_bits() - A capability set as a number.
 * @set: the set.
 *
 * 6.3 made kernel_cap_t one u64 (f122a08b197d); it was two u32 before.
 *
 * Return: Bit n is capability n; bits that are no capability are 0.
 */
static inline u64 compat_cap_bits(kernel_cap_t set)
{
	u64 valid = ((u64)2 << CAP_LAST_CAP) - 1;

#ifdef HAVE_KERNEL_CAP_VAL
	return set.val & valid;
#else
	return (set.cap[0] | (u64)set.cap[1] << 32) & valid;
#endif
}

#endif /* PROCMON_COMPAT_CRED_H */
