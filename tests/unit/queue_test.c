// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue_test.c - the relay's queue against a model that is as simple as
 * possible, over random histories; and its bounds.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "queue.h"

#define LIMIT		1000
#define PIECE_MAX	400
#define MODEL_PIECES	2048
#define STEPS		200000

/* All pieces that ever were, in a row; those from first on are in the queue. */
struct model {
	struct {
		uint64_t seq;
		unsigned int tag;
		size_t len;
		unsigned char fill;
	} pieces[MODEL_PIECES];
	size_t first;
	size_t last;
};

static size_t model_bytes(const struct model *model)
{
	size_t bytes = 0;
	size_t i;

	for (i = model->first; i < model->last; i++)
		bytes += model->pieces[i].len;
	return bytes;
}

static void add_one(struct queue *queue, struct model *model, uint64_t *random)
{
	unsigned char bytes[PIECE_MAX];
	size_t len = next_random(random) % PIECE_MAX + 1;

	if (model->last == MODEL_PIECES) {
		memmove(model->pieces, model->pieces + model->first,
			(model->last - model->first) *
			sizeof(model->pieces[0]));
		model->last -= model->first;
		model->first = 0;
	}
	model->pieces[model->last].seq = next_random(random);
	model->pieces[model->last].tag = (unsigned int)next_random(random);
	model->pieces[model->last].len = len;
	model->pieces[model->last].fill = (unsigned char)next_random(random);
	memset(bytes, model->pieces[model->last].fill, len);
	queue_add(queue, model->pieces[model->last].seq,
		  model->pieces[model->last].tag, bytes, len);
	model->last++;
}

/* Whole pieces within max bytes, and one at least. */
static size_t model_peek(const struct model *model, size_t max, size_t *count)
{
	size_t len = model->pieces[model->first].len;

	*count = 1;
	while (model->first + *count < model->last &&
	       len + model->pieces[model->first + *count].len <= max) {
		len += model->pieces[model->first + *count].len;
		(*count)++;
	}
	return len;
}

static void take_some(struct queue *queue, struct model *model,
		      uint64_t *random)
{
	size_t max = next_random(random) % (2 * LIMIT) + 1;
	const unsigned char *bytes;
	size_t len = 0;
	uint64_t seq = 0;
	size_t count;
	size_t i;

	bytes = queue_peek(queue, max, &len);
	if (model->first == model->last) {
		assert_null(bytes);
		assert_null(queue_first(queue));
		return;
	}
	assert_non_null(bytes);
	assert_int_equal(queue_first(queue)->seq,
			 model->pieces[model->first].seq);
	assert_int_equal(queue_first(queue)->tag,
			 model->pieces[model->first].tag);
	assert_int_equal(len, model_peek(model, max, &count));
	assert_int_equal(queue_whole(queue, len), len);
	assert_int_equal(queue_whole(queue, len - 1),
			 len - model->pieces[model->first + count - 1].len);
	for (i = 0; i < count; i++) {
		assert_int_equal(bytes[0],
				 model->pieces[model->first + i].fill);
		bytes += model->pieces[model->first + i].len;
		assert_int_equal(bytes[-1],
				 model->pieces[model->first + i].fill);
	}
	assert_int_equal(queue_drop(queue, len, &seq), count);
	model->first += count;
	assert_int_equal(seq, model->pieces[model->first - 1].seq);
}

static void a_queue_is_what_its_model_is(void **state)
{
	static struct model model;
	uint64_t random = 1;
	struct queue queue;
	unsigned int i;

	(void)state;
	queue_init(&queue, LIMIT);
	for (i = 0; i < STEPS; i++) {
		assert_int_equal(queue_bytes(&queue), model_bytes(&model));
		assert_int_equal(queue_count(&queue), model.last - model.first);
		assert_int_equal(queue_has_room(&queue),
				 model_bytes(&model) < LIMIT);
		if (queue_has_room(&queue) && next_random(&random) % 3)
			add_one(&queue, &model, &random);
		else
			take_some(&queue, &model, &random);
	}
	queue_free(&queue);
}

/* What is allocated, whatever its history: some times its bound. */
static void memory_is_bounded(void **state)
{
	static unsigned char bytes[100];
	uint64_t random = 7;
	struct queue queue;
	uint64_t seq = 0;
	size_t len;
	int i;

	(void)state;
	queue_init(&queue, 64 * 1024);
	for (i = 0; i < 10000; i++) {
		while (queue_has_room(&queue))
			queue_add(&queue, ++seq, 0, bytes, sizeof(bytes));
		queue_peek(&queue, next_random(&random) % 4096 + 1, &len);
		queue_drop(&queue, len, &seq);
		assert_in_range(queue.size, 1, 4 * 64 * 1024);
		assert_in_range(queue.piece_size, 1, 4 * 1024);
	}
	queue_free(&queue);
}

static void a_rare_long_piece_leaves_nothing_behind(void **state)
{
	static unsigned char bytes[1 << 20];
	struct queue queue;
	uint64_t seq;

	(void)state;
	queue_init(&queue, LIMIT);
	queue_add(&queue, 1, 0, bytes, sizeof(bytes));
	assert_false(queue_has_room(&queue));
	assert_int_equal(queue_drop(&queue, sizeof(bytes), &seq), 1);
	assert_in_range(queue.size, 0, 2 * LIMIT);
	assert_true(queue_has_room(&queue));
	queue_free(&queue);
}

static void a_part_of_a_piece_is_not_dropped(void **state)
{
	struct queue queue;
	uint64_t seq = 0;

	(void)state;
	queue_init(&queue, LIMIT);
	queue_add(&queue, 1, 0, "first", 5);
	queue_add(&queue, 2, 0, "second", 6);
	assert_int_equal(queue_drop(&queue, 4, &seq), 0);
	assert_int_equal(seq, 0);
	assert_int_equal(queue_drop(&queue, 10, &seq), 1);
	assert_int_equal(seq, 1);
	assert_int_equal(queue_bytes(&queue), 6);
	queue_free(&queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_queue_is_what_its_model_is),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(a_rare_long_piece_leaves_nothing_behind),
		cmocka_unit_test(a_part_of_a_piece_is_not_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
