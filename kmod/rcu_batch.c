// SPDX-License-Identifier: GPL-2.0-only
/*
 * rcu_batch.c - call_rcu() for many at the price of one (see rcu_batch.h).
 *
 * One callback costs 160 instructions, and each of them makes RCU slower with
 * all the others of the host. A process leaves two behind. So each processor
 * collects some, and asks for a grace period once for all of them.
 */
#include <linux/irqflags.h>
#include <linux/percpu.h>

#include "rcu_batch.h"

/* So many are worth a grace period. */
#define BATCH_LEAST	32
/* No more are called at once; nor do more wait for more to come. */
#define BATCH_MOST	128

/**
 * struct rcu_batch - What one processor has collected.
 * @rcu: to wait with.
 * @waiting: wait for a grace period; NULL: none do.
 * @collected: since. Used with interrupts off.
 * @count: how many are in @collected.
 */
struct rcu_batch {
	struct rcu_head rcu;
	struct rcu_head *waiting;
	struct rcu_head *collected;
	unsigned int count;
};

static struct rcu_batch __percpu *batches;

static void call_all(struct rcu_head *head)
{
	while (head) {
		struct rcu_head *next = head->next;

		head->func(head);
		head = next;
	}
}

static void grace_over(struct rcu_head *head)
{
	struct rcu_batch *batch = container_of(head, struct rcu_batch, rcu);

	call_all(batch->waiting);
	/* Pairs with rcu_batch_call(): who sees this may use @rcu again. */
	smp_store_release(&batch->waiting, NULL);
}

/**
 * rcu_batch_call() - Call a function when no reader can see something any more.
 * @head: in it; not used otherwise until then.
 * @func: what to call, in a callback of RCU. If few more come it may be long
 *	until then, at the latest in rcu_batch_exit().
 *
 * Context: Any.
 */
void rcu_batch_call(struct rcu_head *head, rcu_callback_t func)
{
	struct rcu_batch *batch;
	unsigned long flags;

	local_irq_save(flags);
	batch = this_cpu_ptr(batches);
	if (batch->count < BATCH_MOST) {
		head->func = func;
		head->next = batch->collected;
		batch->collected = head;
		batch->count++;
		head = NULL;
	}
	/* Pairs with grace_over(), which may run on another processor. */
	if (batch->count >= BATCH_LEAST && !smp_load_acquire(&batch->waiting)) {
		batch->waiting = batch->collected;
		batch->collected = NULL;
		batch->count = 0;
		call_rcu(&batch->rcu, grace_over);
	}
	local_irq_restore(flags);
	if (head)
		call_rcu(head, func);
}

/**
 * rcu_batch_init() - Get ready to collect.
 *
 * Context: Module load.
 * Return: 0 or -ENOMEM.
 */
int rcu_batch_init(void)
{
	batches = alloc_percpu(struct rcu_batch);
	return batches ? 0 : -ENOMEM;
}

/**
 * rcu_batch_exit() - Call what was not called yet. Nobody brings anything any
 * more.
 *
 * Context: Module unload. Sleeps.
 */
void rcu_batch_exit(void)
{
	int cpu;

	synchronize_rcu();
	rcu_barrier();
	for_each_possible_cpu(cpu)
		call_all(per_cpu_ptr(batches, cpu)->collected);
	free_percpu(batches);
}
