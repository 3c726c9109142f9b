/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * clock.h - the clocks of the bench. Where the machine's clock counts
 * instructions, nanoseconds are instructions. It must not know what is
 * measured.
 */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <stdint.h>

/* Nanoseconds of the monotonic clock. */
uint64_t clock_now_ns(void);

/**
 * clock_idle_ns() - How long the machine's processors have been idle.
 *
 * The kernel keeps it exactly only where it stops its tick when idle, and shows
 * it to root in /proc/timer_list; the time for which a processor is idle now is
 * not in it yet. Ends the program when it cannot be read.
 *
 * Return: nanoseconds since boot, of all processors together.
 */
uint64_t clock_idle_ns(void);

/* Sleep so many milliseconds, signals or not. */
void clock_sleep_ms(unsigned long ms);

/**
 * number_from() - Read a number of the command line.
 * @text: the number.
 * @min: the least that is allowed.
 *
 * Return: it. Ends the program with status 2 when it is none.
 */
unsigned long number_from(const char *text, unsigned long min);

#endif /* BENCH_CLOCK_H */
