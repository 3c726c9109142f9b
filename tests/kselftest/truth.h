/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * truth.h - what is known of a process from other sources than the sensor,
 * to compare with its EXEC record field by field.
 */
#ifndef TRUTH_H
#define TRUTH_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <libprocmon.h>

#define TRUTH_VALUES_MAX	512
#define TRUTH_TEXT_MAX		512

/**
 * enum truth_kind - What a source says of a field.
 * @TRUTH_NUMBER: it is from low to high; signed ones are compared as such.
 * @TRUTH_BYTES: it is these bytes.
 * @TRUTH_ABSENT: it is not there, or does not apply.
 */
enum truth_kind {
	TRUTH_NUMBER,
	TRUTH_BYTES,
	TRUTH_ABSENT,
};

/**
 * struct truth_value - What a source says of a field.
 * @name: of the field, as in the table of truth_table.c.
 * @kind: enum truth_kind.
 * @low: smallest number that it can be.
 * @high: largest.
 * @bytes: the bytes, from malloc().
 * @len: how many.
 */
struct truth_value {
	char name[48];
	enum truth_kind kind;
	uint64_t low;
	uint64_t high;
	unsigned char *bytes;
	size_t len;
};

/* All that is known of one process. */
struct truth {
	struct truth_value values[TRUTH_VALUES_MAX];
	size_t count;
};

/* truth_values.c: tell it. A later value replaces one of the same name. */
void truth_number(struct truth *truth, const char *name, uint64_t number);
void truth_range(struct truth *truth, const char *name, uint64_t low,
		 uint64_t high);
void truth_bytes(struct truth *truth, const char *name, const void *bytes,
		 size_t len);
void truth_text(struct truth *truth, const char *name, const char *text);
void truth_absent(struct truth *truth, const char *name);
/* Nothing is known of it any more; of all. */
void truth_forget(struct truth *truth, const char *name);
void truth_clear(struct truth *truth);
const struct truth_value *truth_find(const struct truth *truth,
				     const char *name);

/**
 * truth_parse() - Take what truth_probe reported.
 * @truth: filled.
 * @report: its lines; changed.
 *
 * Return: true; false: a line is malformed, or the last one is not the end.
 */
bool truth_parse(struct truth *truth, char *report);

/**
 * struct launch_shared - Memory that the test and the child share, until it
 * executes the probe.
 * @pid: of the process that will execute, in the test's pid namespace.
 * @caller_tid: thread that calls for the exec.
 * @before_mono: just before, ns, CLOCK_MONOTONIC.
 * @before_boot: likewise, CLOCK_BOOTTIME.
 * @before_real: likewise, CLOCK_REALTIME.
 * @before_min_faults: faults of the thread just before.
 * @before_maj_faults: likewise.
 * @before_securebits: just before.
 * @cpu: where it was told to run.
 */
struct launch_shared {
	volatile pid_t pid;
	pid_t caller_tid;
	uint64_t before_mono;
	uint64_t before_boot;
	uint64_t before_real;
	uint64_t before_min_faults;
	uint64_t before_maj_faults;
	uint32_t before_securebits;
	uint32_t cpu;
};

/**
 * struct launch - One run of the probe in a situation.
 * @programs: directory of the test programs.
 * @directory: a directory of its own.
 * @probe: what is executed: a copy of truth_probe, or what leads to it.
 * @interpreter: what runs then, if it is another file; empty: @probe.
 * @argv: arguments.
 * @envp: environment.
 * @origin: enum procmon_origin.
 * @dirfd: for PROCMON_ORIGIN_EXECVEAT: executed by this descriptor.
 * @filename: as the sensor should say it; empty: @probe.
 * @is_upper: it lies on the upper layer of an overlay.
 * @by_thread: another thread than the leader calls.
 * @new_pid_namespace: the probe is the first in a new one.
 * @is_traced: the test stops it at the end of the exec.
 * @mono_offset: what CLOCK_MONOTONIC shows more to it than to us, s.
 * @boot_offset: likewise, CLOCK_BOOTTIME.
 * @report_fd: in the child and the probe: what goes to the test.
 * @go_fd: in the child and the probe: what they wait for.
 * @shared: the shared memory.
 * @truth: what is known.
 * @skip: why this cannot be tried here; empty: it can.
 * @problem: what went wrong.
 */
struct launch {
	char programs[PATH_MAX];
	char directory[PATH_MAX];
	char probe[PATH_MAX];
	char interpreter[PATH_MAX];
	char *argv[16];
	char *envp[8];
	unsigned int origin;
	int dirfd;
	char filename[PATH_MAX];
	bool is_upper;
	bool by_thread;
	bool new_pid_namespace;
	bool is_traced;
	unsigned int mono_offset;
	unsigned int boot_offset;
	int report_fd;
	int go_fd;
	struct launch_shared *shared;
	struct truth *truth;
	char skip[TRUTH_TEXT_MAX];
	char problem[TRUTH_TEXT_MAX];
};

