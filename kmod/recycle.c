// SPDX-License-Identifier: GPL-2.0-only
/*
 * recycle.c - memory that each exec needs for a moment (see recycle.h).
 *
 * To allocate and to free a piece costs 270 instructions, and where the kernel
 * zeroes what it gives (init_on_alloc) one more for each eight bytes. So each
 * processor keeps one piece of each kind for whoever comes next. What it held
 * is still in it: whoever gets it writes all that somebody else will read.
 */
#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "recycle.h"

/* Enough for most; what is larger is allocated, and freed, as it comes. */
static const u32 sizes[RECYCLED_COUNT] = {
	[RECYCLED_CAPTURE] = 16384,
	[RECYCLED_CALL] = 512,
	[RECYCLED_NOTE] = 512,
};

struct kept {
	void *memory[RECYCLED_COUNT];
};

static struct kept __percpu *kept;

/**
 * recycle_get() - Get memory.
 * @what: for what.
 * @bytes: how much is needed; becomes how much it is, for recycle_put().
 * @gfp: how to get it where none is kept.
 *
 * Context: As @gfp.
 * Return: The memory, with anything in it; NULL: there is none.
 */
void *recycle_get(enum recycled what, u32 *bytes, gfp_t gfp)
{
	void *memory;

	if (*bytes > sizes[what])
		return kmalloc(*bytes, gfp);
	memory = this_cpu_xchg(kept->memory[what], NULL);
	if (!memory)
		memory = kmalloc(sizes[what], gfp);
	if (memory)
		*bytes = sizes[what];
	else
		memory = kmalloc(*bytes, gfp);
	return memory;
}

/**
 * recycle_put() - Give memory back.
 * @what: for what it was.
 * @memory: from recycle_get(); NULL: nothing.
 * @bytes: what recycle_get() said.
 *
 * Context: Any.
 */
void recycle_put(enum recycled what, void *memory, u32 bytes)
{
	/* KASAN sees who uses it too late only if it is freed. */
	if (memory && bytes == sizes[what] && !IS_ENABLED(CONFIG_KASAN))
		memory = this_cpu_xchg(kept->memory[what], memory);
	kfree(memory);
}

/**
 * recycle_init() - Get ready to keep memory.
 *
 * Context: Module load.
 * Return: 0 or -ENOMEM.
 */
int recycle_init(void)
{
	kept = alloc_percpu(struct kept);
	return kept ? 0 : -ENOMEM;
}

/**
 * recycle_exit() - Free what is kept. Nobody has any of it any more.
 *
 * Context: Module unload.
 */
void recycle_exit(void)
{
	int cpu;
	int what;

	for_each_possible_cpu(cpu) {
		for (what = 0; what < RECYCLED_COUNT; what++)
			kfree(per_cpu_ptr(kept, cpu)->memory[what]);
	}
	free_percpu(kept);
}
