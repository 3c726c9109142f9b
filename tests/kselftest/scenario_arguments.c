// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_arguments.c - scenarios that differ in the arguments
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "scenario.h"

/* The kernel's MAX_ARG_STRLEN for pages of 4 KiB: one string with its NUL. */
#define ARGUMENT_MAX	131072

/* The program itself says how many arguments it was given. */
static bool prepare_argc_0(struct scene *scene)
{
	static char variable[32];
	int fds[2];

	if (pipe(fds))
		return scene_problem(scene, "pipe: %s", strerror(errno));
	scene->fd = fds[0];
	snprintf(variable, sizeof(variable), "PROCMON_ARGC_FD=%d", fds[1]);
	scene->envp[1] = variable;
	scene->argv = calloc(1, sizeof(*scene->argv));
	return scene->argv != NULL;
}

/*
 * parent_argc_0() - Since 5.18 (and stable releases before it) the kernel
 * makes one empty argument of none.
 */
static bool parent_argc_0(struct scene *scene, pid_t child)
{
	int argc = -1;

	(void)child;
	if (read(scene->fd, &argc, sizeof(argc)) != sizeof(argc) || argc < 0 ||
	    argc > 1)
		return scene_problem(scene, "the program says argc %d", argc);
	scene_expect_bytes(scene, calloc(1, 1), argc);
	scene_remark(scene, "the program was given argc %d", argc);
	return true;
}

static bool check_argc_0(struct scene *scene,
			 const struct procmon_record *record)
{
	return SCENE_NUMBER_IS(scene, record, argc, scene->expect[0].argc) &&
		SCENE_STRING_IS(scene, record, filename, scene->target);
}

const struct scenario scenario_argc_0 = {
	.prepare = prepare_argc_0,
	.child = scene_execute_target,
	.parent = parent_argc_0,
	.check = check_argc_0,
};

/* fill() - Bytes that are like no others in the block. */
static void fill(char *bytes, size_t len, unsigned int seed)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < len; i++) {
		seed = seed * 1664525 + 1013904223;
		bytes[i] = letters[seed >> 26];
	}
}

/*
 * prepare_large() - Arguments of the largest size, the marker at the start
 * of the first and at the end of the last.
 */
static bool prepare_large(struct scene *scene, unsigned int count)
{
	struct rlimit stack = { 64 << 20, RLIM_INFINITY };
	size_t marker_len = strlen(scene->marker);
	size_t len = (size_t)count * ARGUMENT_MAX;
	char *bytes = calloc(1, len);
	unsigned int i;

	if (!bytes || setrlimit(RLIMIT_STACK, &stack))
		return scene_problem(scene, "%s", strerror(errno));
	for (i = 0; i < count; i++)
		fill(bytes + (size_t)i * ARGUMENT_MAX, ARGUMENT_MAX - 1, i);
	memcpy(bytes, scene->marker, marker_len);
	memcpy(bytes + len - 1 - marker_len, scene->marker, marker_len);
	scene_expect_bytes(scene, bytes, len);
	scene_argv(scene);
	return true;
}

static bool prepare_argument_128k(struct scene *scene)
{
	return prepare_large(scene, 1);
}

static bool prepare_arguments_2m(struct scene *scene)
{
	return prepare_large(scene, 16);
}

/* check_cut() - They are cut, as far as the module's parameter says. */
static bool check_cut(struct scene *scene, const struct procmon_record *record)
{
	const struct procmon_string *argv = &record->exec.argv;
	unsigned int kib = 0;
	FILE *file;

	file = fopen("/sys/module/procmon/parameters/argv_kib", "re");
	if (!file || fscanf(file, "%u", &kib) != 1)
		return scene_problem(scene, "parameter argv_kib: %s",
				     strerror(errno));
	fclose(file);
	scene_remark(scene, "argv has %u of %u bytes, head %u, flags %#x",
		     argv->len, argv->total, argv->head, record->exec.flags);
	if (kib * 1024 < argv->total && argv->len == argv->total)
		return scene_problem(scene, "argv is whole: %u bytes, bound %u KiB",
				     argv->total, kib);
	if (argv->len > kib * 1024 ||
	    (argv->len < kib * 1024 && argv->len < argv->total))
		return scene_problem(scene, "argv has %u of %u bytes, bound %u KiB",
				     argv->len, argv->total, kib);
	return true;
}

const struct scenario scenario_argument_128k = {
	.prepare = prepare_argument_128k,
	.child = scene_execute_target,
	.check = check_cut,
};

const struct scenario scenario_arguments_2m = {
	.prepare = prepare_arguments_2m,
	.child = scene_execute_target,
	.check = check_cut,
};

/* Few enough bytes that the default bound keeps them all. */
static bool prepare_arguments_3000(struct scene *scene)
{
	char *bytes = calloc(3000, 16), *at = bytes;
	int i;

	if (!bytes)
		return scene_problem(scene, "calloc: %s", strerror(errno));
	at = stpcpy(at, scene->marker) + 1;
	for (i = 1; i < 3000; i++)
		at += sprintf(at, "a%d", i) + 1;
	scene_expect_bytes(scene, bytes, at - bytes);
	scene_argv(scene);
	return true;
}

static bool check_arguments_3000(struct scene *scene,
				 const struct procmon_record *record)
{
	return SCENE_NUMBER_IS(scene, record, argc, 3000) &&
		SCENE_NUMBER_IS(scene, record, argv.len,
				scene->expect[0].len);
}

const struct scenario scenario_arguments_3000 = {
	.prepare = prepare_arguments_3000,
	.child = scene_execute_target,
	.check = check_arguments_3000,
};

static bool prepare_empty_arguments(struct scene *scene)
{
	const char *argv[] = { "", "", scene->marker, "", "", NULL };

	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

const struct scenario scenario_empty_arguments = {
	.prepare = prepare_empty_arguments,
	.child = scene_execute_target,
};

static bool prepare_control_characters(struct scene *scene)
{
	char all[32];
	const char *argv[] = {
		scene->marker, "two\nlines\r\n", "\033[31mred\033]0;title\007",
		"a\x1e" "b\x17" "c", "\"quoted\" \\ 'single' $(x) `y`", all,
		" ", "\x7f", "\n", NULL
	};
	size_t i;

	for (i = 1; i < sizeof(all); i++)
		all[i - 1] = i;
	all[sizeof(all) - 1] = '\0';
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

const struct scenario scenario_control_characters = {
	.prepare = prepare_control_characters,
	.child = scene_execute_target,
};

static bool prepare_invalid_utf8(struct scene *scene)
{
	char all[129];
	const char *argv[] = {
		scene->marker, "\xff\xfe", "\xc3", "\xc0\x80", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\xe2\x80\xae" "txt.exe", "\xc2\x85", all,
		NULL
	};
	size_t i;

	for (i = 0; i < 128; i++)
		all[i] = 128 + i;
	all[128] = '\0';
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

const struct scenario scenario_invalid_utf8 = {
	.prepare = prepare_invalid_utf8,
	.child = scene_execute_target,
};
