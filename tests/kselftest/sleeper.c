// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleeper.c - the smallest program that stays: it sleeps until it is killed.
 * Built without any library, so that many of it fit into memory. It must not
 * know who starts it.
 */

void _start(void);

void _start(void)
{
	for (;;) {
		/* ppoll() of nothing, for ever. */
#if defined(__x86_64__)
		register long size __asm__("r10") = 0;
		long number = 271;

		__asm__ volatile("syscall"
				 : "+a"(number)
				 : "D"(0L), "S"(0L), "d"(0L), "r"(size)
				 : "rcx", "r11", "memory");
#elif defined(__aarch64__)
		register long number __asm__("x8") = 73;
		register long files __asm__("x0") = 0;
		register long count __asm__("x1") = 0;
		register long time __asm__("x2") = 0;
		register long mask __asm__("x3") = 0;

		__asm__ volatile("svc #0"
				 : "+r"(files)
				 : "r"(number), "r"(count), "r"(time), "r"(mask)
				 : "memory");
#else
#error "sleeper.c: give the ppoll system call of this architecture"
#endif
	}
}
