/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stream.h - the module's ring, and waking those who wait for it. Knows
 * records as bytes; does not know who makes them or who reads.
 */
#ifndef PROCMON_STREAM_H
#define PROCMON_STREAM_H

#include <linux/list.h>
#include <linux/wait.h>

#include "record.h"
#include "ring.h"

/**
 * struct stream_waiter - A reader that waits for records.
 * @entry: in the list of those who wait.
 * @queue: where it sleeps.
 * @began: bytes published when it began to wait.
 * @wake_at: it is woken when so many bytes have been published.
 * @deadline: or at this time, in jiffies; set when the first record comes.
 * @has_deadline: that record has come.
 * @bytes: how many are to come before it is woken.
 * @timeout_ms: or so long after the first came.
 * @waiting: it is in the list.
 */
struct stream_waiter {
	struct list_head entry;
	wait_queue_head_t queue;
	u64 began;
	u64 wake_at;
	unsigned long deadline;
	bool has_deadline;
	u32 bytes;
	u32 timeout_ms;
	bool waiting;
};

int stream_init(u64 bytes);
void stream_exit(void);
struct ring *stream_ring(void);
u32 stream_record_max(void);
u64 stream_tombstones(void);
bool stream_claim(struct record *record);
u64 stream_publish(struct record *record);
int stream_ack(u64 seq);
void stream_unhold(void);
void stream_waiter_init(struct stream_waiter *waiter);
void stream_wait_begin(struct stream_waiter *waiter);
void stream_wait_terms(struct stream_waiter *waiter, u32 bytes, u32 timeout_ms);
void stream_wait_end(struct stream_waiter *waiter);

#endif /* PROCMON_STREAM_H */
