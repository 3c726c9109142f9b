// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenarios.c - execute programs in the ways that the comparison of tools asks
 * for, each with a marker of its own, "marker-NAME". Whoever watches should
 * have seen the markers. It must not know who watches.
 *
 *	scenarios --list	print the names
 *	scenarios		run all, once
 *
 * Most are those of the kselftests. The programs that they need stand in the
 * directory of this one.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "exec_target.h"
#include "files.h"
#include "process.h"
#include "scenario.h"

#define LONG_ARGUMENT	(100 << 10)
#define MANY_ARGUMENTS	25

/* Return: an exit status; that of success if it failed with @error. */
static int execute_and_fail(struct scene *scene, const char *path, int error)
{
	execve(path, scene->argv, scene->envp);
	return errno == error ? EXEC_TARGET_STATUS :
				scene_failed(scene, path);
}

static int execute_absent(struct scene *scene)
{
	return execute_and_fail(scene, "/nonexistent/program", ENOENT);
}

static const struct scenario scenario_enoent = { .child = execute_absent };

static bool prepare_eacces(struct scene *scene)
{
	scene_path(scene, "not-executable");
	return scene_copy(scene, "exec_target", 0644) &&
		scene_argv_default(scene);
}

static int execute_not_executable(struct scene *scene)
{
	return execute_and_fail(scene, scene->path, EACCES);
}

static const struct scenario scenario_eacces = {
	.prepare = prepare_eacces,
	.child = execute_not_executable,
};

static bool prepare_enoexec(struct scene *scene)
{
	scene_path(scene, "no-program");
	return !content_write(scene->path, "no program\n", 11, 0755) &&
		scene_argv_default(scene);
}

static int execute_no_program(struct scene *scene)
{
	return execute_and_fail(scene, scene->path, ENOEXEC);
}

static const struct scenario scenario_enoexec = {
	.prepare = prepare_enoexec,
	.child = execute_no_program,
};

