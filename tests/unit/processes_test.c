// SPDX-License-Identifier: GPL-2.0-only
/*
 * processes_test.c - what records tell the model of processes: who came, what
 * they run, who is below whom, who went.
 */
#include <errno.h>
#include <string.h>

#include "processes_fixture.h"

#define INIT	{ .tgid = 1, .start = 10, .exec_id = 1, .comm = "init", \
		  .exe = "/sbin/init", .argv = "init\0", .argv_len = 5, \
		  .cgroup = "/init.scope" }

static const struct who init_process = INIT;

/* A child of @parent that runs the same. */
static struct who child_of(const struct who *parent, uint32_t tgid,
			   uint64_t start)
{
	struct who who = *parent;

	who.tgid = tgid;
	who.start = start;
	who.ppid = parent->tgid;
	who.parent_start = parent->start;
	return who;
}

static void told(struct story *story)
{
	uint64_t begin = feed_begin(story, 1);

	feed_proc(story, &init_process);
	feed_end(story, 1, begin, 1);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_WHOLE);
}

static void expect_text(const struct procmon_bytes *bytes, const char *text,
			size_t len)
{
	assert_non_null(bytes->bytes);
	assert_int_equal(bytes->len, len);
	assert_memory_equal(bytes->bytes, text, len);
}

static void a_fork_starts_a_process_that_runs_the_same(void **state)
{
	struct who child = child_of(&init_process, 2, 20);
	const struct procmon_live *live;
	struct story *story = *state;

	told(story);
	child.exe = NULL;
	feed_fork(story, &child, &init_process);
	expect_change(story, PROCMON_CHANGE_STARTED, &child);
	live = find(story, &child);
	assert_non_null(live);
	assert_int_equal(live->identity.exec_id, 1);
	expect_text(&live->exe, LITERAL("/sbin/init"));
	expect_text(&live->argv, LITERAL("init\0"));
	expect_text(&live->cgroup, LITERAL("/init.scope"));
	assert_int_equal(parent_of(story, &child), 1);
	expect_sound(story);
}

static void an_exec_replaces_the_program_of_one_process(void **state)
{
	struct who child = child_of(&init_process, 2, 20);
	const struct procmon_live *live;
	struct story *story = *state;

	told(story);
	feed_fork(story, &child, &init_process);
	child.exec_id = story->seq + 1;
	child.exe = "/bin/true";
	child.argv = "true\0-x\0";
	child.argv_len = 8;
	child.comm = "true";
	feed_exec(story, &child);
	expect_change(story, PROCMON_CHANGE_EXECUTED, &child);
	live = find(story, &child);
	expect_text(&live->exe, LITERAL("/bin/true"));
	expect_text(&live->argv, LITERAL("true\0-x\0"));
	assert_string_equal(live->comm, "true");
	expect_text(&find(story, &init_process)->exe, LITERAL("/sbin/init"));
	assert_ptr_equal(procmon_processes_find_exec_id(story->model,
							child.exec_id, NULL),
			 live);
	expect_sound(story);
}

static void an_exit_ends_it_and_memory_comes_back(void **state)
{
	struct who child = child_of(&init_process, 2, 20);
	struct procmon_processes_status before;
	struct procmon_processes_status after;
	struct story *story = *state;

	told(story);
	procmon_processes_get_status(story->model, &before);
	feed_fork(story, &child, &init_process);
	child.exec_id = story->seq + 1;
	child.exe = "/bin/true";
	feed_exec(story, &child);
	feed_exit(story, &child);
	expect_change(story, PROCMON_CHANGE_ENDED, &child);
	assert_null(find(story, &child));
	procmon_processes_get_status(story->model, &after);
	assert_int_equal(after.bytes, before.bytes);
	assert_int_equal(after.count, 1);
	feed_exit(story, &child);
	assert_int_equal(story->change_count, 0);
}

