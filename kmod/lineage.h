/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lineage.h - the line of those who created a process. Shared by all that one
 * process creates; never changed once others can see it. Knows no task.
 */
#ifndef PROCMON_LINEAGE_H
#define PROCMON_LINEAGE_H

#include <linux/procmon.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>

struct image;

/**
 * struct lineage - The line of those who created a process.
 * @users: references; the memory stays for a grace period of RCU after the
 *	last.
 * @rcu: to free it.
 * @total: how many there are in truth; of a line whose start nobody saw, one
 *	more than are known.
 * @count: how many are in @ancestors.
 * @unknown: by the side of @ancestors: the image of one that had no name yet when
 *	the line was made; NULL: none of them was so.
 * @ancestors: they, the nearest first, each as it was when it created the one
 *	before it.
 */
struct lineage {
	refcount_t users;
	struct rcu_head rcu;
	u32 total;
	u32 count;
	struct image **unknown;
	struct procmon_ancestor ancestors[];
};

struct lineage *lineage_make(const struct procmon_ancestor *nearest,
			     struct image *unknown,
			     const struct lineage *others, bool is_open);
void lineage_copy(struct procmon_ancestor *ret_ancestors,
		  const struct lineage *lineage);
bool lineage_tryget(struct lineage *lineage);
void lineage_put(struct lineage *lineage);
u64 lineage_count(void);

#endif /* PROCMON_LINEAGE_H */
