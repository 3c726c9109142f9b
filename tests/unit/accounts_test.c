// SPDX-License-Identifier: GPL-2.0-only
/*
 * accounts_test.c - names of users and groups from files: which are found, when
 * a change is seen, and what happens to files that are not in order.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts_files.h"
#include "check.h"
#include "said.h"

static char directory[] = P_tmpdir "/procmon-accounts.XXXXXX";
static char users[64];
static char groups[64];
/* Later than any time before. */
static uint64_t now_ms;

static void write_file(const char *path, const char *text)
{
	char path_new[80];
	FILE *file;

	/* as those do that change such files: never seen in part */
	snprintf(path_new, sizeof(path_new), "%s.new", path);
	file = fopen(path_new, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(rename(path_new, path), 0);
}

static int set_up(void **state)
{
	(void)state;
	write_file(users, "root:x:0:0:root:/root:/bin/bash\n"
		   "ann:x:1000:100::/:\n");
	write_file(groups, "root:x:0:\nstaff:x:50:ann,bob\n");
	accounts_files_open(users, groups);
	assert_true(accounts_files.refresh(now_ms));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	accounts_files.close();
	now_ms += ACCOUNTS_FILES_AGE_MS;
	unlink(users);
	unlink(groups);
	return 0;
}

/* The files, once it is time to look at them. Return: names may be others. */
static bool look_again(void)
{
	now_ms += ACCOUNTS_FILES_AGE_MS;
	return accounts_files.refresh(now_ms);
}

/* What was said on standard error meanwhile. */
static const char *said_by_look(void)
{
	said_begin();
	look_again();
	return said_end();
}

static void assert_user(uint32_t id, const char *name)
{
	const char *found = accounts_files.find(ACCOUNT_USER, id);

	if (!name)
		assert_null(found);
	else
		assert_string_equal(found ? found : "none", name);
}

static void names_are_found(void **state)
{
	(void)state;
	assert_user(0, "root");
	assert_user(1000, "ann");
	assert_string_equal(accounts_files.find(ACCOUNT_GROUP, 50), "staff");
}

static void what_is_not_there_has_no_name(void **state)
{
	(void)state;
	assert_user(50, NULL);
	assert_user(999, NULL);
	assert_user(UINT32_MAX, NULL);
	assert_null(accounts_files.find(ACCOUNT_GROUP, 1000));
}

static void a_change_is_seen_in_time_and_not_before(void **state)
{
	(void)state;
	write_file(users, "eve:x:1000:100::/:\n");
	assert_false(accounts_files.refresh(now_ms + 1));
	assert_false(accounts_files.refresh(now_ms + ACCOUNTS_FILES_AGE_MS -
					    1));
	assert_user(1000, "ann");
	assert_true(look_again());
	assert_user(1000, "eve");
	assert_user(0, NULL);
	assert_false(look_again());
	assert_user(1000, "eve");
}

/* Of the same size, and maybe of the same time. */
static void a_file_in_its_place_is_another(void **state)
{
	(void)state;
	write_file(groups, "root:x:0:\nstuff:x:50:ann,bob\n");
	assert_true(look_again());
	assert_string_equal(accounts_files.find(ACCOUNT_GROUP, 50), "stuff");
}

static void a_file_that_is_gone_is_said_once(void **state)
{
	(void)state;
	assert_int_equal(unlink(users), 0);
	assert_non_null(strstr(said_by_look(), "account_names = never"));
	assert_user(1000, "ann");
	assert_string_equal(said_by_look(), "");
	write_file(users, "eve:x:1000:100::/:\n");
	assert_string_equal(said_by_look(), "");
	assert_user(1000, "eve");
	assert_int_equal(unlink(users), 0);
	assert_non_null(strstr(said_by_look(), users));
}

static void lines_that_are_none_are_left_out(void **state)
{
	char text[2048];
	char name[400];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	snprintf(text, sizeof(text),
		 "+::::::\n"
		 "+eve:x:1:1::/:\n"
		 "-eve:x:2:2::/:\n"
		 ":x:3:3::/:\n"
		 "no number:x:y:z::/:\n"
		 "short\n"
		 "\n"
		 "# comment:x:4:4::/:\n"
		 "%s:x:5:5::/:\n"
		 "first:x:6:6::/:\n"
		 "last:x:6:6::/:\n"
		 "\xff\x1b[2J:x:7:7::/:\n"
		 "whole:x:8:8::/:", name);
	write_file(users, text);
	assert_true(look_again());
	assert_user(0, NULL);
	assert_user(1, NULL);
	assert_user(2, NULL);
	assert_user(3, NULL);
	assert_user(4, NULL);
	assert_user(5, NULL);
	assert_user(6, "first");
	assert_user(7, "\xff\x1b[2J");
	assert_user(8, "whole");
}

static void an_empty_file_has_no_names(void **state)
{
	(void)state;
	write_file(users, "");
	assert_true(look_again());
	assert_user(0, NULL);
}

static void there_is_a_bound(void **state)
{
	uint32_t last = ACCOUNTS_FILES_MAX + 10;
	char *text = malloc(40 * (size_t)last);
	size_t len = 0;
	uint32_t id;

	(void)state;
	assert_non_null(text);
	/* the largest first: they are sorted all the same */
	for (id = last; id > 0; id--)
		len += (size_t)sprintf(text + len, "u%u:x:%u:0::/:\n", id, id);
	write_file(users, text);
	free(text);
	assert_non_null(strstr(said_by_look(), "more than 65536 entries"));
	assert_user(last, "u65546");
	assert_user(11, "u11");
	assert_user(10, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_are_found, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_there_has_no_name,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_change_is_seen_in_time_and_not_before, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_file_in_its_place_is_another,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_file_that_is_gone_is_said_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			lines_that_are_none_are_left_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_empty_file_has_no_names,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(there_is_a_bound, set_up,
						tear_down),
	};
	int failed;

	if (!mkdtemp(directory))
		return 1;
	snprintf(users, sizeof(users), "%s/passwd", directory);
	snprintf(groups, sizeof(groups), "%s/group", directory);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(directory);
	return failed;
}
