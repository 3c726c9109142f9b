// SPDX-License-Identifier: GPL-2.0-only
/*
 * json_before_test.c - a line that was made from the line before is the same,
 * byte for byte, as one that was made alone; and little of it is written anew.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "format.h"
#include "json_sources.h"
#include "json_stream.h"
#include "kind.h"

#define RECORDS		800
/* Of any fixed part. */
#define WORDS_MAX	(sizeof(struct procmon_exec) / 4)

/* All the lines of a stream, each alone or from the one before. */
static void write_all(const struct format_options *options, uint64_t seed,
		      bool is_alone, struct buffer *buffer)
{
	static struct json_stream stream;
	unsigned int i;

	json_stream_start(&stream, seed);
	format_json.begin(options, NULL, buffer);
	for (i = 0; i < RECORDS; i++) {
		if (is_alone) {
			format_json.end(buffer);
			format_json.begin(options, NULL, buffer);
		}
		format_json.record(json_stream_next(&stream), buffer);
	}
	format_json.end(buffer);
}

/*
 * The lines of all records that differ in one word from that of their type,
 * which is written before each of them.
 */
static void write_words(const struct format_options *options, bool is_alone,
			struct buffer *buffer)
{
	static struct json_stream stream;
	struct buffer before = { 0 };
	const struct event *event;
	unsigned int type;
	unsigned int word;
	size_t i;

	json_stream_start(&stream, 6);
	format_json.begin(options, NULL, buffer);
	for (i = 0; (type = json_stream_type(i)) != 0; i++) {
		for (word = 1; word < WORDS_MAX; word++) {
			before.len = 0;
			event = json_stream_word(&stream, type, 0);
			if (!is_alone)
				format_json.record(event, &before);
			event = json_stream_word(&stream, type, word);
			if (!event)
				continue;
			if (is_alone) {
				format_json.end(buffer);
				format_json.begin(options, NULL, buffer);
			}
			format_json.record(event, buffer);
		}
	}
	format_json.end(buffer);
	buffer_free(&before);
}

static const char *next_line(const char *line)
{
	return strchr(line, '\n') + 1;
}

/* The line is what helps to find out why. */
static void compare(const char *line, const char *alone)
{
	size_t len;

	while (*line && *alone) {
		len = (size_t)(next_line(alone) - alone);
		if (strncmp(line, alone, len) != 0)
			fail_msg("differ:\n%.*s%.*s",
				 (int)(next_line(line) - line), line, (int)len,
				 alone);
		line = next_line(line);
		alone += len;
	}
	assert_int_equal(*line, *alone);
}

static void compare_all(struct buffer *lines, struct buffer *alone)
{
	buffer_char(lines, '\0');
	buffer_char(alone, '\0');
	compare(lines->data, alone->data);
	buffer_free(lines);
	buffer_free(alone);
}

static void check_options(const struct format_options *options, uint64_t seed)
{
	struct buffer alone = { 0 };
	struct buffer lines = { 0 };

	write_all(options, seed, false, &lines);
	write_all(options, seed, true, &alone);
	compare_all(&lines, &alone);
}

static void check_words(const struct format_options *options)
{
	struct buffer alone = { 0 };
	struct buffer lines = { 0 };

	write_words(options, false, &lines);
	write_words(options, true, &alone);
	compare_all(&lines, &alone);
}

static void each_word(void **state)
{
	const struct format_options options = { .schema = JSON_ECS };

	(void)state;
	check_words(&options);
}

static void all_of_ecs(void **state)
{
	const struct format_options options = { .schema = JSON_ECS };

	(void)state;
	check_options(&options, 1);
	check_options(&options, 2);
}

static void all_of_flat(void **state)
{
	const struct format_options options = { .schema = JSON_FLAT };

	(void)state;
	check_options(&options, 3);
}

/* Half of its kinds are made from more than a member. */
static void all_of_ocsf(void **state)
{
	const struct format_options options = { .schema = JSON_OCSF };

	(void)state;
	check_words(&options);
	check_options(&options, 8);
	check_options(&options, 9);
}

