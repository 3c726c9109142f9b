// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue.c - pieces of bytes in a row, each with a number, bounded in bytes. It
 * must not know what the bytes mean.
 *
 * The bytes stand in one block, so that one write(2) takes many pieces. What
 * is taken away leaves room in front; it is moved over when that is at least
 * as much as what is left, so that each byte is moved about once.
 */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

#include "message.h"

#define FIRST_BYTES	4096
#define FIRST_PIECES	16

void queue_init(struct queue *queue, size_t limit)
{
	*queue = (struct queue) { .limit = limit };
}

void queue_free(struct queue *queue)
{
	free(queue->bytes);
	free(queue->pieces);
	queue_init(queue, queue->limit);
}

size_t queue_bytes(const struct queue *queue)
{
	return queue->end - queue->start;
}

size_t queue_count(const struct queue *queue)
{
	return queue->last - queue->first;
}

bool queue_has_room(const struct queue *queue)
{
	return queue_bytes(queue) < queue->limit;
}

/* Twice as much, until @need is there. */
static void *grow(void *memory, size_t *size, size_t need, size_t first,
		  size_t unit)
{
	size_t wanted = *size ? *size : first;

	while (wanted < need)
		wanted *= 2;
	memory = realloc(memory, wanted * unit);
	if (!memory)
		memory_error();
	*size = wanted;
	return memory;
}

static void make_room(struct queue *queue, size_t len)
{
	size_t used = queue_bytes(queue);

	if (len <= queue->size - queue->end)
		return;
	if (queue->start >= used && queue->size - used >= len) {
		memcpy(queue->bytes, queue->bytes + queue->start, used);
		queue->start = 0;
		queue->end = used;
		return;
	}
	queue->bytes = grow(queue->bytes, &queue->size, queue->end + len,
			    FIRST_BYTES, 1);
}

static void make_piece(struct queue *queue)
{
	size_t count = queue_count(queue);

	if (queue->last < queue->piece_size)
		return;
	if (queue->first && queue->first >= count) {
		memcpy(queue->pieces, queue->pieces + queue->first,
		       count * sizeof(*queue->pieces));
		queue->first = 0;
		queue->last = count;
		return;
	}
	queue->pieces = grow(queue->pieces, &queue->piece_size,
			     queue->last + 1, FIRST_PIECES,
			     sizeof(*queue->pieces));
}

void queue_add(struct queue *queue, uint64_t seq, unsigned int tag,
	       const void *bytes, size_t len)
{
	make_room(queue, len);
	make_piece(queue);
	memcpy(queue->bytes + queue->end, bytes, len);
	queue->end += len;
	queue->pieces[queue->last++] = (struct queue_piece) {
		.seq = seq, .tag = tag, .len = len,
	};
}

const struct queue_piece *queue_first(const struct queue *queue)
{
	return queue_count(queue) ? &queue->pieces[queue->first] : NULL;
}

size_t queue_whole(const struct queue *queue, size_t len)
{
	size_t whole = 0;
	size_t i;

	for (i = queue->first; i < queue->last; i++) {
		if (whole + queue->pieces[i].len > len)
			break;
		whole += queue->pieces[i].len;
	}
	return whole;
}

const void *queue_peek(const struct queue *queue, size_t max, size_t *ret_len)
{
	if (!queue_count(queue))
		return NULL;
	if (queue->pieces[queue->first].len >= max)
		*ret_len = queue->pieces[queue->first].len;
	else
		*ret_len = queue_whole(queue, max);
	return queue->bytes + queue->start;
}

size_t queue_drop(struct queue *queue, size_t len, uint64_t *ret_seq)
{
	size_t count = 0;

	while (len && queue->first < queue->last &&
	       queue->pieces[queue->first].len <= len) {
		len -= queue->pieces[queue->first].len;
		queue->start += queue->pieces[queue->first].len;
		*ret_seq = queue->pieces[queue->first].seq;
		queue->first++;
		count++;
	}
	if (queue->first < queue->last)
		return count;
	queue->start = 0;
	queue->end = 0;
	queue->first = 0;
	queue->last = 0;
	/* What a rare long piece needed is not kept. */
	if (queue->size > 2 * queue->limit)
		queue_free(queue);
	return count;
}