/**
 * struct situation - Circumstances of an exec.
 * @prepare: in the test; may be NULL. Return: false after it has set @skip
 *	or @problem of the launch.
 * @child: in the process that will execute, last; may be NULL. Return: NULL,
 *	or the name of the call that failed.
 * @clean: in the test, afterwards; may be NULL.
 */
struct situation {
	bool (*prepare)(struct launch *launch);
	const char *(*child)(struct launch *launch);
	void (*clean)(struct launch *launch);
};

/* Return: false. */
__attribute__((format(printf, 2, 3)))
bool launch_skip(struct launch *launch, const char *format, ...);
__attribute__((format(printf, 2, 3)))
bool launch_problem(struct launch *launch, const char *format, ...);

/* launch_path() - Make @launch->probe a path in @launch->directory. */
void launch_path(struct launch *launch, const char *name);

/* launch_copy() - Copy a program of @launch->programs to @launch->probe. */
bool launch_copy(struct launch *launch, const char *program, mode_t mode);

/* launch_replace_fd() - Put a descriptor in the place of another. */
bool launch_replace_fd(int fd, int place);

/* truth_rights.c: by whom. */
extern const struct situation situation_plain, situation_dynamic,
	situation_script, situation_user_on_terminal, situation_new_namespaces,
	situation_time_namespace, situation_chroot, situation_setuid,
	situation_no_new_privs, situation_file_capabilities,
	situation_capabilities, situation_limits, situation_login,
	situation_control_group, situation_thread, situation_traced;

/* truth_filesystems.c: what, and with which files. */
extern const struct situation situation_memfd, situation_deleted,
	situation_memfd_and_closed, situation_files, situation_internet_sockets,
	situation_unix_sockets, situation_many_sockets, situation_overlay,
	situation_overlay_upper, situation_ext4, situation_ext4_script,
	situation_verity, situation_mount_flags;

/**
 * launch_run() - Execute the probe and gather the truth.
 * @launch: prepared; @launch->truth is filled.
 * @situation: the circumstances.
 *
 * Return: did all go well?
 */
bool launch_run(struct launch *launch, const struct situation *situation);

/**
 * outside_before() - What can be seen of a process that will execute.
 * @truth: filled: creds_before, prev_comm.
 * @pid: the process.
 *
 * Return: NULL; what could not be read.
 */
const char *outside_before(struct truth *truth, pid_t pid);

/**
 * outside_process() - What can be seen of a process that was executed.
 * @truth: filled; it has time_boot.
 * @pid: the process.
 *
 * Return: NULL; what could not be read.
 */
const char *outside_process(struct truth *truth, pid_t pid);

/**
 * outside_files() - What can be seen of its files.
 * @truth: filled.
 * @pid: the process.
 *
 * Return: NULL; what could not be read.
 */
const char *outside_files(struct truth *truth, pid_t pid);

/**
 * outside_file() - Facts about a file.
 * @truth: filled.
 * @prefix: of the names: "exe_file", "script_file".
 * @path: the file.
 *
 * Return: NULL; what could not be read.
 */
const char *outside_file(struct truth *truth, const char *prefix,
			 const char *path);

/* outside_no_file() - There is no such file: all of its facts are 0. */
void outside_no_file(struct truth *truth, const char *prefix);

/* outside_memory() - Address space of a process that is stopped. */
const char *outside_memory(struct truth *truth, pid_t pid);

/**
 * struct fields_result - What came of a comparison.
 * @equal: fields that had the value they must have.
 * @different: fields that had not.
 */
struct fields_result {
	unsigned int equal;
	unsigned int different;
};

/* fields_check_table() - Does the table know every byte of the structures? */
bool fields_check_table(char *problem, size_t size);

/**
 * fields_compare() - Compare a record with the truth, all fields.
 * @record: the record.
 * @truth: what is known.
 * @say: called with a line for each difference and each remark.
 * @argument: for it.
 *
 * Return: how many.
 */
struct fields_result fields_compare(const struct procmon_record *record,
				    const struct truth *truth,
				    void (*say)(void *argument,
						const char *line),
				    void *argument);

/**
 * fields_corrupt() - Would wrong fields be noticed?
 * @record: a record that is right.
 * @truth: what is known.
 * @say: called with a line for each that would not.
 * @argument: for it.
 *
 * Return: how many.
 */
unsigned int fields_corrupt(const struct procmon_record *record,
			    const struct truth *truth,
			    void (*say)(void *argument, const char *line),
			    void *argument);

/**
 * fields_unchecked() - Fields that no comparison so far had a source for.
 * @say: called with a line for each.
 * @argument: for it.
 *
 * Return: how many of them have no reason in the table why that is so.
 */
unsigned int fields_unchecked(void (*say)(void *argument, const char *line),
			      void *argument);

#endif /* TRUTH_H */