static void threads_neither_start_nor_end_a_process(void **state)
{
	struct who thread = child_of(&init_process, 1, 10);
	struct story *story = *state;

	told(story);
	thread.flags = PROCMON_LIFE_THREAD;
	thread.ppid = 0;
	feed_fork(story, &thread, &init_process);
	assert_int_equal(story->change_count, 0);
	feed_exit(story, &thread);
	assert_int_equal(story->change_count, 0);
	assert_non_null(find(story, &init_process));
}

static void children_of_one_that_ended_go_to_its_parent(void **state)
{
	struct who parent = child_of(&init_process, 2, 20);
	struct who child = child_of(&parent, 3, 30);
	struct who grandchild = child_of(&child, 4, 40);
	struct story *story = *state;

	told(story);
	feed_fork(story, &parent, &init_process);
	feed_fork(story, &child, &parent);
	feed_fork(story, &grandchild, &child);
	assert_int_equal(find(story, &child)->flags, 0);
	feed_exit(story, &parent);
	assert_int_equal(parent_of(story, &child), 1);
	assert_int_equal(find(story, &child)->flags, PROCMON_LIVE_MOVED);
	assert_int_equal(find(story, &child)->identity.ppid, 2);
	feed_exit(story, &child);
	assert_int_equal(parent_of(story, &grandchild), 1);
	expect_sound(story);
}

static void the_next_record_tells_the_new_parent(void **state)
{
	struct who reaper = child_of(&init_process, 2, 20);
	struct who parent = child_of(&reaper, 3, 30);
	struct who child = child_of(&parent, 4, 40);
	struct story *story = *state;

	told(story);
	feed_fork(story, &reaper, &init_process);
	feed_fork(story, &parent, &reaper);
	feed_fork(story, &child, &parent);
	feed_exit(story, &parent);
	assert_int_equal(parent_of(story, &child), 2);
	child.ppid = 1;
	child.parent_start = 10;
	feed_life(story, PROCMON_TYPE_SID, &child);
	expect_change(story, PROCMON_CHANGE_SESSION, &child);
	assert_int_equal(parent_of(story, &child), 1);
	assert_int_equal(find(story, &child)->flags, 0);
	expect_sound(story);
}

static void a_parent_that_ended_meanwhile_changes_nothing(void **state)
{
	struct who parent = child_of(&init_process, 2, 20);
	struct who child = child_of(&parent, 3, 30);
	struct story *story = *state;

	told(story);
	feed_fork(story, &parent, &init_process);
	feed_fork(story, &child, &parent);
	feed_exit(story, &parent);
	child.exec_id = story->seq + 1;
	feed_exec(story, &child);
	assert_int_equal(parent_of(story, &child), 1);
	assert_int_equal(find(story, &child)->flags, PROCMON_LIVE_MOVED);
	expect_sound(story);
}

static void a_parent_that_comes_later_gets_its_children(void **state)
{
	struct who parent = child_of(&init_process, 2, 20);
	struct who child = child_of(&parent, 3, 30);
	struct who other = child_of(&parent, 4, 40);
	struct story *story = *state;

	/* waits for another process of the same number */
	other.parent_start = 21;
	feed_proc(story, &child);
	feed_proc(story, &other);
	assert_int_equal(parent_of(story, &child), 0);
	feed_proc(story, &parent);
	feed_proc(story, &init_process);
	assert_int_equal(parent_of(story, &child), 2);
	assert_int_equal(find(story, &child)->flags, 0);
	assert_int_equal(parent_of(story, &other), 0);
	assert_int_equal(parent_of(story, &parent), 1);
	expect_sound(story);
}

static void ancestors_place_whose_parent_is_not_known(void **state)
{
	struct who first = { .tgid = 4200, .start = 5400000000000ULL,
			     .exec_id = 3 };
	struct who second = { .tgid = 4199, .start = 5399000000000ULL,
			      .exec_id = 2 };
	struct who sampled = { .tgid = 4242, .start = 5500000000007ULL };
	struct story *story = *state;

	feed_proc(story, &second);
	feed_sample(story, sample_exec(&story->sample, ++story->seq));
	assert_int_equal(parent_of(story, &sampled), 4199);
	assert_int_equal(find(story, &sampled)->flags, PROCMON_LIVE_MOVED);
	feed_exit(story, &sampled);
	feed_proc(story, &first);
	feed_sample(story, sample_exec(&story->sample, ++story->seq));
	assert_int_equal(parent_of(story, &sampled), 4200);
	expect_sound(story);
}

