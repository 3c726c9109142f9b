// SPDX-License-Identifier: GPL-2.0-only
/*
 * make_captures.c - writes the captures that procmonctl's output is compared
 * for, always the same bytes. Each shows one thing; main() lists them. Knows
 * nothing of what procmonctl makes of them, nor of damage.
 *
 *	make_captures DIRECTORY [seeds]
 *
 * With "seeds" each record also goes into a file of its own, for the fuzzer.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make_captures.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

void write_bytes(FILE *file, const void *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, file) != len)
		err(1, "write");
}

static FILE *create(const struct output *output, const char *suffix)
{
	char path[4096];
	FILE *file;

	if (snprintf(path, sizeof(path), "%s/%s%s", output->directory,
		     output->name, suffix) >= (int)sizeof(path))
		errx(1, "%s: path is too long", output->directory);
	file = fopen(path, "w");
	if (!file)
		err(1, "%s", path);
	return file;
}

static void finish(FILE *file)
{
	if (fclose(file))
		err(1, "close");
}

void put(struct output *output, const void *bytes, size_t len)
{
	char suffix[32];
	FILE *seed;

	write_bytes(output->file, bytes, len);
	if (!output->wants_seeds)
		return;
	snprintf(suffix, sizeof(suffix), ".record%u", output->record_count++);
	seed = create(output, suffix);
	write_bytes(seed, bytes, len);
	finish(seed);
}

void put_sample(struct output *output, struct sample *sample)
{
	sample_end(sample);
	put(output, sample->bytes, sample->record.len);
}

void put_start_of(struct output *output, uint32_t byte_order,
			 uint32_t abi_version)
{
	struct procmon_capture capture = {
		.byte_order = byte_order,
		.abi_version = abi_version,
	};
	unsigned int i;

	memcpy(capture.magic, PROCMON_CAPTURE_MAGIC, sizeof(capture.magic));
	for (i = 0; i < sizeof(capture.boot_id); i++)
		capture.boot_id[i] = 0x10 + i;
	write_bytes(output->file, &capture, sizeof(capture));
}

void put_start(struct output *output)
{
	put_start_of(output, PROCMON_CAPTURE_BYTE_ORDER, PROCMON_ABI_VERSION);
}

void add(struct sample *sample, struct procmon_string *field,
		const char *bytes, size_t len)
{
	if (record_string(&sample->record, field, bytes, len))
		errx(1, "a record is full");
}

/* A string of which @total - @len bytes were cut behind @head. */
void add_cut(struct sample *sample, struct procmon_string *field,
		    const char *bytes, size_t len, uint32_t head,
		    uint32_t total)
{
	add(sample, field, bytes, len);
	field->head = head;
	field->total = total;
}

/* One of each type; the EXEC has a value in every field. */
static void ordinary(struct output *output)
{
	struct sample sample;

	put_start(output);
	put(output, sample.bytes,
	    sample_sensor(&sample, 1, PROCMON_TYPE_SENSOR_START));
	put(output, sample.bytes, sample_exec(&sample, 2));
	put(output, sample.bytes, sample_reader(&sample, 3));
	put(output, sample.bytes, sample_lost(&sample, 4, 6));
	put(output, sample.bytes,
	    sample_sensor(&sample, 7, PROCMON_TYPE_SENSOR_STOP));
}

/* No record at all. */
static void empty(struct output *output)
{
	put_start(output);
}

/* Text that would forge lines, drive a terminal or break JSON. */
static void hostile_text(struct output *output)
{
	struct procmon_exec *exec;
	struct sample sample;

	put_start(output);
	exec = sample_exec_fixed(&sample, 1);
	memset(exec->comm, 0, sizeof(exec->comm));
	memcpy(exec->comm, "\x1b[2J\"\\\xff\n", 8);
	exec->argc = 14;
	exec->envc = 1;
	add(&sample, &exec->filename,
	    LITERAL("/tmp/x\n{\"forged\":true}\n"));
	add(&sample, &exec->argv,
	    LITERAL("a b\0"
		    "\0"
		    "new\nline\0"
		    "\x1b]0;title\x07\0"
		    "\x1e\x17\x7f\0"
		    "quote\"back\\slash\0"
		    "it's\0"
		    "\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80\0"
		    "\xe2\x80\xae" "gnp.exe\0"
		    "\xc2\x9b" "31m\0"
		    "\xff\xfe\0"
		    "\\xff\0"
		    "$(reboot)\0"
		    "--\0"));
	add(&sample, &exec->envp, LITERAL("LD_PRELOAD=/tmp/\x80.so\0"));
	add(&sample, &exec->exe, LITERAL("/tmp/\xe2\x80\xae" "exe.txt"));
	add(&sample, &exec->cwd, LITERAL("/tmp/\ttab"));
	add(&sample, &exec->nodename, LITERAL("host\r\nX: y"));
	add(&sample, &exec->cgroup, LITERAL("/\xed\xa0\x80"));
	put_sample(output, &sample);

	/* the same text, but without a byte that is not UTF-8 */
	exec = sample_exec_fixed(&sample, 2);
	exec->argc = 2;
	add(&sample, &exec->argv, LITERAL("back\\slash\0\x1b\n\0"));
	add(&sample, &exec->exe, LITERAL("/bin/x"));
	put_sample(output, &sample);
}

