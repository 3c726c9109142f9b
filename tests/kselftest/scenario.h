/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scenario.h - one way to execute a program, and what the sensor must say of
 * it. The definitions are in scenario_*.c; scenarios.c runs them.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <libprocmon.h>

#define SCENE_EXPECT_MAX	2
#define SCENE_ENVIRONMENT_MAX	4

/* Paths that are longer than PATH_MAX are in the tests, too. */
#define SCENE_PATH_MAX		8192

/**
 * struct block - An argument block that a record must have.
 * @bytes: each string with its NUL.
 * @len: bytes in all.
 * @argc: strings in it.
 */
struct block {
	char *bytes;
	size_t len;
	unsigned int argc;
};

/**
 * struct scene - One run of a scenario.
 * @marker: in nobody else's arguments or paths.
 * @programs: directory of the test programs.
 * @directory: a directory of its own, empty at first.
 * @target: a copy of the static exec_target in it, with the marker in its
 *	name.
 * @path: a file that the scenario made.
 * @envp: environment for the program.
 * @argv: arguments for the program; scene_argv() fills it.
 * @fd: a descriptor that the scenario keeps between its steps; -1: none.
 * @expect: argument blocks of the EXEC records that must come, in order.
 * @expect_count: how many.
 * @shared: memory that the child shares with the test.
 * @report_fd: in the child: where scene_failed() writes.
 * @skip: set by a step: why this cannot be tried here.
 * @problem: set by a step: what went wrong.
 * @remark: set by a check: what is worth to be said.
 */
struct scene {
	char marker[64];
	char programs[PATH_MAX];
	char directory[PATH_MAX];
	char target[PATH_MAX];
	char path[SCENE_PATH_MAX];
	char *envp[SCENE_ENVIRONMENT_MAX];
	char **argv;
	int fd;
	struct block expect[SCENE_EXPECT_MAX];
	unsigned int expect_count;
	struct scene_shared *shared;
	int report_fd;
	char skip[256];
	char problem[512];
	char remark[512];
};

/**
 * struct scene_shared - What the child tells the test.
 * @caller_tid: thread that called for the exec.
 * @argc: that the program saw.
 */
struct scene_shared {
	pid_t caller_tid;
	int argc;
};

/**
 * struct scenario - A way to execute a program.
 * @prepare: make files and set @expect; NULL: scene_argv_default(), unless
 *	@trigger does that, too.
 * @child: in a child of the test: execute; return only if that failed, with
 *	an exit status, or after a scene_failed(). NULL: @trigger does it.
 * @parent: while the child runs: what the test does to it; may be NULL.
 * @trigger: instead of a child.
 * @check: look at the last record; may be NULL.
 * @clean: undo what concerns the whole machine; may be NULL.
 *
 * All but @child and @clean return false after they have set @skip or
 * @problem.
 */
struct scenario {
	bool (*prepare)(struct scene *scene);
	int (*child)(struct scene *scene);
	bool (*parent)(struct scene *scene, pid_t child);
	bool (*trigger)(struct scene *scene);
	bool (*check)(struct scene *scene, const struct procmon_record *record);
	void (*clean)(struct scene *scene);
};

/* Set by the steps of a scenario. Return: false. */
__attribute__((format(printf, 2, 3)))
bool scene_skip(struct scene *scene, const char *format, ...);
__attribute__((format(printf, 2, 3)))
bool scene_problem(struct scene *scene, const char *format, ...);
__attribute__((format(printf, 2, 3)))
bool scene_remark(struct scene *scene, const char *format, ...);

/**
 * scene_failed() - In the child: a call failed that the scenario needs.
 * @scene: the scene.
 * @call: its name, a literal.
 *
 * Return: an exit status.
 */
int scene_failed(struct scene *scene, const char *call);

/**
 * scene_expect() - Another record must come.
 * @scene: the scene.
 * @argv: arguments that it must have, up to NULL.
 */
