/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/ftrace.h - leading a function somewhere else with ftrace.
 *
 * COMPAT_FTRACE_REDIRECTS is defined if the kernel can do it at all.
 */
#ifndef PROCMON_COMPAT_FTRACE_H
#define PROCMON_COMPAT_FTRACE_H

#include <linux/ftrace.h>

#if defined(CONFIG_DYNAMIC_FTRACE) && \
	(defined(CONFIG_DYNAMIC_FTRACE_WITH_REGS) || \
	 defined(HAVE_FTRACE_REGS_SET_INSTRUCTION_POINTER))

#define COMPAT_FTRACE_REDIRECTS

#ifdef HAVE_FTRACE_REGS
#define compat_ftrace_regs	ftrace_regs
#else
#define compat_ftrace_regs	pt_regs
#endif

/* Before 5.11 the flag asks for the contrary: not to be protected. */
#ifdef HAVE_FTRACE_OPS_RECURSION
#define COMPAT_FTRACE_RECURSION	FTRACE_OPS_FL_RECURSION
#else
#define COMPAT_FTRACE_RECURSION	0
#endif

#ifdef HAVE_FTRACE_REGS_SET_INSTRUCTION_POINTER
#define COMPAT_FTRACE_SAVE	FTRACE_OPS_FL_SAVE_ARGS
#else
#define COMPAT_FTRACE_SAVE	FTRACE_OPS_FL_SAVE_REGS
#endif

/**
 * compat_ftrace_redirect() - Go on somewhere else when the callback is over.
 * @regs: of the callback, whose ftrace_ops have COMPAT_FTRACE_SAVE.
 * @address: to go to.
 *
 * Context: An ftrace callback.
 * Return: false if it cannot be done.
 */
static __always_inline bool
compat_ftrace_redirect(struct compat_ftrace_regs *regs, unsigned long address)
{
#if defined(HAVE_FTRACE_REGS_SET_INSTRUCTION_POINTER)
	ftrace_regs_set_instruction_pointer(regs, address);
	return true;
#elif defined(HAVE_FTRACE_REGS)
	struct pt_regs *all = ftrace_get_regs(regs);

	if (!all)
		return false;
	instruction_pointer_set(all, address);
	return true;
#else
	if (!regs)
		return false;
	instruction_pointer_set(regs, address);
	return true;
#endif
}

/* From the start of a function to the end of what ftrace patches there. */
#define COMPAT_FTRACE_PROLOGUE	16

/**
 * compat_ftrace_is_called() - Does a function call ftrace?
 * @start: of a function that can be traced.
 *
 * Looks at the code. A landing pad may stand before the call.
 *
 * Context: Any.
 * Return: true if it does, or is just being patched.
 */
static inline bool compat_ftrace_is_called(unsigned long start)
{
#if defined(CONFIG_X86_64)
	const u8 *code = (const u8 *)start;
	unsigned int i;

	for (i = 0; i <= 4; i += 4) {
		u8 opcode = READ_ONCE(code[i]);

		/* call, jmp, int3 */
		if (opcode == 0xe8 || opcode == 0xe9 || opcode == 0xcc)
			return true;
	}
#elif defined(CONFIG_ARM64)
	const __le32 *code = (const __le32 *)start;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		/* bl */
		if ((le32_to_cpu(READ_ONCE(code[i])) & 0xfc000000) ==
		    0x94000000)
			return true;
	}
#endif
	return false;
}

#endif
#endif /* PROCMON_COMPAT_FTRACE_H */
