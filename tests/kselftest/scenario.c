// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario.c - what the scenarios share. It must not know any of them.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "scenario.h"

bool scene_skip(struct scene *scene, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(scene->skip, sizeof(scene->skip), format, arguments);
	va_end(arguments);
	return false;
}

bool scene_problem(struct scene *scene, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(scene->problem, sizeof(scene->problem), format, arguments);
	va_end(arguments);
	return false;
}

bool scene_remark(struct scene *scene, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(scene->remark, sizeof(scene->remark), format, arguments);
	va_end(arguments);
	return true;
}

int scene_failed(struct scene *scene, const char *call)
{
	dprintf(scene->report_fd, "%s: %s", call, strerror(errno));
	return 1;
}

void scene_expect_bytes(struct scene *scene, char *bytes, size_t len)
{
	struct block *block = &scene->expect[scene->expect_count++];
	size_t i;

	block->bytes = bytes;
	block->len = len;
	block->argc = 0;
	for (i = 0; i < len; i++)
		block->argc += !bytes[i];
}

void scene_expect(struct scene *scene, const char *const argv[])
{
	size_t len = 0;
	char *bytes, *at;
	int i;

	for (i = 0; argv[i]; i++)
		len += strlen(argv[i]) + 1;
	bytes = malloc(len + 1);
	if (!bytes)
		abort();
	at = bytes;
	for (i = 0; argv[i]; i++)
		at = stpcpy(at, argv[i]) + 1;
	scene_expect_bytes(scene, bytes, len);
}

void scene_argv(struct scene *scene)
{
	struct block *block = &scene->expect[scene->expect_count - 1];
	char *at = block->bytes;
	unsigned int i;

	scene->argv = calloc(block->argc + 1, sizeof(*scene->argv));
	if (!scene->argv)
		abort();
	for (i = 0; i < block->argc; i++) {
		scene->argv[i] = at;
		at += strlen(at) + 1;
	}
}

char *scene_path(struct scene *scene, const char *name)
{
	snprintf(scene->path, sizeof(scene->path), "%s/%s",
		 scene->directory, name);
	return scene->path;
}

bool scene_copy(struct scene *scene, const char *program, mode_t mode)
{
	char from[2 * PATH_MAX];
	int error;

	snprintf(from, sizeof(from), "%s/%s", scene->programs, program);
	error = content_copy(from, scene->path, mode);
	if (error)
		return scene_problem(scene, "copy of %s to %s: %s", program,
				     scene->path, strerror(-error));
	return true;
}

int scene_execute(struct scene *scene, const char *path)
{
	execve(path, scene->argv, scene->envp);
	return scene_failed(scene, "execve");
}

int scene_execute_target(struct scene *scene)
{
	return scene_execute(scene, scene->target);
}

int scene_execute_path(struct scene *scene)
{
	return scene_execute(scene, scene->path);
}

bool scene_argv_default(struct scene *scene)
{
	const char *argv[] = {
		scene->path[0] ? scene->path : scene->target,
		scene->marker, NULL
	};

	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

bool scene_string_is(struct scene *scene, const struct procmon_record *record,
		     const char *name, const struct procmon_string *string,
		     const char *text)
{
	struct procmon_bytes seen;

	if (!procmon_record_string(record, string, &seen))
		return scene_problem(scene, "%s is absent, expected '%s'", name,
				     text);
	if (seen.len != strlen(text) || seen.total != seen.len ||
	    memcmp(seen.bytes, text, seen.len))
		return scene_problem(scene,
				     "%s is '%.*s' (%u of %u bytes), expected '%s'",
				     name, (int)seen.len,
				     (const char *)seen.bytes, seen.len,
				     seen.total, text);
	return true;
}

bool scene_number_is(struct scene *scene, const char *name, __u64 seen,
		     __u64 expected)
{
	if (seen == expected)
		return true;
	return scene_problem(scene, "%s is %llu, expected %llu", name,
			     (unsigned long long)seen,
			     (unsigned long long)expected);
}