/* Arguments of which a part is missing. */
static void cut_arguments(struct output *output)
{
	struct procmon_exec *exec;
	struct sample sample;

	put_start(output);
	/* in the middle of an argument */
	exec = sample_exec_fixed(&sample, 1);
	exec->argc = 3;
	exec->envc = 900;
	add_cut(&sample, &exec->argv, LITERAL("cmd\0headtail\0last\0"), 8,
		131089);
	add(&sample, &exec->argv_digest, LITERAL("0123456789abcdef"
						 "0123456789ABCDEF"));
	/* the end is missing */
	add_cut(&sample, &exec->envp, LITERAL("A=1\0B=2"), 7, 9007);
	add(&sample, &exec->env_digest, LITERAL("fedcba9876543210"
						"FEDCBA9876543210"));
	fieldset_add(&exec->truncated, PROCMON_FIELD_ARGV);
	fieldset_add(&exec->truncated, PROCMON_FIELD_ENVP);
	/* in the middle of a character: neither half is UTF-8 */
	add_cut(&sample, &exec->parent_argv, LITERAL("p\0\xe2\xac z\0"), 3,
		107);
	fieldset_add(&exec->truncated, PROCMON_FIELD_PARENT_ARGV);
	add_cut(&sample, &exec->cwd, LITERAL("/long/path"), 5, 5010);
	fieldset_add(&exec->truncated, PROCMON_FIELD_CWD);
	put_sample(output, &sample);

	/* behind an argument; all that is left is its start, or nothing */
	exec = sample_exec_fixed(&sample, 2);
	exec->argc = 3000;
	add_cut(&sample, &exec->argv, LITERAL("whole\0rest\0"), 6, 40011);
	fieldset_add(&exec->truncated, PROCMON_FIELD_ARGV);
	put_sample(output, &sample);
	exec = sample_exec_fixed(&sample, 3);
	exec->argc = 1;
	add_cut(&sample, &exec->argv, "", 0, 0, 4000);
	fieldset_add(&exec->truncated, PROCMON_FIELD_ARGV);
	put_sample(output, &sample);
}

/* No memory, or no room, for the record: who and which file, and why no more. */
static void tombstone(struct output *output)
{
	static const uint32_t fields[] = {
		PROCMON_FIELD_FILENAME, PROCMON_FIELD_ARGV, PROCMON_FIELD_ENVP,
		PROCMON_FIELD_INTERP, PROCMON_FIELD_EXE, PROCMON_FIELD_CWD,
		PROCMON_FIELD_ROOT, PROCMON_FIELD_LSM_LABEL,
		PROCMON_FIELD_NODENAME, PROCMON_FIELD_CGROUP,
		PROCMON_FIELD_TTY, PROCMON_FIELD_FDS, PROCMON_FIELD_SOCKETS,
		PROCMON_FIELD_GROUPS, PROCMON_FIELD_SCRIPT,
	};
	struct procmon_exec *exec;
	struct sample sample;
	size_t i;

	put_start(output);
	exec = sample_exec_fixed(&sample, 1);
	exec->header.flags = PROCMON_RECORD_TOMBSTONE;
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		exec_missing(exec, fields[i], PROCMON_REASON_MEMORY);
	put_sample(output, &sample);

	/* there was memory, but no room: all that is behind was dropped */
	sample_exec(&sample, 2);
	record_shrink(&sample.record, PROCMON_REASON_BOUND);
	put_sample(output, &sample);
}

