/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * queue.h - pieces of bytes in a row, each with a number, bounded in bytes.
 * It must not know what the bytes mean.
 */
#ifndef PROCMON_RELAY_QUEUE_H
#define PROCMON_RELAY_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct queue_piece - A piece.
 * @seq: its number.
 * @tag: what the caller noted with it.
 * @len: bytes.
 */
struct queue_piece {
	uint64_t seq;
	unsigned int tag;
	size_t len;
};

/**
 * struct queue - Pieces, one behind the other.
 * @limit: bytes from which on it has no room.
 * @bytes: of all pieces; the first begins at @start.
 * @start: likewise.
 * @end: where the last piece ends.
 * @size: of @bytes.
 * @pieces: the pieces; those from @first on are in it.
 * @first: likewise.
 * @last: end of them.
 * @piece_size: how many fit into @pieces.
 */
struct queue {
	size_t limit;
	unsigned char *bytes;
	size_t start;
	size_t end;
	size_t size;
	struct queue_piece *pieces;
	size_t first;
	size_t last;
	size_t piece_size;
};

/**
 * queue_init() - Begin with an empty queue.
 * @queue: the queue.
 * @limit: bytes from which on it has no room.
 */
void queue_init(struct queue *queue, size_t limit);

/**
 * queue_free() - Free it.
 * @queue: is empty afterwards.
 */
void queue_free(struct queue *queue);

/**
 * queue_has_room() - May a piece be added?
 * @queue: the queue.
 *
 * Return: true: one of any size, so a queue is larger than its limit by one
 * piece at most; false: not now.
 */
bool queue_has_room(const struct queue *queue);

/**
 * queue_add() - Add a piece at the end.
 * @queue: one that has room.
 * @seq: its number.
 * @tag: for the caller.
 * @bytes: its bytes.
 * @len: how many, above 0.
 *
 * Ends the program when there is no memory.
 */
void queue_add(struct queue *queue, uint64_t seq, unsigned int tag,
	       const void *bytes, size_t len);

/**
 * queue_first() - Look at the first piece.
 * @queue: the queue.
 *
 * Return: the piece, whose bytes are those of queue_peek(); NULL: there is
 * none.
 */
const struct queue_piece *queue_first(const struct queue *queue);

/**
 * queue_bytes() - Bytes in it.
 * @queue: the queue.
 */
size_t queue_bytes(const struct queue *queue);

/**
 * queue_count() - Pieces in it.
 * @queue: the queue.
 */
size_t queue_count(const struct queue *queue);

/**
 * queue_peek() - Look at the first pieces, which stay.
 * @queue: the queue.
 * @max: bytes at most; one piece may be longer.
 * @ret_len: returned: bytes.
 *
 * Return: whole pieces, one behind the other; good until the queue is changed.
 * NULL: there is none.
 */
const void *queue_peek(const struct queue *queue, size_t max, size_t *ret_len);

/**
 * queue_whole() - How much of some bytes is whole pieces?
 * @queue: the queue.
 * @len: bytes from its start on.
 *
 * Return: bytes of those pieces that are within @len.
 */
size_t queue_whole(const struct queue *queue, size_t len);

/**
 * queue_drop() - Take the first pieces away.
 * @queue: the queue.
 * @len: their bytes; the end of a piece.
 * @ret_seq: returned if there were any: number of the last.
 *
 * Return: how many.
 */
size_t queue_drop(struct queue *queue, size_t len, uint64_t *ret_seq);

#endif /* PROCMON_RELAY_QUEUE_H */
