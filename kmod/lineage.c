// SPDX-License-Identifier: GPL-2.0-only
/*
 * lineage.c - the line of those who created a process (see lineage.h).
 */
#include <linux/atomic.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "image.h"
#include "lineage.h"
#include "params.h"

static atomic_t lineages = ATOMIC_INIT(0);

static u32 total_of(const struct lineage *others, bool is_open)
{
	if (others)
		return others->total;
	return is_open;
}

static struct lineage *lineage_alloc(u32 count, bool has_unknown)
{
	struct lineage *lineage;
	size_t size = struct_size(lineage, ancestors, count);

	if (params_fail_allocation())
		return NULL;
	lineage = kmalloc(size + has_unknown * count * sizeof(struct image *),
			  GFP_ATOMIC | __GFP_NOWARN);
	if (!lineage)
		return NULL;
	refcount_set(&lineage->users, 1);
	lineage->count = count;
	lineage->unknown = NULL;
	if (has_unknown) {
		lineage->unknown = (void *)lineage + size;
		memset(lineage->unknown, 0, count * sizeof(struct image *));
	}
	atomic_inc(&lineages);
	return lineage;
}

/* Returns true if the image has a name by now. */
static bool name_ancestor(struct procmon_ancestor *ancestor,
			  const struct image *image)
{
	const struct image *known = image_known(image);

	if (!known->exec_id)
		return false;
	ancestor->exec_id = known->exec_id;
	ancestor->exe_dev_major = known->exe_dev_major;
	ancestor->exe_dev_minor = known->exe_dev_minor;
	ancestor->exe_ino = known->exe_ino;
	return true;
}

/* What is still not known is kept, to be asked again. */
static void copy_unknown(struct lineage *lineage, const struct lineage *others)
{
	u32 i;

	for (i = 1; i < lineage->count; i++) {
		struct image *image = others->unknown[i - 1];

		if (image && !name_ancestor(&lineage->ancestors[i], image))
			lineage->unknown[i] = image_get(image);
	}
}

/**
 * lineage_make() - Make the line of those that a process creates.
 * @nearest: the process itself, as it is now.
 * @unknown: its image, if that has no name yet, referenced; else NULL.
 * @others: its own line; NULL: it has none.
 * @is_open: of a process without a line: nobody saw who created it.
 *
 * Context: Any. Does not sleep.
 * Return: The line, with one reference, and that to @unknown is its own; NULL:
 * no memory.
 */
struct lineage *lineage_make(const struct procmon_ancestor *nearest,
			     struct image *unknown,
			     const struct lineage *others, bool is_open)
{
	u32 count = 1 + (others ? others->count : 0);
	bool others_unknown = others && others->unknown;
	struct lineage *lineage;

	count = min_t(u32, count, PROCMON_ANCESTORS_MAX);
	lineage = lineage_alloc(count, unknown || others_unknown);
	if (!lineage)
		return NULL;
	lineage->total = 1 + total_of(others, is_open);
	lineage->ancestors[0] = *nearest;
	if (others)
		memcpy(&lineage->ancestors[1], others->ancestors,
		       (count - 1) * sizeof(lineage->ancestors[0]));
	if (others_unknown)
		copy_unknown(lineage, others);
	if (unknown)
		lineage->unknown[0] = unknown;
	return lineage;
}

/**
 * lineage_copy() - Copy the ancestors, as they are known now.
 * @ret_ancestors: filled in; @lineage->count of them.
 * @lineage: the line.
 *
 * Context: RCU, or the caller has a reference.
 */
void lineage_copy(struct procmon_ancestor *ret_ancestors,
		  const struct lineage *lineage)
{
	u32 i;

	memcpy(ret_ancestors, lineage->ancestors,
	       lineage->count * sizeof(*ret_ancestors));
	if (!lineage->unknown)
		return;
	for (i = 0; i < lineage->count; i++) {
		if (lineage->unknown[i])
			name_ancestor(&ret_ancestors[i], lineage->unknown[i]);
	}
}

/**
 * lineage_tryget() - Take a reference.
 * @lineage: found under RCU.
 *
 * Context: RCU, or the caller has a reference.
 * Return: true; false: it is just going away.
 */
bool lineage_tryget(struct lineage *lineage)
{
	return refcount_inc_not_zero(&lineage->users);
}

/**
 * lineage_put() - Give a reference back.
 * @lineage: the line; NULL: nothing.
 *
 * Context: Any.
 */
void lineage_put(struct lineage *lineage)
{
	u32 i;

	if (!lineage || !refcount_dec_and_test(&lineage->users))
		return;
	for (i = 0; lineage->unknown && i < lineage->count; i++)
		image_put(lineage->unknown[i]);
	kfree_rcu(lineage, rcu);
	atomic_dec(&lineages);
}

/**
 * lineage_count() - How many there are.
 *
 * Context: Any.
 * Return: Lines in memory.
 */
u64 lineage_count(void)
{
	return atomic_read(&lineages);
}