static void a_number_is_used_again(void **state)
{
	struct who old = child_of(&init_process, 2, 20);
	struct who child = child_of(&old, 3, 25);
	struct who new = child_of(&init_process, 2, 30);
	struct story *story = *state;

	told(story);
	feed_fork(story, &old, &init_process);
	feed_fork(story, &child, &old);
	feed_fork(story, &new, &init_process);
	assert_int_equal(story->change_count, 2);
	assert_int_equal(story->changes[0], PROCMON_CHANGE_GONE);
	assert_int_equal(story->changes[1], PROCMON_CHANGE_STARTED);
	assert_null(find(story, &old));
	assert_non_null(find(story, &new));
	/* the child is not that of the new one */
	assert_int_equal(parent_of(story, &child), 1);
	/* the end of the old one, late, is not that of the new one */
	feed_exit(story, &old);
	assert_int_equal(story->change_count, 0);
	assert_non_null(find(story, &new));
	expect_sound(story);
}

static void nobody_is_above_himself(void **state)
{
	struct who first = { .tgid = 5, .start = 50, .ppid = 6,
			     .parent_start = 60 };
	struct who second = { .tgid = 6, .start = 60, .ppid = 7,
			      .parent_start = 70 };
	struct who third = { .tgid = 7, .start = 70, .ppid = 5,
			     .parent_start = 50 };
	struct who self = { .tgid = 8, .start = 80, .ppid = 8,
			    .parent_start = 80 };
	struct story *story = *state;

	feed_proc(story, &first);
	feed_proc(story, &second);
	feed_proc(story, &third);
	feed_proc(story, &first);
	feed_proc(story, &self);
	feed_proc(story, &self);
	assert_int_equal(count_of(story), 4);
	expect_sound(story);
}

static void rights_and_names_are_those_of_the_first_thread(void **state)
{
	struct procmon_life *life;
	struct who who = INIT;
	struct story *story = *state;

	told(story);
	who.uid = 33;
	who.comm = "thread";
	life = life_start(&story->sample, ++story->seq, PROCMON_TYPE_UID,
			  sizeof(struct procmon_creds_event), &who);
	life->process.identity.tid = 99;
	feed_sample(story, sample_end(&story->sample));
	assert_int_equal(story->change_count, 0);
	assert_int_equal(find(story, &who)->creds.uid, 0);
	assert_string_equal(find(story, &who)->comm, "init");
	assert_int_equal(find(story, &who)->identity.tid, 1);
	feed_life(story, PROCMON_TYPE_UID, &who);
	expect_change(story, PROCMON_CHANGE_RIGHTS, &who);
	assert_int_equal(find(story, &who)->creds.uid, 33);
	feed_life(story, PROCMON_TYPE_COMM, &who);
	expect_change(story, PROCMON_CHANGE_NAME, &who);
	assert_string_equal(find(story, &who)->comm, "thread");
}

static void an_exec_that_failed_changes_no_program(void **state)
{
	struct who who = INIT;
	struct story *story = *state;

	told(story);
	who.argv = "nothing\0";
	who.argv_len = 8;
	feed_sample(story, life_exec(&story->sample, ++story->seq,
				     PROCMON_TYPE_EXEC_FAIL, &who));
	assert_int_equal(story->change_count, 0);
	expect_text(&find(story, &who)->argv, LITERAL("init\0"));
}

static void memory_that_was_overwritten_is_not_what_was_executed(void **state)
{
	struct who who = INIT;
	struct story *story = *state;

	who.exec_id = 1;
	feed_exec(story, &who);
	who.argv = "nobody\0";
	who.argv_len = 7;
	feed_proc(story, &who);
	expect_text(&find(story, &who)->argv, LITERAL("init\0"));
	/* an exec that nobody saw */
	who.exec_id = story->seq + 1;
	feed_proc(story, &who);
	expect_change(story, PROCMON_CHANGE_EXECUTED, &who);
	expect_text(&find(story, &who)->argv, LITERAL("nobody\0"));
}

