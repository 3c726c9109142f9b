// SPDX-License-Identifier: GPL-2.0-only
/*
 * tiny.c - the smallest program: it ends at once. Built without any library,
 * so that an exec of it is the cost of exec and nothing else. It must not
 * know who starts it.
 */

void _start(void);

void _start(void)
{
#if defined(__x86_64__)
	__asm__ volatile("syscall" : : "a"(60L), "D"(0L) : "memory");
#elif defined(__aarch64__)
	register long number __asm__("x8") = 93;
	register long status __asm__("x0");

	status = 0;
	__asm__ volatile("svc #0" : : "r"(number), "r"(status) : "memory");
#elif defined(__i386__)
	__asm__ volatile("int $0x80" : : "a"(1L), "b"(0L) : "memory");
#else
#error "tiny.c: give the exit system call of this architecture"
#endif
	__builtin_unreachable();
}
