/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/syscall_abi.h - execve and execveat by architecture: which functions,
 * which numbers, in which registers the caller passes what.
 */
#ifndef PROCMON_COMPAT_SYSCALL_ABI_H
#define PROCMON_COMPAT_SYSCALL_ABI_H

#include <linux/procmon.h>
#include <linux/ptrace.h>

#include "syscall_mechanism.h"

#if defined(CONFIG_X86_64)

#define COMPAT_SYSCALL_TABLE		"sys_call_table"
#define COMPAT_SYSCALL_TABLE_COMPAT	"ia32_sys_call_table"

static const struct syscall_site syscall_sites[] __maybe_unused = {
	{ "__x64_sys_execve", PROCMON_ORIGIN_EXECVE, 59, false },
	{ "__x64_sys_execveat", PROCMON_ORIGIN_EXECVEAT, 322, false },
#ifdef CONFIG_IA32_EMULATION
	{ "__ia32_compat_sys_execve", PROCMON_ORIGIN_COMPAT_EXECVE, 11, true },
	{ "__ia32_compat_sys_execveat", PROCMON_ORIGIN_COMPAT_EXECVEAT, 358,
	  true },
#endif
};

/* Argument @n of a system call. */
static inline unsigned long compat_syscall_argument(const struct pt_regs *regs,
						    unsigned int n,
						    bool is_compat)
{
	const unsigned long native[] = { regs->di, regs->si, regs->dx,
					 regs->r10, regs->r8 };
	const unsigned long compat[] = { regs->bx, regs->cx, regs->dx,
					 regs->si, regs->di };

	return is_compat ? (u32)compat[n] : native[n];
}

#elif defined(CONFIG_ARM64)

#define COMPAT_SYSCALL_TABLE		"sys_call_table"
#define COMPAT_SYSCALL_TABLE_COMPAT	"compat_sys_call_table"

static const struct syscall_site syscall_sites[] __maybe_unused = {
	{ "__arm64_sys_execve", PROCMON_ORIGIN_EXECVE, 221, false },
	{ "__arm64_sys_execveat", PROCMON_ORIGIN_EXECVEAT, 281, false },
#ifdef CONFIG_COMPAT
	{ "__arm64_compat_sys_execve", PROCMON_ORIGIN_COMPAT_EXECVE, 11, true },
	{ "__arm64_compat_sys_execveat", PROCMON_ORIGIN_COMPAT_EXECVEAT, 387,
	  true },
#endif
};

static inline unsigned long compat_syscall_argument(const struct pt_regs *regs,
						    unsigned int n,
						    bool is_compat)
{
	return is_compat ? (u32)regs->regs[n] : regs->regs[n];
}

#else
#error "procmon: no system call convention for this architecture"
#endif

#endif /* PROCMON_COMPAT_SYSCALL_ABI_H */
