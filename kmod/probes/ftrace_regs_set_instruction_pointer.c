// SPDX-License-Identifier: GPL-2.0-only
/*
 * A function can be redirected with only its arguments saved: 6.2. Without
 * CONFIG_DYNAMIC_FTRACE_WITH_ARGS the name is there too, but does nothing.
 */
#include <linux/ftrace.h>

#ifndef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#error "only all registers are saved"
#endif

void probe(struct ftrace_regs *regs, unsigned long ip);
void probe(struct ftrace_regs *regs, unsigned long ip)
{
	ftrace_regs_set_instruction_pointer(regs, ip);
}
