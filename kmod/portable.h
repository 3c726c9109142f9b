/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * portable.h - what ring.c and record.c need from below them, in the kernel
 * and in user space, so that the same source runs under unit tests,
 * sanitizers and fuzzers. It must not grow into a layer of its own.
 */
#ifndef PROCMON_PORTABLE_H
#define PROCMON_PORTABLE_H

#ifdef __KERNEL__

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

#else /* user space */

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

typedef pthread_mutex_t raw_spinlock_t;

#define raw_spin_lock_init(lock)	pthread_mutex_init(lock, NULL)
#define raw_spin_lock(lock)		pthread_mutex_lock(lock)
#define raw_spin_unlock(lock)		pthread_mutex_unlock(lock)
#define lockdep_assert_held(lock)	((void)(lock))

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define ALIGN(value, to)	(((value) + (to) - 1) & ~((typeof(value))(to) - 1))
#define min_t(type, a, b)	((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define max_t(type, a, b)	((type)(a) > (type)(b) ? (type)(a) : (type)(b))

static inline bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

#endif /* __KERNEL__ */
#endif /* PROCMON_PORTABLE_H */