/* Every field absent, for every reason in turn; then all empty. */
static void absent_and_empty(struct output *output)
{
	struct procmon_exec *exec;
	struct sample sample;
	uint32_t field;

	put_start(output);
	exec = sample_exec_fixed(&sample, 1);
	memset(exec->missing, 0, sizeof(exec->missing));
	for (field = 0; field < PROCMON_FIELD_COUNT; field++)
		exec_missing(exec, field, field % PROCMON_REASON_COUNT);
	put_sample(output, &sample);

	exec = sample_exec_fixed(&sample, 2);
	add(&sample, &exec->filename, LITERAL(""));
	add(&sample, &exec->argv, LITERAL(""));
	add(&sample, &exec->envp, LITERAL(""));
	add(&sample, &exec->exe, LITERAL(""));
	add(&sample, &exec->cwd, LITERAL(""));
	add(&sample, &exec->lsm_label, LITERAL(""));
	if (!record_array(&sample.record, &exec->groups, 0, 4, 0) ||
	    !record_array(&sample.record, &exec->fds, 0,
			  sizeof(struct procmon_fd), 0) ||
	    !record_array(&sample.record, &exec->sockets, 0,
			  sizeof(struct procmon_socket), 0))
		errx(1, "a record is full");
	put_sample(output, &sample);

	/* no argument is one thing, an empty one another */
	exec = sample_exec_fixed(&sample, 3);
	exec->argc = 1;
	add(&sample, &exec->argv, LITERAL("\0"));
	put_sample(output, &sample);
}

/* Every number as large, or as small, as it can be. */
static void extreme_numbers(struct output *output)
{
	struct procmon_exec *exec;
	struct procmon_exec before;
	struct sample sample;

	put_start(output);
	exec = sample_exec_fixed(&sample, 1);
	before = *exec;
	memset(&exec->time_boot, 0xff, sizeof(*exec) -
	       offsetof(struct procmon_exec, time_boot));
	exec->header.cpu = UINT32_MAX;
	exec->header.seq = UINT64_MAX;
	exec->header.time_mono = UINT64_MAX;
	memcpy(exec->missing, before.missing, sizeof(exec->missing));
	exec->truncated = before.truncated;
	memcpy(exec->comm, before.comm, sizeof(exec->comm));
	memcpy(exec->prev_comm, before.prev_comm, sizeof(exec->prev_comm));
	memset(&exec->filename, 0, sizeof(*exec) -
	       offsetof(struct procmon_exec, filename));
	put_sample(output, &sample);

	exec = sample_exec_fixed(&sample, 1);
	exec->dirfd = INT32_MIN;
	exec->nice = INT32_MIN;
	exec->exe_file.mtime = INT64_MIN;
	exec->exe_file.ctime = -1;
	exec->exe_file.btime = 0;
	exec->time_real = 0;
	exec->time_boot = 0;
	put_sample(output, &sample);
}

/* Execs that failed: as usual, cut, not readable, with no known error. */
static void failures(struct output *output)
{
	struct procmon_exec *exec;
	struct sample sample;

	put_start(output);
	put(output, sample.bytes, sample_exec(&sample, 1));
	put(output, sample.bytes, sample_fail(&sample, 2));

	/* the head of arguments whose length nobody knows */
	exec = sample_fail_fixed(&sample, 3, 7);
	exec->origin = PROCMON_ORIGIN_EXECVE;
	exec->execveat_flags = 0;
	exec->argc = 2;
	add(&sample, &exec->filename, LITERAL("/bin/echo"));
	add_cut(&sample, &exec->argv, LITERAL("echo\0xxxxxxxx"), 13, 14);
	fieldset_add(&exec->truncated, PROCMON_FIELD_ARGV);
	put_sample(output, &sample);

	/* bad pointers; the flags are not those of execveat(2) */
	exec = sample_fail_fixed(&sample, 4, 14);
	exec->origin = PROCMON_ORIGIN_COMPAT_EXECVEAT;
	exec->execveat_flags = 0x11101;
	exec->dirfd = 5;
	exec_missing(exec, PROCMON_FIELD_FILENAME, PROCMON_REASON_FAULT);
	exec_missing(exec, PROCMON_FIELD_ARGV, PROCMON_REASON_FAULT);
	exec_missing(exec, PROCMON_FIELD_ARGC, PROCMON_REASON_FAULT);
	put_sample(output, &sample);

	/* text that would forge a line, an error that has no name */
	exec = sample_fail_fixed(&sample, 5, 4095);
	exec->argc = 1;
	exec->flags |= PROCMON_EXEC_FILENAME_LATE;
	add(&sample, &exec->filename, LITERAL("/tmp/x\n12:00:00.000 0 1"));
	add(&sample, &exec->argv, LITERAL("\x1b[2J\xff\0"));
	add(&sample, &exec->exe, LITERAL("/usr/bin/b\x9b"));
	put_sample(output, &sample);

	/* all that it has was dropped */
	sample_fail(&sample, 6);
	record_shrink(&sample.record, PROCMON_REASON_BOUND);
	put_sample(output, &sample);
}

