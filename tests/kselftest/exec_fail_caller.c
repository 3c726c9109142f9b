// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_fail_caller.c - a program that calls execve(2) or execveat(2) as it is
 * told to (exec_fail_caller.h), as a program of 64 bits, also through the gate
 * of 32 bits, or as one of 32 bits. Needs no library, so that the same file is
 * all of these; what it passes lies where 32 bits reach. It must not know what
 * becomes of the call.
 */
#include <linux/fcntl.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>

#include "exec_fail_caller.h"

/* No user memory is there, on any of these. */
#define NO_ADDRESS	((char *)8)

#define ARGUMENTS_MAX	16

struct numbers {
	int read;
	int write;
	int exit;
	int prctl;
	int fcntl;
	int execve;
	int execveat;
};

static const struct numbers of_32_bits_x86 = {
	3, 4, 1, 172, 55, 11, 358
};
#if defined(__x86_64__)
static const struct numbers native = { 0, 1, 60, 157, 72, 59, 322 };
#elif defined(__i386__)
#define native of_32_bits_x86
#elif defined(__aarch64__)
static const struct numbers native = {
	63, 64, 93, 167, 25, 221, 281
};
#elif defined(__arm__)
static const struct numbers native = { 3, 4, 1, 172, 55, 11, 387 };
#else
#error "exec_fail_caller.c: give the system calls of this architecture"
#endif

static char text[160000];
static unsigned long text_used;
static char long_argument[CALLER_LONG_LEN + 1];
static char *pointers[ARGUMENTS_MAX];
static unsigned int pointers32[ARGUMENTS_MAX];

static long call_native(long number, long a, long b, long c, long d, long e)
{
#if defined(__x86_64__)
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10),
			   "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
#elif defined(__i386__)
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "0"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return result;
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
#else
	register long r7 __asm__("r7") = number;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;
	register long r3 __asm__("r3") = d;
	register long r4 __asm__("r4") = e;

	__asm__ volatile("svc #0"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4)
			 : "memory");
	return r0;
#endif
}

static long call_int80(long number, long a, long b, long c, long d, long e)
{
#if defined(__x86_64__) || defined(__i386__)
	int result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "0"((int)number), "b"(a), "c"(b), "d"(c), "S"(d),
			   "D"(e)
			 :
#ifdef __x86_64__
			 "r8", "r9", "r10", "r11",
#endif
			 "memory");
	return result;
#else
	(void)number;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	(void)e;
	return -38;
#endif
}

static _Noreturn void leave(int status)
{
	for (;;)
		call_native(native.exit, status, 0, 0, 0, 0);
}

static int equal(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static int number(const char *digits)
{
	int sign = *digits == '-' ? -1 : 1;
	unsigned int value = 0;

	if (sign < 0)
		digits++;
	for (; *digits; digits++)
		value = value * 10 + (*digits - '0');
	return sign * (int)value;
}

/* keep() - A copy at an address that 32 bits reach. */
static char *keep(const char *from)
{
	char *to = text + text_used;

	do {
		if (text_used == sizeof(text))
			leave(3);
		text[text_used++] = *from;
	} while (*from++);
	return to;
}

/* refuse_exec() - Let the kernel refuse every exec, by a filter. */
static void refuse_exec(void)
{
	static struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K,
			 SECCOMP_RET_ERRNO | CALLER_SECCOMP_ERROR),
	};
	static struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]), .filter = filter,
	};

	filter[1].k = native.execve;
	filter[2].k = native.execveat;
	filter[3].k = of_32_bits_x86.execve;
	filter[4].k = of_32_bits_x86.execveat;
	if (call_native(native.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    call_native(native.prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
			(long)&program, 0, 0))
		leave(4);
}

/* take_arguments() - Those of the exec, into pointers[] and pointers32[]. */
static void take_arguments(int argc, char **argv, char trick)
{
	int i;

	if (argc >= ARGUMENTS_MAX)
		leave(2);
	for (i = 0; i < argc; i++)
		pointers[i] = keep(argv[i]);
	if (trick == 's')
		pointers[1] = NO_ADDRESS;
	if (trick == 'l') {
		for (i = 0; i < CALLER_LONG_LEN; i++)
			long_argument[i] = CALLER_LONG_BYTE;
		pointers[1] = long_argument;
	}
	for (i = 0; i < argc; i++)
		pointers32[i] = (unsigned long)pointers[i];
}

static long execute(char **argv, char trick)
{
	int by_int80 = equal(argv[1], CALLER_INT80);
	const struct numbers *numbers = by_int80 ? &of_32_bits_x86 : &native;
	long filename = (long)keep(argv[6]);
	long arguments = by_int80 ? (long)pointers32 : (long)pointers;
	/* No environment: a list that ends at once. */
	static long environment;

	if (trick == 'f')
		filename = (long)NO_ADDRESS;
	if (trick == 'a')
		arguments = (long)NO_ADDRESS;
	if (equal(argv[2], CALLER_EXECVE))
		return (by_int80 ? call_int80 : call_native)(
			numbers->execve, filename, arguments,
			(long)&environment, 0, 0);
	return (by_int80 ? call_int80 : call_native)(
		numbers->execveat, number(argv[3]), filename, arguments,
		(long)&environment, number(argv[4]));
}

/* start() - What the kernel leaves on the stack: argc, argv[], NULL, ... */
__attribute__((used, noreturn)) static void start(long *stack)
{
	int argc = stack[0];
	char **argv = (char **)(stack + 1);
	char byte, trick;
	int error;

	if (argc < 8)
		leave(2);
	trick = argv[5][0];
	take_arguments(argc - 7, argv + 7, trick);
	if (call_native(native.read, CALLER_GO_FD, (long)&byte, 1, 0, 0) != 1)
		leave(1);
	/* It could not be so already when this program was executed. */
	call_native(native.fcntl, CALLER_FILE_FD, F_SETFD, FD_CLOEXEC, 0, 0);
	if (trick == 'k')
		refuse_exec();
	error = -execute(argv, trick);
	call_native(native.write, CALLER_REPORT_FD, (long)&error,
		    sizeof(error), 0, 0);
	call_native(native.read, CALLER_GO_FD, (long)&byte, 1, 0, 0);
	leave(0);
}

#if defined(__x86_64__)
__asm__(".globl _start\n"
	"_start:\n"
	"	xorl %ebp, %ebp\n"
	"	movq %rsp, %rdi\n"
	"	andq $-16, %rsp\n"
	"	call start\n");
#elif defined(__i386__)
__asm__(".globl _start\n"
	"_start:\n"
	"	xorl %ebp, %ebp\n"
	"	movl %esp, %eax\n"
	"	andl $-16, %esp\n"
	"	subl $12, %esp\n"
	"	pushl %eax\n"
	"	call start\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n"
	"_start:\n"
	"	mov x29, xzr\n"
	"	mov x0, sp\n"
	"	bl start\n");
#else
__asm__(".globl _start\n"
	".type _start, %function\n"
	"_start:\n"
	"	mov r0, sp\n"
	"	bic sp, sp, #7\n"
	"	bl start\n");
#endif
