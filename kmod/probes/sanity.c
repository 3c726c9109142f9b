// SPDX-License-Identifier: GPL-2.0-only
/* Compiles on every kernel: if not, the tools are broken. */
#include <linux/module.h>
#include <linux/sched.h>

int probe(void);
int probe(void)
{
	return current->pid;
}