/* Those whose text depends on more than what was selected. */
static void a_selection(void **state)
{
	static const char *const names[] = {
		"ENTITY_ID", "PARENT_START", "SCRIPT_MODE", "ARGS", "FDS",
		"EXE_HAS_CAPS", "TTY_MAJOR", "EXIT_CODE",
	};
	const struct field *columns[ARRAY_SIZE(names)];
	struct format_options options = {
		.columns = columns, .column_count = ARRAY_SIZE(names),
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		columns[i] = field_find(names[i], strlen(names[i]));
		assert_non_null(columns[i]);
	}
	check_words(&options);
	check_options(&options, 4);
	options.schema = JSON_FLAT;
	check_options(&options, 5);
	options.schema = JSON_OCSF;
	check_options(&options, 10);
}

/* They are not of the record alone. */
static void all_with_names(void **state)
{
	struct format_options options = {
		.schema = JSON_ECS, .wants_names = true,
	};

	(void)state;
	check_options(&options, 11);
	options.schema = JSON_OCSF;
	check_options(&options, 12);
}

/* An environment of which each byte is escaped: five for one. */
static const struct event *long_event(struct json_stream *stream)
{
	static unsigned char bytes[7000];
	struct sample *sample = &stream->sample;
	struct procmon_exec *exec = sample_exec_fixed(sample, 7);

	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(record_string(&sample->record, &exec->envp, bytes,
				       sizeof(bytes)), 0);
	sample_end(sample);
	assert_int_equal(procmon_decode(sample->bytes, SAMPLE_SIZE,
					&stream->record, NULL), 0);
	return &stream->event;
}

/* It is not kept: neither it nor what follows may be made from it. */
static void a_long_line(void **state)
{
	const struct format_options options = { .schema = JSON_ECS };
	static struct json_stream stream;
	struct buffer buffer = { 0 };
	struct buffer again = { 0 };

	(void)state;
	json_stream_start(&stream, 7);
	format_json.begin(&options, NULL, &buffer);
	format_json.record(long_event(&stream), &buffer);
	assert_true(buffer.len > 32 * 1024);
	format_json.record(long_event(&stream), &again);
	format_json.end(&buffer);
	compare_all(&again, &buffer);
}

/* An exec, decoded, and what differs from another one. */
struct comparison {
	struct json_plan plan;
	struct json_sources sources;
	struct sample samples[2];
	struct procmon_record records[2];
	struct stream known;
	struct event events[2];
	uint64_t *changed;
};

static int set_up(void **state)
{
	const struct format_options options = { .schema = JSON_ECS };
	struct comparison *comparison = calloc(1, sizeof(*comparison));
	unsigned int i;

	assert_non_null(comparison);
	json_plan_make(&comparison->plan, STRUCTURE_EXEC, &options);
	json_sources_make(&comparison->sources, &comparison->plan);
	comparison->changed = json_set_new(&comparison->sources);
	for (i = 0; i < 2; i++) {
		sample_exec(&comparison->samples[i], 7);
		comparison->events[i].record = &comparison->records[i];
		comparison->events[i].stream = &comparison->known;
	}
	*state = comparison;
	return 0;
}

static int tear_down(void **state)
{
	struct comparison *comparison = *state;

	json_sources_free(&comparison->sources);
	json_plan_free(&comparison->plan);
	free(comparison->changed);
	free(comparison);
	return 0;
}

/* Return: true: they are of the same shape; and then what differs is known. */
static bool run(struct comparison *comparison, bool is_content_same)
{
	struct json_shape shapes[2];
	unsigned int i;

	for (i = 0; i < 2; i++) {
		assert_int_equal(procmon_decode(comparison->samples[i].bytes,
						SAMPLE_SIZE,
						&comparison->records[i],
						NULL), 0);
		json_sources_shape(&comparison->sources,
				   &comparison->records[i], &shapes[i]);
	}
	if (memcmp(&shapes[0], &shapes[1], sizeof(shapes[0])) != 0)
		return false;
	json_sources_compare(&comparison->sources,
			     &comparison->events[1], &comparison->events[0],
			     is_content_same, comparison->changed);
	return true;
}