static void what_is_missing_of_the_image_stays(void **state)
{
	struct who who = INIT;
	struct procmon_life *life;
	struct story *story = *state;

	told(story);
	who.exec_id = 0;
	life = life_start(&story->sample, ++story->seq, PROCMON_TYPE_SID,
			  sizeof(*life), &who);
	fieldset_add(&life->missing[PROCMON_REASON_MEMORY],
		     PROCMON_FIELD_EXEC_ID);
	feed_sample(story, sample_end(&story->sample));
	assert_int_equal(find(story, &who)->identity.exec_id, 1);
	expect_text(&find(story, &who)->exe, LITERAL("/sbin/init"));
	expect_sound(story);
}

static void long_texts_keep_their_start(void **state)
{
	static char argv[PROCMON_LIVE_TEXT_MAX + 100];
	struct who who = INIT;
	const struct procmon_live *live;
	struct story *story = *state;

	memset(argv, 'a', sizeof(argv) - 1);
	who.argv = argv;
	who.argv_len = sizeof(argv);
	feed_proc(story, &who);
	live = find(story, &who);
	assert_int_equal(live->argv.len, PROCMON_LIVE_TEXT_MAX);
	assert_int_equal(live->argv.head, PROCMON_LIVE_TEXT_MAX);
	assert_int_equal(live->argv.total, sizeof(argv));
}

static void kernel_threads_are_told_apart(void **state)
{
	struct who thread = { .tgid = 2, .start = 10, .comm = "kthreadd",
			      .flags = PROCMON_EXEC_KTHREAD };
	struct who worker = child_of(&thread, 3, 20);
	struct story *story = *state;

	feed_proc(story, &thread);
	assert_int_equal(find(story, &thread)->flags, PROCMON_LIVE_KERNEL);
	assert_null(find(story, &thread)->argv.bytes);
	worker.flags = PROCMON_LIFE_KTHREAD;
	feed_fork(story, &worker, &thread);
	assert_int_equal(find(story, &worker)->flags, PROCMON_LIVE_KERNEL);
	/* a helper that the kernel starts */
	worker.exec_id = story->seq + 1;
	worker.flags = 0;
	feed_exec(story, &worker);
	assert_int_equal(find(story, &worker)->flags, 0);
}

static void several_processes_run_one_image(void **state)
{
	const struct procmon_live *live = NULL;
	struct story *story = *state;
	unsigned int count = 0;
	uint32_t tgid;

	told(story);
	for (tgid = 2; tgid < 400; tgid++) {
		struct who child = child_of(&init_process, tgid, tgid * 10);

		feed_fork(story, &child, &init_process);
	}
	while ((live = procmon_processes_find_exec_id(story->model, 1,
						      live)) != NULL)
		count++;
	assert_int_equal(count, 399);
	assert_null(procmon_processes_find_exec_id(story->model, 0, NULL));
	expect_sound(story);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, story_begin, story_finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_fork_starts_a_process_that_runs_the_same),
		TEST(an_exec_replaces_the_program_of_one_process),
		TEST(an_exit_ends_it_and_memory_comes_back),
		TEST(threads_neither_start_nor_end_a_process),
		TEST(children_of_one_that_ended_go_to_its_parent),
		TEST(the_next_record_tells_the_new_parent),
		TEST(a_parent_that_ended_meanwhile_changes_nothing),
		TEST(a_parent_that_comes_later_gets_its_children),
		TEST(ancestors_place_whose_parent_is_not_known),
		TEST(a_number_is_used_again),
		TEST(nobody_is_above_himself),
		TEST(rights_and_names_are_those_of_the_first_thread),
		TEST(an_exec_that_failed_changes_no_program),
		TEST(memory_that_was_overwritten_is_not_what_was_executed),
		TEST(what_is_missing_of_the_image_stays),
		TEST(long_texts_keep_their_start),
		TEST(kernel_threads_are_told_apart),
		TEST(several_processes_run_one_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
