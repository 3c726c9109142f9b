// SPDX-License-Identifier: GPL-2.0-only
/*
 * rotate_test.c - generations of the relay's files, and the end of one whose
 * writer was killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "rotate.h"
#include "sample.h"
#include "tail.h"

#define TEMPLATE	P_tmpdir "/procmon-rotate.XXXXXX"

static char directory[] = TEMPLATE;
static char name[PATH_MAX / 2];

static void make(unsigned int generation, const char *text)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), generation ? "%s.%u" : "%s", name,
		 generation);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* What a generation holds; "": there is none. */
static const char *content(unsigned int generation)
{
	static char text[64];
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), generation ? "%s.%u" : "%s", name,
		 generation);
	text[0] = '\0';
	file = fopen(path, "r");
	if (!file)
		return text;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	return text;
}

static int begin(void **state)
{
	(void)state;
	memcpy(directory, TEMPLATE, sizeof(TEMPLATE));
	if (!mkdtemp(directory))
		return -1;
	snprintf(name, sizeof(name), "%s/events", directory);
	return 0;
}

static int end(void **state)
{
	char path[PATH_MAX];
	unsigned int i;

	(void)state;
	unlink(name);
	for (i = 1; i < 10; i++) {
		snprintf(path, sizeof(path), "%s.%u", name, i);
		unlink(path);
	}
	return rmdir(directory);
}

static void the_oldest_goes(void **state)
{
	(void)state;
	make(0, "d");
	make(1, "c");
	make(2, "b");
	make(3, "a");
	assert_int_equal(rotate_files(name, 3), 0);
	assert_string_equal(content(0), "");
	assert_string_equal(content(1), "d");
	assert_string_equal(content(2), "c");
	assert_string_equal(content(3), "b");
}

static void nothing_behind_a_missing_one_is_touched(void **state)
{
	(void)state;
	make(0, "d");
	make(1, "c");
	make(3, "a");
	assert_int_equal(rotate_files(name, 5), 0);
	assert_string_equal(content(1), "d");
	assert_string_equal(content(2), "c");
	assert_string_equal(content(3), "a");
}

static void one_generation_is_enough(void **state)
{
	(void)state;
	make(0, "b");
	make(1, "a");
	assert_int_equal(rotate_files(name, 1), 0);
	assert_string_equal(content(0), "");
	assert_string_equal(content(1), "b");
}

static void what_cannot_be_renamed_stays(void **state)
{
	(void)state;
	assert_int_equal(rotate_files(name, 3), -ENOENT);
}

static void size_and_age_are_limits(void **state)
{
	const struct rotate_limits none = { 0 };
	const struct rotate_limits both = { .bytes = 100, .seconds = 60 };

	(void)state;
	assert_false(rotate_is_due(&none, UINT64_MAX, 1, UINT64_MAX));
	assert_false(rotate_is_due(&both, 90, 10, 59));
	assert_true(rotate_is_due(&both, 90, 11, 0));
	assert_true(rotate_is_due(&both, 1, 1, 60));
	/* one record that is larger than a file is to be */
	assert_false(rotate_is_due(&both, 0, 1000, 1000));
}

/* A file with these bytes. Return: its descriptor. */
static int file_of(const void *bytes, size_t len)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	return fd;
}

static uint64_t whole_lines(const char *text, size_t len)
{
	uint64_t whole = UINT64_MAX;
	int fd = file_of(text, len);

	assert_int_equal(tail_of_lines(fd, len, &whole), 0);
	close(fd);
	return whole;
}

static void whole_lines_are_found(void **state)
{
	char long_line[10000];

	(void)state;
	assert_int_equal(whole_lines("", 0), 0);
	assert_int_equal(whole_lines("a", 1), 0);
	assert_int_equal(whole_lines("a\n", 2), 2);
	assert_int_equal(whole_lines("a\nb", 3), 2);
	memset(long_line, 'x', sizeof(long_line));
	assert_int_equal(whole_lines(long_line, sizeof(long_line)), 0);
	long_line[3] = '\n';
	assert_int_equal(whole_lines(long_line, sizeof(long_line)), 4);
	/* at the edges of the blocks that are read */
	long_line[sizeof(long_line) - 4096] = '\n';
	assert_int_equal(whole_lines(long_line, sizeof(long_line)),
			 sizeof(long_line) - 4095);
	long_line[sizeof(long_line) - 4097] = '\n';
	long_line[sizeof(long_line) - 4096] = 'x';
	assert_int_equal(whole_lines(long_line, sizeof(long_line)),
			 sizeof(long_line) - 4096);
}

static void whole_records_are_found(void **state)
{
	static unsigned char bytes[2 * SAMPLE_SIZE];
	struct procmon_capture capture = {
		.byte_order = PROCMON_CAPTURE_BYTE_ORDER,
		.abi_version = PROCMON_ABI_VERSION,
	};
	struct sample sample;
	size_t ends[3];
	uint64_t whole;
	size_t len;
	size_t i;
	int fd;

	(void)state;
	memcpy(capture.magic, PROCMON_CAPTURE_MAGIC, sizeof(capture.magic));
	memcpy(bytes, &capture, sizeof(capture));
	ends[0] = sizeof(capture);
	len = sample_exec(&sample, 1);
	memcpy(bytes + ends[0], sample.bytes, len);
	ends[1] = ends[0] + len;
	len = sample_lost(&sample, 2, 5);
	memcpy(bytes + ends[1], sample.bytes, len);
	ends[2] = ends[1] + len;
	/* wherever it is cut off */
	for (len = 0; len <= ends[2]; len++) {
		uint64_t expected = 0;

		fd = file_of(bytes, len);
		whole = UINT64_MAX;
		assert_int_equal(tail_of_capture(fd, len, &capture, &whole),
				 0);
		for (i = 0; i < 3; i++)
			if (ends[i] <= len)
				expected = ends[i];
		assert_int_equal(whole, expected);
		close(fd);
	}
	/* damaged: nothing may be cut off */
	memset(bytes + ends[0], 0xff, 4);
	fd = file_of(bytes, ends[2]);
	assert_int_equal(tail_of_capture(fd, ends[2], &capture, &whole),
			 -EBADMSG);
	/* of another boot, whole or not */
	capture.boot_id[0] = 1;
	assert_int_equal(tail_of_capture(fd, ends[2], &capture, &whole),
			 -EBADMSG);
	close(fd);
	fd = file_of("something else", 14);
	assert_int_equal(tail_of_capture(fd, 14, &capture, &whole), -EBADMSG);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_oldest_goes, begin, end),
		cmocka_unit_test_setup_teardown(nothing_behind_a_missing_one_is_touched,
						begin, end),
		cmocka_unit_test_setup_teardown(one_generation_is_enough,
						begin, end),
		cmocka_unit_test_setup_teardown(what_cannot_be_renamed_stays,
						begin, end),
		cmocka_unit_test(size_and_age_are_limits),
		cmocka_unit_test_setup_teardown(whole_lines_are_found, begin,
						end),
		cmocka_unit_test_setup_teardown(whole_records_are_found, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
