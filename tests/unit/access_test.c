// SPDX-License-Identifier: GPL-2.0-only
/*
 * access_test.c - what a decoded record gives: strings, elements, fields and
 * the arguments of a block, whole or cut.
 */
#include <string.h>

#include "check.h"
#include "libprocmon.h"
#include "sample.h"

static void decode_sample(struct sample *sample, struct procmon_record *record)
{
	size_t len = sample_exec(sample, 7);

	assert_int_equal(procmon_decode(sample->bytes, len, record, NULL), 0);
}

static void gives_strings_and_tells_absent_ones(void **state)
{
	struct procmon_record record;
	struct procmon_bytes bytes;
	struct sample sample;

	(void)state;
	decode_sample(&sample, &record);
	assert_true(procmon_record_string(&record, &record.exec.nodename,
					  &bytes));
	assert_int_equal(bytes.len, 12);
	assert_int_equal(bytes.head, 12);
	assert_int_equal(bytes.total, 12);
	assert_memory_equal(bytes.bytes, "host.example", 12);
	record.exec.nodename.off = 0;
	bytes.len = 99;
	assert_false(procmon_record_string(&record, &record.exec.nodename,
					   &bytes));
	assert_int_equal(bytes.len, 99);
}

static void gives_no_string_outside_the_record(void **state)
{
	struct procmon_record record;
	struct procmon_string string;
	struct procmon_bytes bytes;
	struct sample sample;

	(void)state;
	decode_sample(&sample, &record);
	string = record.exec.nodename;
	string.off = record.header.len + 1;
	assert_false(procmon_record_string(&record, &string, &bytes));
	string.off = record.header.len - 4;
	string.len = 5;
	assert_false(procmon_record_string(&record, &string, &bytes));
	string.len = UINT32_MAX;
	assert_false(procmon_record_string(&record, &string, &bytes));
	string.len = 4;
	assert_true(procmon_record_string(&record, &string, &bytes));
}

static void gives_elements_and_their_strings(void **state)
{
	struct procmon_socket sock;
	struct procmon_record record;
	struct procmon_bytes bytes;
	struct sample sample;
	uint32_t group;

	(void)state;
	decode_sample(&sample, &record);
	assert_true(procmon_record_element(&record, &record.exec.groups, 2,
					   &group, sizeof(group)));
	assert_int_equal(group, 1000);
	assert_false(procmon_record_element(&record, &record.exec.groups, 3,
					    &group, sizeof(group)));
	assert_true(procmon_record_element(&record, &record.exec.sockets, 1,
					   &sock, sizeof(sock)));
	assert_int_equal(sock.fd, 9);
	assert_true(procmon_record_string(&record, &sock.local_path, &bytes));
	assert_int_equal(bytes.len, 9);
	assert_memory_equal(bytes.bytes, "\0abstract", 9);
	record.exec.groups.off = 0;
	assert_false(procmon_record_element(&record, &record.exec.groups, 0,
					    &group, sizeof(group)));
}

static void gives_no_element_outside_the_record(void **state)
{
	struct procmon_record record;
	struct procmon_array array;
	struct procmon_fd fd;
	struct sample sample;

	(void)state;
	decode_sample(&sample, &record);
	array = record.exec.fds;
	array.count = UINT32_MAX;
	assert_false(procmon_record_element(&record, &array, UINT32_MAX - 1,
					    &fd, sizeof(fd)));
	array.off = record.header.len - 48;
	assert_false(procmon_record_element(&record, &array, 0, &fd,
					    sizeof(fd)));
}

static void zeroes_what_an_older_element_lacks(void **state)
{
	static const unsigned char zero[24];
	struct procmon_ancestor ancestor;
	struct procmon_record record;
	struct sample sample;

	(void)state;
	decode_sample(&sample, &record);
	memset(&ancestor, 0xEE, sizeof(ancestor));
	record.exec.ancestors.stride = 16;
	assert_true(procmon_record_element(&record, &record.exec.ancestors, 0,
					   &ancestor, sizeof(ancestor)));
	assert_int_equal(ancestor.tgid, 4200);
	assert_memory_equal((char *)&ancestor + 16, zero, 24);
}

