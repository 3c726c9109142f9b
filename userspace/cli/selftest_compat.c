// SPDX-License-Identifier: GPL-2.0-only
/*
 * selftest_compat.c - calls as a 32-bit program makes them, from this one. It
 * must not know who watches.
 *
 * Only x86-64 has a way: int $0x80, with arguments below 4 GiB. Where the
 * kernel does not offer it the instruction is a fault.
 */
#include "selftest.h"

#ifndef __x86_64__

int selftest_compat_execve(const struct selftest_program *program)
{
	(void)program;
	return SELFTEST_NOT_OFFERED;
}

int selftest_compat_execveat(const struct selftest_program *program)
{
	(void)program;
	return SELFTEST_NOT_OFFERED;
}

int selftest_compat_enoent(const struct selftest_program *program)
{
	(void)program;
	return SELFTEST_NOT_OFFERED;
}

#else

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#define COMPAT_EXECVE		11
#define COMPAT_EXECVEAT		358

#define ARGUMENT_COUNT		3

/* What the caller points to, all of it in low memory. */
struct low {
	uint32_t arguments[ARGUMENT_COUNT + 1];
	uint32_t environment[1];
	char path[4096];
	char name[16];
	char option[16];
	char token[SELFTEST_TOKEN_MAX];
};

static sigjmp_buf fault;

static void on_fault(int number)
{
	siglongjmp(fault, number);
}

static uint32_t address(const void *pointer)
{
	return (uint32_t)(uintptr_t)pointer;
}

/* The environment stays empty: the program need not get far. */
static struct low *make_low(const struct selftest_program *program,
			    const char *path)
{
	struct low *low;

	if (strlen(path) >= sizeof(low->path))
		return NULL;
	low = mmap(NULL, sizeof(*low), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (low == MAP_FAILED)
		return NULL;
	strcpy(low->path, path);
	strcpy(low->name, "procmonctl");
	strcpy(low->option, "--version");
	strncpy(low->token, program->token, sizeof(low->token) - 1);
	low->arguments[0] = address(low->name);
	low->arguments[1] = address(low->option);
	low->arguments[2] = address(low->token);
	return low;
}

/* Return: errno, 0 or SELFTEST_NOT_OFFERED. */
static int compat_call(long number, long first, long second, long third,
		       long fourth, long fifth)
{
	struct sigaction action = { .sa_handler = on_fault };
	long ret = number;

	sigemptyset(&action.sa_mask);
	sigaction(SIGSEGV, &action, NULL);
	if (sigsetjmp(fault, 1))
		return SELFTEST_NOT_OFFERED;
	__asm__ volatile("int $0x80"
			 : "+a" (ret)
			 : "b" (first), "c" (second), "d" (third),
			   "S" (fourth), "D" (fifth)
			 : "memory", "r8", "r9", "r10", "r11");
	/* a kernel that knows no such call is none that offers it */
	if ((int)ret == -ENOSYS)
		return SELFTEST_NOT_OFFERED;
	return (int)ret < 0 ? -(int)ret : 0;
}

static int execve_of(const struct selftest_program *program, const char *path)
{
	struct low *low = make_low(program, path);

	if (!low)
		return SELFTEST_NOT_OFFERED;
	return compat_call(COMPAT_EXECVE, address(low->path),
			   address(low->arguments), address(low->environment),
			   0, 0);
}

int selftest_compat_execve(const struct selftest_program *program)
{
	return execve_of(program, program->path);
}

int selftest_compat_enoent(const struct selftest_program *program)
{
	return execve_of(program, SELFTEST_NO_FILE);
}

int selftest_compat_execveat(const struct selftest_program *program)
{
	struct low *low = make_low(program, program->path);

	if (!low)
		return SELFTEST_NOT_OFFERED;
	return compat_call(COMPAT_EXECVEAT, AT_FDCWD, address(low->path),
			   address(low->arguments), address(low->environment),
			   0);
}

#endif /* __x86_64__ */