/* Return: paths of what is to be written anew, with a blank behind each. */
static const char *changed_paths(const struct comparison *comparison)
{
	static char paths[4096];
	size_t i;

	paths[0] = '\0';
	for (i = 0; i < comparison->plan.count; i++) {
		if (!json_set_has(comparison->changed, i))
			continue;
		strcat(paths, comparison->plan.steps[i].path.bytes);
		strcat(paths, " ");
	}
	return paths;
}

static struct procmon_exec *exec_of(struct comparison *comparison)
{
	return (struct procmon_exec *)comparison->samples[1].bytes;
}

static void what_is_the_same_is_not_written(void **state)
{
	struct comparison *comparison = *state;

	assert_true(run(comparison, true));
	assert_string_equal(changed_paths(comparison), "");
	assert_true(run(comparison, false));
	assert_string_equal(changed_paths(comparison), "");
}

static void a_number_is_written_alone(void **state)
{
	struct comparison *comparison = *state;

	exec_of(comparison)->header.seq++;
	assert_true(run(comparison, true));
	assert_string_equal(changed_paths(comparison), "event.sequence ");
}

/* The record's strings begin later: these are the same, but for one. */
static void a_string_is_written_alone(void **state)
{
	struct comparison *comparison = *state;
	struct sample *sample = &comparison->samples[1];
	struct procmon_exec *exec = sample_exec_fixed(sample, 7);

	assert_int_equal(record_string(&sample->record, &exec->root, "/other",
				       6), 0);
	sample_exec_strings(sample);
	sample_exec_arrays(sample);
	sample_end(sample);
	sample = &comparison->samples[0];
	exec = sample_exec_fixed(sample, 7);
	sample_exec_strings(sample);
	sample_exec_arrays(sample);
	assert_int_equal(record_string(&sample->record, &exec->root, "/jail",
				       5), 0);
	sample_end(sample);
	exec_of(comparison)->header.len = sample->record.len;
	assert_true(run(comparison, false));
	assert_non_null(strstr(changed_paths(comparison), "procmon.root "));
	assert_null(strstr(changed_paths(comparison), "process.env_vars "));
	assert_null(strstr(changed_paths(comparison), "procmon.fds "));
	assert_null(strstr(changed_paths(comparison), "procmon.sockets "));
	assert_null(strstr(changed_paths(comparison), "procmon.ancestors "));
}

static void other_fields_are_written_whole(void **state)
{
	struct comparison *comparison = *state;

	exec_of(comparison)->origin = PROCMON_ORIGIN_EXECVEAT;
	assert_false(run(comparison, true));
}

static void a_shorter_one_is_written_whole(void **state)
{
	struct comparison *comparison = *state;
	struct procmon_exec *exec;
	unsigned int i;

	/* that it lacks what both of them miss does not say it */
	for (i = 0; i < 2; i++) {
		exec = (struct procmon_exec *)comparison->samples[i].bytes;
		fieldset_add(&exec->missing[PROCMON_REASON_INAPPLICABLE],
			     PROCMON_FIELD_SOCKETS);
	}
	assert_true(run(comparison, true));
	exec->header.fixed_len -= 8;
	assert_false(run(comparison, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_word),
		cmocka_unit_test(all_of_ecs),
		cmocka_unit_test(all_of_flat),
		cmocka_unit_test(all_of_ocsf),
		cmocka_unit_test(all_with_names),
		cmocka_unit_test(a_selection),
		cmocka_unit_test(a_long_line),
		cmocka_unit_test_setup_teardown(what_is_the_same_is_not_written,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_number_is_written_alone,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_string_is_written_alone,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_fields_are_written_whole,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_shorter_one_is_written_whole,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
