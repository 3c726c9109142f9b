// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_target32.c - exec_target as a program of 32 bits (x86), without a C
 * library. Asked to, it executes another program through int $0x80.
 */
#include "exec_target.h"

#define SYSCALL_EXIT	1
#define SYSCALL_EXECVE	11

static int syscall32(int number, const void *first, const void *second,
		     const void *third)
{
	int result;

	asm volatile("int $0x80"
		     : "=a" (result)
		     : "0" (number), "b" (first), "c" (second), "d" (third)
		     : "memory");
	return result;
}

static int equal(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/*
 * start() - What the kernel leaves on the stack: argc, argv[], NULL, envp[].
 */
__attribute__((used, noreturn)) static void start(int *stack)
{
	int argc = stack[0];
	char **argv = (char **)(stack + 1);
	int status = EXEC_TARGET_STATUS;

	if (argc > 2 && equal(argv[1], EXEC_TARGET_INT80))
		status = -syscall32(SYSCALL_EXECVE, argv[2], argv + 2,
				    argv + argc + 1);
	for (;;)
		syscall32(SYSCALL_EXIT, (void *)status, 0, 0);
}

asm(".globl _start\n"
	"_start:\n"
	"	xorl %ebp, %ebp\n"
	"	movl %esp, %eax\n"
	"	andl $-16, %esp\n"
	"	subl $12, %esp\n"
	"	pushl %eax\n"
	"	call start\n");