static void tells_why_a_field_is_missing(void **state)
{
	struct procmon_exec exec = { 0 };
	unsigned int reason = 99;

	(void)state;
	fieldset_add(&exec.missing[PROCMON_REASON_FAULT], PROCMON_FIELD_NS_UTS);
	fieldset_add(&exec.missing[PROCMON_REASON_COUNT - 1], 127);
	assert_true(procmon_field_missing(&exec, PROCMON_FIELD_NS_UTS,
					  &reason));
	assert_int_equal(reason, PROCMON_REASON_FAULT);
	assert_true(procmon_field_missing(&exec, 127, &reason));
	assert_int_equal(reason, PROCMON_REASON_COUNT - 1);
	reason = 99;
	assert_false(procmon_field_missing(&exec, PROCMON_FIELD_NS_NET,
					   &reason));
	assert_false(procmon_field_missing(&exec, 128, &reason));
	assert_false(procmon_field_missing(&exec, UINT32_MAX, &reason));
	assert_int_equal(reason, 99);
}

static void tells_that_a_field_is_truncated(void **state)
{
	struct procmon_exec exec = { 0 };

	(void)state;
	fieldset_add(&exec.truncated, PROCMON_FIELD_ARGV);
	assert_true(procmon_field_truncated(&exec, PROCMON_FIELD_ARGV));
	assert_false(procmon_field_truncated(&exec, PROCMON_FIELD_ENVP));
	assert_false(procmon_field_truncated(&exec, 128 + PROCMON_FIELD_ARGV));
}

/* What procmon_args_next() is to give: kind, bytes, length. */
struct piece {
	enum procmon_arg_kind kind;
	const char *bytes;
	uint32_t len;
};

#define WHOLE(text)	{ PROCMON_ARG_WHOLE, text, sizeof(text) - 1 }
#define HEAD(text)	{ PROCMON_ARG_HEAD, text, sizeof(text) - 1 }
#define TAIL(text)	{ PROCMON_ARG_TAIL, text, sizeof(text) - 1 }
#define OPEN(text)	{ PROCMON_ARG_UNTERMINATED, text, sizeof(text) - 1 }
#define CUT(count)	{ PROCMON_ARG_CUT, NULL, count }

static void expect_pieces(const char *text, uint32_t len, uint32_t head,
			  uint32_t total, const struct piece *pieces,
			  size_t count)
{
	const struct procmon_bytes block = {
		.bytes = (const unsigned char *)text,
		.len = len,
		.head = head,
		.total = total,
	};
	struct procmon_arg arg;
	uint64_t position = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		assert_true(procmon_args_next(&block, &position, &arg));
		assert_int_equal(arg.kind, pieces[i].kind);
		assert_int_equal(arg.len, pieces[i].len);
		if (arg.kind == PROCMON_ARG_CUT)
			assert_null(arg.bytes);
		else
			assert_memory_equal(arg.bytes, pieces[i].bytes,
					    arg.len);
	}
	assert_int_equal(position, total);
	assert_false(procmon_args_next(&block, &position, &arg));
}

#define EXPECT_PIECES(text, head, total, ...) do { \
	static const struct piece pieces[] = { __VA_ARGS__ }; \
	expect_pieces(text, sizeof(text) - 1, head, total, pieces, \
		      ARRAY_SIZE(pieces)); \
} while (0)

static void gives_arguments_exactly(void **state)
{
	(void)state;
	EXPECT_PIECES("ls\0-l\0", 6, 6, WHOLE("ls"), WHOLE("-l"));
	EXPECT_PIECES("\0", 1, 1, WHOLE(""));
	EXPECT_PIECES("a\0\0\0b c\0", 8, 8, WHOLE("a"), WHOLE(""), WHOLE(""),
		      WHOLE("b c"));
	expect_pieces("", 0, 0, 0, NULL, 0);
}

static void tells_an_argument_that_nothing_ends(void **state)
{
	(void)state;
	EXPECT_PIECES("ls\0-l", 5, 5, WHOLE("ls"), OPEN("-l"));
	EXPECT_PIECES("x", 1, 1, OPEN("x"));
}