/* The marker at both ends of one argument. */
static bool prepare_long_argument(struct scene *scene)
{
	static char argument[LONG_ARGUMENT + 1];
	const char *argv[] = { scene->target, argument, NULL };
	size_t len = strlen(scene->marker);

	memset(argument, '/', LONG_ARGUMENT);
	memcpy(argument, scene->marker, len);
	memcpy(argument + LONG_ARGUMENT - len, scene->marker, len);
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

static const struct scenario scenario_long_argument = {
	.prepare = prepare_long_argument,
	.child = scene_execute_target,
};

static bool prepare_argument_25(struct scene *scene)
{
	const char *argv[MANY_ARGUMENTS + 1];
	int i;

	argv[0] = scene->target;
	for (i = 1; i < MANY_ARGUMENTS - 1; i++)
		argv[i] = "-v";
	argv[MANY_ARGUMENTS - 1] = scene->marker;
	argv[MANY_ARGUMENTS] = NULL;
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

static const struct scenario scenario_argument_25 = {
	.prepare = prepare_argument_25,
	.child = scene_execute_target,
};

static bool prepare_environment(struct scene *scene)
{
	static char variable[128];
	const char *argv[] = { scene->target, NULL };

	snprintf(variable, sizeof(variable), "BENCH_VARIABLE=%s", scene->marker);
	scene->envp[1] = variable;
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

static const struct scenario scenario_environment = {
	.prepare = prepare_environment,
	.child = scene_execute_target,
};

/* One argument that would write a line of its own, and clear the screen. */
static bool prepare_forged_line(struct scene *scene)
{
	static char argument[256];
	const char *argv[] = { scene->target, argument, NULL };

	snprintf(argument, sizeof(argument), "%s\nforged \033[2J%s",
		 scene->marker, scene->marker);
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

static const struct scenario scenario_forged_line = {
	.prepare = prepare_forged_line,
	.child = scene_execute_target,
};

static bool prepare_no_utf8(struct scene *scene)
{
	static char argument[256];
	const char *argv[] = { scene->target, argument, NULL };

	snprintf(argument, sizeof(argument), "%s\xff\xfe", scene->marker);
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

static const struct scenario scenario_no_utf8 = {
	.prepare = prepare_no_utf8,
	.child = scene_execute_target,
};

static int execute_with_pipe(struct scene *scene)
{
	int fds[2];

	if (pipe(fds) || dup2(fds[0], STDIN_FILENO) < 0)
		return scene_failed(scene, "pipe");
	return scene_execute_target(scene);
}

static const struct scenario scenario_piped_stdin = {
	.child = execute_with_pipe,
};

/* The order is that of the table in the documents. */
static const struct {
	const char *name;
	const struct scenario *scenario;
} scenarios[] = {
	{ "dynamic", &scenario_dynamic },
	{ "static", &scenario_static },
	{ "direct_syscall", &scenario_direct_syscall },
	{ "int80_caller", &scenario_int80_64bit_caller },
	{ "program_32bit", &scenario_program_32bit },
	{ "script", &scenario_script },
	{ "memfd", &scenario_memfd },
	{ "deleted_file", &scenario_deleted_file },
	{ "thread", &scenario_nonleader_thread },
	{ "pid_namespace", &scenario_new_namespaces },
	{ "chroot", &scenario_chroot },
	{ "kernel_helper", &scenario_core_pattern },
	{ "enoent", &scenario_enoent },
	{ "eacces", &scenario_eacces },
	{ "enoexec", &scenario_enoexec },
	{ "long_argument", &scenario_long_argument },
	{ "argument_25", &scenario_argument_25 },
	{ "environment", &scenario_environment },
	{ "forged_line", &scenario_forged_line },
	{ "no_utf8", &scenario_no_utf8 },
	{ "setuid_root", &scenario_setuid_root },
	{ "ld_so", &scenario_ld_so },
	{ "argc_0", &scenario_argc_0 },
	{ "no_new_privs", &scenario_no_new_privs },
	{ "piped_stdin", &scenario_piped_stdin },
};

#define SCENARIO_COUNT	(sizeof(scenarios) / sizeof(scenarios[0]))

/* set_up() - What a scenario finds. Return: 0 or -1. */
static int set_up(struct scene *scene, const struct scenario *scenario,
		  const char *name)
{
	memset(scene, 0, sizeof(*scene));
	snprintf(scene->marker, sizeof(scene->marker), "marker-%s", name);
	if (program_directory(scene->programs, sizeof(scene->programs)) ||
	    directory_make(scene->directory, sizeof(scene->directory)))
		return -1;
	scene->fd = -1;
	scene->report_fd = STDERR_FILENO;
	scene->envp[0] = "LANG=C";
	scene->shared = mmap(NULL, sizeof(*scene->shared),
			     PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (scene->shared == MAP_FAILED)
		return -1;
	/* Where there is no argument, the path is the marker. */
	scene_path(scene, scenario == &scenario_argc_0 ? scene->marker :
							  "target");
	snprintf(scene->target, sizeof(scene->target), "%.*s", PATH_MAX - 1,
		 scene->path);
	if (!scene_copy(scene, "exec_target", 0755))
		return -1;
	scene->path[0] = '\0';
	return 0;
}

/* run_child() - Run the child of a scenario. Return: whether all went well. */
static bool run_child(struct scene *scene, const struct scenario *scenario)
{
	pid_t child = fork();
	int status = 0;
	bool good = true;

	if (child < 0)
		return scene_problem(scene, "fork: %s", strerror(errno));
	if (!child)
		_exit(scenario->child(scene));
	if (scenario->parent)
		good = scenario->parent(scene, child);
	if (child_wait(child, deadline_in(DEADLINE_DEFAULT_MS), &status))
		return scene_problem(scene, "the child did not end");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != EXEC_TARGET_STATUS)
		return scene_problem(scene, "the child ended with status %#x",
				     status);
	return good;
}

static bool run(const char *name, const struct scenario *scenario)
{
	struct scene scene;
	bool good;

	if (set_up(&scene, scenario, name)) {
		fprintf(stderr, "scenarios: %s: cannot be set up: %s %s\n",
			name, strerror(errno), scene.problem);
		return false;
	}
	if (scenario->prepare)
		good = scenario->prepare(&scene);
	else
		good = scenario->trigger || scene_argv_default(&scene);
	if (good && scenario->trigger)
		good = scenario->trigger(&scene);
	else if (good)
		good = run_child(&scene, scenario);
	if (scenario->clean)
		scenario->clean(&scene);
	/* A helper of the kernel may not have started yet. */
	if (scenario->trigger)
		usleep(500000);
	directory_remove(scene.directory);
	if (!good)
		fprintf(stderr, "scenarios: %s: %s%s\n", name, scene.skip,
			scene.problem);
	return good;
}

int main(int argc, char **argv)
{
	bool good = true;
	size_t i;

	if (argc == 2 && !strcmp(argv[1], "--list")) {
		for (i = 0; i < SCENARIO_COUNT; i++)
			puts(scenarios[i].name);
		return 0;
	}
	if (argc != 1) {
		fputs("scenarios: usage: scenarios [--list]\n", stderr);
		return 2;
	}
	for (i = 0; i < SCENARIO_COUNT; i++)
		good &= run(scenarios[i].name, scenarios[i].scenario);
	return good ? 0 : 1;
}