void scene_expect(struct scene *scene, const char *const argv[]);

/**
 * scene_expect_bytes() - Likewise, with arguments that are strings of a block.
 * @scene: the scene.
 * @bytes: the block; from malloc(), now the scene's.
 * @len: bytes in it.
 */
void scene_expect_bytes(struct scene *scene, char *bytes, size_t len);

/**
 * scene_argv() - Make @scene->argv of the last block that is expected.
 * @scene: the scene.
 */
void scene_argv(struct scene *scene);

/**
 * scene_path() - Set @scene->path to a file of the scene.
 * @scene: the scene.
 * @name: in @scene->directory.
 *
 * Return: @scene->path.
 */
char *scene_path(struct scene *scene, const char *name);

/**
 * scene_copy() - Copy a test program to @scene->path.
 * @scene: the scene.
 * @program: its name.
 * @mode: permission bits.
 */
bool scene_copy(struct scene *scene, const char *program, mode_t mode);

/**
 * scene_execute() - In the child: plain execve() of a file with @scene->argv.
 * @scene: the scene.
 * @path: the file.
 *
 * Return: only if it failed: an exit status.
 */
int scene_execute(struct scene *scene, const char *path);

/* Execute @scene->target, or @scene->path, and do nothing else. */
int scene_execute_target(struct scene *scene);
int scene_execute_path(struct scene *scene);

/* Expect and use {@scene->path (or @target if empty), @scene->marker}. */
bool scene_argv_default(struct scene *scene);

/**
 * scene_string_is() - Does a string of the record have these bytes, all?
 * @scene: @problem is set if not.
 * @record: the record.
 * @name: of the string, for people.
 * @string: the string.
 * @text: what it must be.
 */
bool scene_string_is(struct scene *scene, const struct procmon_record *record,
		     const char *name, const struct procmon_string *string,
		     const char *text);

/**
 * scene_number_is() - Is a number of the record this one?
 * @scene: @problem is set if not.
 * @name: of the member, for people.
 * @seen: what the record has.
 * @expected: what it must be.
 */
bool scene_number_is(struct scene *scene, const char *name, __u64 seen,
		     __u64 expected);

#define SCENE_NUMBER_IS(scene, record, member, expected) \
	scene_number_is(scene, #member, (record)->exec.member, expected)
#define SCENE_STRING_IS(scene, record, member, text) \
	scene_string_is(scene, record, #member, &(record)->exec.member, text)

/* scenario_files.c: what is executed. */
extern const struct scenario scenario_static, scenario_dynamic,
	scenario_program_32bit, scenario_script, scenario_script_by_script,
	scenario_binfmt_misc, scenario_memfd, scenario_deleted_file,
	scenario_ld_so;

/* scenario_paths.c: where it lies. */
extern const struct scenario scenario_overlay_lower, scenario_overlay_upper,
	scenario_long_path, scenario_newline_in_name;

/* scenario_calls.c: by which call. */
extern const struct scenario scenario_direct_syscall,
	scenario_int80_64bit_caller, scenario_int80_32bit_caller,
	scenario_execveat_directory, scenario_nonleader_thread,
	scenario_vfork_child, scenario_ptrace, scenario_execve_check,
	scenario_failed_exec;

/* scenario_rights.c: by whom, and where. */
extern const struct scenario scenario_new_namespaces, scenario_chroot,
	scenario_setuid_root, scenario_file_capabilities,
	scenario_no_new_privs;

/* scenario_arguments.c: with which arguments. */
extern const struct scenario scenario_argc_0, scenario_argument_128k,
	scenario_arguments_2m, scenario_arguments_3000,
	scenario_control_characters, scenario_invalid_utf8,
	scenario_empty_arguments;

/* scenario_kernel.c: by the kernel. */
extern const struct scenario scenario_core_pattern, scenario_modprobe;

#endif /* SCENARIO_H */
