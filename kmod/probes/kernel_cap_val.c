// SPDX-License-Identifier: GPL-2.0-only
/* kernel_cap_t is one u64: 6.3. */
#include <linux/capability.h>

u64 probe(kernel_cap_t set);
u64 probe(kernel_cap_t set)
{
	return set.val;
}