static void tells_where_and_how_much_was_cut(void **state)
{
	(void)state;
	/* in the middle of one long argument, or of two */
	EXPECT_PIECES("a\0bbcc\0d\0", 4, 109, WHOLE("a"), HEAD("bb"),
		      CUT(100), TAIL("cc"), WHOLE("d"));
	/* behind the end of an argument */
	EXPECT_PIECES("a\0cc\0", 2, 12, WHOLE("a"), CUT(7), TAIL("cc"));
	/* in front of the NUL of an argument */
	EXPECT_PIECES("a\0b\0c\0", 3, 7, WHOLE("a"), HEAD("b"), CUT(1),
		      TAIL(""), WHOLE("c"));
	/* all of the end */
	EXPECT_PIECES("a\0b", 3, 10, WHOLE("a"), HEAD("b"), CUT(7));
	EXPECT_PIECES("a\0", 2, 10, WHOLE("a"), CUT(8));
	/* all of the start */
	EXPECT_PIECES("b\0c\0", 0, 10, CUT(6), TAIL("b"), WHOLE("c"));
	/* everything */
	expect_pieces("", 0, 0, 10, (const struct piece []) { CUT(10) }, 1);
	/* and the end lacks its NUL */
	EXPECT_PIECES("ab", 1, 4, HEAD("a"), CUT(2), OPEN("b"));
}

static void accounts_for_every_byte(void **state)
{
	unsigned char bytes[40];
	struct procmon_bytes block = { .bytes = bytes };
	struct procmon_arg arg;
	uint64_t position;
	uint64_t sum;
	uint64_t seed = 6;
	uint32_t i;
	int n;

	(void)state;
	for (n = 0; n < 20000; n++) {
		block.len = next_random(&seed) % sizeof(bytes);
		block.head = next_random(&seed) % (block.len + 1);
		block.total = block.len + next_random(&seed) % 3 * 1000;
		for (i = 0; i < block.len; i++)
			bytes[i] = next_random(&seed) % 3 ? 'x' : '\0';
		if (block.total == block.len)
			block.head = block.len;
		position = 0;
		sum = 0;
		while (procmon_args_next(&block, &position, &arg)) {
			sum += arg.len;
			if (arg.kind == PROCMON_ARG_WHOLE ||
			    arg.kind == PROCMON_ARG_TAIL)
				sum++;
			assert_int_equal(sum, position);
		}
		assert_int_equal(sum, block.total);
	}
}

static void survives_blocks_that_were_made_up(void **state)
{
	static const unsigned char text[] = "abc";
	struct procmon_bytes block = {
		.bytes = text,
		.len = 3,
		.head = UINT32_MAX,
		.total = UINT32_MAX,
	};
	struct procmon_arg arg;
	uint64_t position = 0;
	int pieces = 0;

	(void)state;
	while (procmon_args_next(&block, &position, &arg))
		assert_true(++pieces < 10);
	block.total = 1;
	position = 0;
	assert_true(procmon_args_next(&block, &position, &arg));
	assert_int_equal(arg.len, 3);
	assert_false(procmon_args_next(&block, &position, &arg));
	position = UINT64_MAX;
	assert_false(procmon_args_next(&block, &position, &arg));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_strings_and_tells_absent_ones),
		cmocka_unit_test(gives_no_string_outside_the_record),
		cmocka_unit_test(gives_elements_and_their_strings),
		cmocka_unit_test(gives_no_element_outside_the_record),
		cmocka_unit_test(zeroes_what_an_older_element_lacks),
		cmocka_unit_test(tells_why_a_field_is_missing),
		cmocka_unit_test(tells_that_a_field_is_truncated),
		cmocka_unit_test(gives_arguments_exactly),
		cmocka_unit_test(tells_an_argument_that_nothing_ends),
		cmocka_unit_test(tells_where_and_how_much_was_cut),
		cmocka_unit_test(accounts_for_every_byte),
		cmocka_unit_test(survives_blocks_that_were_made_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
