// SPDX-License-Identifier: GPL-2.0-only
/* Callbacks of ftrace get struct ftrace_regs: 5.11. */
#include <linux/ftrace.h>

static void callback(unsigned long ip, unsigned long parent_ip,
		     struct ftrace_ops *ops, struct ftrace_regs *regs)
{
}

ftrace_func_t probe(void);
ftrace_func_t probe(void)
{
	return callback;
}