/* What a sensor of another age sends. */
static void other_ages(struct output *output)
{
	uint32_t older_len = offsetof(struct procmon_exec, exe_file);
	struct procmon_exec *exec;
	struct procmon_header *header;
	struct sample sample;
	struct sample newer;
	size_t len;

	put_start(output);
	exec = sample_exec_fixed(&sample, 1);
	exec->header.fixed_len = older_len;
	exec->header.len = older_len;
	put(output, sample.bytes, older_len);

	/* a member of 16 bytes that this version does not know */
	exec = sample_exec_fixed(&sample, 2);
	add(&sample, &exec->exe, LITERAL("/usr/bin/newer"));
	len = sample_end(&sample);
	exec->header.len += 16;
	exec->header.fixed_len += 16;
	exec->exe.off += 16;
	memcpy(newer.bytes, sample.bytes, sizeof(*exec));
	memset(newer.bytes + sizeof(*exec), 0xEE, 16);
	memcpy(newer.bytes + sizeof(*exec) + 16, sample.bytes + sizeof(*exec),
	       len - sizeof(*exec));
	put(output, newer.bytes, len + 16);

	/* a type that this version does not know */
	len = sample_exec(&sample, 3);
	header = (struct procmon_header *)sample.bytes;
	header->type = PROCMON_TYPE_LIMIT - 1;
	put(output, sample.bytes, len);
	put(output, sample.bytes, sample_reader(&sample, 4));

	/* before events could be chosen */
	len = sample_sensor(&sample, 5, PROCMON_TYPE_SENSOR_START);
	header->fixed_len = offsetof(struct procmon_sensor, events);
	put(output, sample.bytes, len);
	/* before there were policies for a full ring */
	len = sample_sensor(&sample, 5, PROCMON_TYPE_SENSOR_START);
	header->fixed_len = offsetof(struct procmon_sensor, full_policy);
	put(output, sample.bytes, len);
	/* of what happens to a process no more than to whom, or a part of it */
	sample_exit(&sample, 6);
	header->fixed_len = offsetof(struct procmon_life, process.creds);
	header->len = header->fixed_len;
	put(output, sample.bytes, header->len);
	sample_ptrace(&sample, 7);
	header->fixed_len = offsetof(struct procmon_ptrace_event,
				     tracer.exec_id);
	header->len = header->fixed_len;
	put(output, sample.bytes, header->len);
	sample_snapshot(&sample, 8, PROCMON_TYPE_SNAPSHOT_END);
	header->fixed_len = offsetof(struct procmon_snapshot, processes);
	header->len = header->fixed_len;
	put(output, sample.bytes, header->len);
}

static const struct {
	const char *name;
	void (*make)(struct output *output);
} captures[] = {
	{ "ordinary", ordinary },
	{ "empty", empty },
	{ "hostile_text", hostile_text },
	{ "cut_arguments", cut_arguments },
	{ "tombstone", tombstone },
	{ "absent_and_empty", absent_and_empty },
	{ "extreme_numbers", extreme_numbers },
	{ "failures", failures },
	{ "hooks", hooks },
	{ "config_changes", config_changes },
	{ "heartbeats", heartbeats },
	{ "other_ages", other_ages },
	{ "selection", selection },
	{ "secrets", secrets },
	{ "containers", containers },
	{ "tree", tree },
	{ "tree_lost", tree_lost },
	{ "tree_hostile", tree_hostile },
	{ "show", show },
	{ "life", life },
	{ "hostile_life", hostile_life },
	{ "threads", threads },
	{ "snapshots", snapshots },
	{ "lineage", lineage },
	{ "verify_complete", verify_complete },
	{ "verify_lossy", verify_lossy },
	{ "verify_faults", verify_faults },
	{ "truncated_file", truncated_file },
	{ "corrupt_record", corrupt_record },
	{ "corrupt_length", corrupt_length },
	{ "other_version", other_version },
	{ "other_byte_order", other_byte_order },
	{ "no_capture", no_capture },
	{ "empty_file", empty_file },
};

int main(int argc, char **argv)
{
	struct output output;
	size_t i;

	if (argc < 2 || argc > 3 || (argc == 3 && strcmp(argv[2], "seeds")))
		errx(2, "usage: make_captures DIRECTORY [seeds]");
	for (i = 0; i < ARRAY_SIZE(captures); i++) {
		output = (struct output) {
			.directory = argv[1],
			.name = captures[i].name,
			.wants_seeds = argc == 3,
		};
		output.file = create(&output, ".capture");
		captures[i].make(&output);
		finish(output.file);
	}
	return 0;
}
