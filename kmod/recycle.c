// SPDX-License-Identifier: GPL-2.0-only
/*
 * recycle.c - memory that each exec needs, kept for the next one (see
 * recycle.h).
 *
 * To allocate and to free a piece costs 270 instructions, and where the kernel
 * zeroes what it gives (init_on_alloc) one more for each eight bytes. So each
 * processor keeps some pieces of each kind for whoever comes next. What they
 * held is still in them: whoever gets one writes all that somebody else will
 * read.
 */
#include <linux/cpumask.h>
#include <linux/llist.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#include "recycle.h"

/* Of what RCU gives back in heaps: as much as it holds under a load. */
#define KEPT_OF_HEAP	64

/**
 * struct kind - Memory for one purpose.
 * @bytes: of a piece. Enough for most; what is larger is allocated, and freed,
 *	as it comes.
 * @most: so many pieces are kept on each processor.
 */
struct kind {
	u32 bytes;
	u32 most;
};

static const struct kind kinds[RECYCLED_COUNT] = {
	[RECYCLED_CAPTURE] = { 16384, 1 },
	[RECYCLED_CALL] = { 512, 1 },
	[RECYCLED_NOTE] = { 512, 1 },
	[RECYCLED_IMAGE] = { 256, KEPT_OF_HEAP },
	[RECYCLED_PROCESS] = { 128, KEPT_OF_HEAP },
};

/**
 * struct shelf - Pieces of one kind on one processor.
 * @pieces: they. Who takes one runs in a task, so that only one does at a time;
 *	who adds one may interrupt that.
 * @count: how many there are, or one more while one comes or goes.
 *
 * Used on its processor, with preemption off.
 */
struct shelf {
	struct llist_head pieces;
	u32 count;
};

struct kept {
	struct shelf shelves[RECYCLED_COUNT];
};

static struct kept __percpu *kept;

static void *take(enum recycled what)
{
	struct llist_node *piece;

	preempt_disable();
	piece = llist_del_first(&this_cpu_ptr(kept)->shelves[what].pieces);
	if (piece)
		this_cpu_dec(kept->shelves[what].count);
	preempt_enable();
	return piece;
}

static bool keep(enum recycled what, void *memory)
{
	bool has_room;

	preempt_disable();
	has_room = this_cpu_read(kept->shelves[what].count) < kinds[what].most;
	if (has_room) {
		this_cpu_inc(kept->shelves[what].count);
		llist_add(memory, &this_cpu_ptr(kept)->shelves[what].pieces);
	}
	preempt_enable();
	return has_room;
}

/**
 * recycle_get() - Get memory.
 * @what: for what.
 * @bytes: how much is needed; becomes how much it is, for recycle_put().
 * @gfp: how to get it where none is kept.
 *
 * Context: As @gfp, but no interrupt.
 * Return: The memory, with anything in it; NULL: there is none.
 */
void *recycle_get(enum recycled what, u32 *bytes, gfp_t gfp)
{
	void *memory;

	if (*bytes > kinds[what].bytes)
		return kmalloc(*bytes, gfp);
	memory = take(what);
	if (!memory)
		memory = kmalloc(kinds[what].bytes, gfp);
	if (memory)
		*bytes = kinds[what].bytes;
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
	if (memory && bytes == kinds[what].bytes &&
	    !IS_ENABLED(CONFIG_KASAN) && keep(what, memory))
		return;
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

static void clear(struct shelf *shelf)
{
	struct llist_node *piece = llist_del_all(&shelf->pieces);

	while (piece) {
		struct llist_node *next = piece->next;

		kfree(piece);
		piece = next;
	}
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
			clear(&per_cpu_ptr(kept, cpu)->shelves[what]);
	}
	free_percpu(kept);
}
