/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * deadline.h - points in time that a test waits for at most. It must not know
 * what is waited for.
 */
#ifndef TESTS_DEADLINE_H
#define TESTS_DEADLINE_H

#include <limits.h>
#include <stdint.h>
#include <time.h>

/* Long enough for an emulated machine under load; only failures take it. */
#define DEADLINE_DEFAULT_MS	20000

/**
 * clock_ns() - What a clock shows.
 * @clock: CLOCK_*.
 *
 * Return: nanoseconds.
 */
static inline uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/**
 * deadline_in() - A deadline from now on.
 * @ms: milliseconds.
 *
 * Return: the deadline, ns of CLOCK_MONOTONIC.
 */
static inline uint64_t deadline_in(uint64_t ms)
{
	return clock_ns(CLOCK_MONOTONIC) + ms * 1000000;
}

/**
 * deadline_left_ms() - Time that is left, for poll(2).
 * @deadline: from deadline_in().
 *
 * Return: milliseconds, rounded up; 0: it has passed.
 */
static inline int deadline_left_ms(uint64_t deadline)
{
	uint64_t now = clock_ns(CLOCK_MONOTONIC);
	uint64_t left;

	if (now >= deadline)
		return 0;
	left = (deadline - now + 999999) / 1000000;
	return left > INT_MAX ? INT_MAX : (int)left;
}

#endif /* TESTS_DEADLINE_H */
