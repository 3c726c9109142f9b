// SPDX-License-Identifier: GPL-2.0-only
/*
 * mixed.c - a stream of records of all types, in which every member has any
 * value: numbers are random, so are flags, what is missing and why, and text is
 * hostile. Built with the module's own record.c. Knows not what is made of it.
 */
#include "mixed.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "hostile.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* Behind these there is room for all that is short. */
#define PATH_MAX_BYTES	2048
#define ARGS_MAX_BYTES	16384
#define LOST_MAX	50

/* Some values, those at the ends more often than chance would have it. */
static uint32_t random_word(uint64_t *state)
{
	switch (below(state, 8)) {
	case 0:
		return 0;
	case 1:
		return UINT32_MAX;
	case 2:
		return (uint32_t)next_random(state);
	default:
		return below(state, 5000);
	}
}

static void fill(struct mixed *mixed, void *start, size_t size)
{
	uint32_t *words = start;
	size_t i;

	for (i = 0; i < size / sizeof(*words); i++)
		words[i] = random_word(&mixed->state);
}

static void put_name(struct mixed *mixed, char *name)
{
	unsigned char text[PROCMON_COMM_LEN] = { 0 };

	hostile_text(&mixed->state, text, sizeof(text) - 1);
	memcpy(name, text, sizeof(text));
}

static void add(struct mixed *mixed, struct procmon_string *string,
		const void *bytes, size_t len)
{
	memset(string, 0, sizeof(*string));
	if (record_string(&mixed->record, string, bytes, (uint32_t)len))
		abort();
}

/* Cut out of the middle, or of the end where nobody knows how much there is. */
static bool cut(struct mixed *mixed, struct procmon_string *string,
		bool has_tail)
{
	if (below(&mixed->state, 16))
		return false;
	string->total += has_tail ? 1 + below(&mixed->state, 100000) : 1;
	if (has_tail)
		string->head = below(&mixed->state, string->len + 1);
	return true;
}

static void add_path(struct mixed *mixed, struct procmon_string *string)
{
	unsigned char path[PATH_MAX_BYTES];

	add(mixed, string, path,
	    hostile_path(&mixed->state, path, sizeof(path)));
}

static void add_digest(struct mixed *mixed, struct procmon_string *string)
{
	unsigned char digest[32];

	fill(mixed, digest, sizeof(digest));
	add(mixed, string, digest, sizeof(digest));
}

/* What a string of struct procmon_exec holds. */
enum text {
	TEXT_PATH,
	TEXT_NAME,
	TEXT_ARGS,
	TEXT_ENV,
	TEXT_DIGEST,
};

static const struct {
	uint16_t offset;
	uint16_t field;
	enum text text;
} strings[] = {
#define STRING(member, name, text)					\
	{ offsetof(struct procmon_exec, member), PROCMON_FIELD_##name, text }
	STRING(filename, FILENAME, TEXT_PATH),
	STRING(argv, ARGV, TEXT_ARGS),
	STRING(envp, ENVP, TEXT_ENV),
	STRING(argv_digest, ARGV_DIGEST, TEXT_DIGEST),
	STRING(env_digest, ENV_DIGEST, TEXT_DIGEST),
	STRING(interp, INTERP, TEXT_PATH),
	STRING(exe, EXE, TEXT_PATH),
	STRING(script, SCRIPT, TEXT_PATH),
	STRING(parent_exe, PARENT_EXE, TEXT_PATH),
	STRING(parent_argv, PARENT_ARGV, TEXT_ARGS),
	STRING(cwd, CWD, TEXT_PATH),
	STRING(root, ROOT, TEXT_PATH),
	STRING(lsm_label, LSM_LABEL, TEXT_NAME),
	STRING(nodename, NODENAME, TEXT_NAME),
	STRING(cgroup, CGROUP, TEXT_PATH),
	STRING(tty, TTY, TEXT_NAME),
	STRING(verity_digest, VERITY_DIGEST, TEXT_DIGEST),
	STRING(ima_digest, IMA_DIGEST, TEXT_DIGEST),
};

static void add_text(struct mixed *mixed, struct procmon_string *string,
		     enum text text)
{
	unsigned char bytes[ARGS_MAX_BYTES];
	size_t len;

	switch (text) {
	case TEXT_PATH:
		add_path(mixed, string);
		return;
	case TEXT_DIGEST:
		add_digest(mixed, string);
		return;
	case TEXT_NAME:
		len = hostile_text(&mixed->state, bytes, PATH_MAX_BYTES);
		break;
	default:
		len = hostile_words(&mixed->state, bytes, sizeof(bytes),
				    text == TEXT_ENV);
	}
	add(mixed, string, bytes, len);
}

/* Nothing, some or much is missing, each for any of the reasons. */
static void choose_missing(struct mixed *mixed,
			   struct procmon_fieldset *missing)
{
	static const unsigned char one_in[] = { 0, 0, 64, 8, 2 };
	unsigned int rate = one_in[below(&mixed->state, ARRAY_SIZE(one_in))];
	uint32_t field;

	memset(missing, 0, PROCMON_REASON_COUNT * sizeof(*missing));
	for (field = 0; rate && field < PROCMON_FIELD_COUNT; field++)
		if (!below(&mixed->state, rate))
			fieldset_add(&missing[below(&mixed->state,
						    PROCMON_REASON_COUNT)],
				     field);
}

static bool is_missing(const struct procmon_exec *exec, uint32_t field)
{
	uint64_t bits = 0;
	unsigned int i;

	for (i = 0; i < PROCMON_REASON_COUNT; i++)
		bits |= exec->missing[i].bits[field / 64];
	return bits >> field % 64 & 1;
}

static bool applies(const struct procmon_exec *exec, uint32_t field)
{
	return exec->identity.ppid || (field != PROCMON_FIELD_PARENT_EXE &&
				       field != PROCMON_FIELD_PARENT_ARGV);
}

static void add_strings(struct mixed *mixed, struct procmon_exec *exec)
{
	bool is_fail = exec->header.type == PROCMON_TYPE_EXEC_FAIL;
	struct procmon_string *string;
	size_t i;

	memset(&exec->filename, 0, sizeof(*exec) -
	       offsetof(struct procmon_exec, filename));
	memset(&exec->truncated, 0, sizeof(exec->truncated));
	for (i = 0; i < ARRAY_SIZE(strings); i++) {
		/* one that is not there and not missing does not apply */
		if (is_missing(exec, strings[i].field) ||
		    !applies(exec, strings[i].field) ||
		    !below(&mixed->state, 16))
			continue;
		string = (void *)(mixed->bytes + strings[i].offset);
		add_text(mixed, string, strings[i].text);
		if (strings[i].text != TEXT_DIGEST &&
		    cut(mixed, string, !is_fail))
			fieldset_add(&exec->truncated, strings[i].field);
	}
}

/* Random structures; those that refer to text get some. */
static void *add_array(struct mixed *mixed, struct procmon_exec *exec,
		       struct procmon_array *array, uint32_t field,
		       uint32_t max, uint32_t stride)
{
	uint32_t count = below(&mixed->state, max + 1);
	uint32_t more = below(&mixed->state, 4) ? 0 : 1;
	void *start;

	if (is_missing(exec, field))
		return NULL;
	start = record_array(&mixed->record, array, count, stride,
			     count + more);
	if (!start)
		abort();
	if (more)
		fieldset_add(&exec->truncated, field);
	fill(mixed, start, count * stride);
	return start;
}

static void add_arrays(struct mixed *mixed, struct procmon_exec *exec)
{
	struct procmon_socket *sockets;
	struct procmon_fd *fds;
	uint32_t i;

	add_array(mixed, exec, &exec->groups, PROCMON_FIELD_GROUPS,
		  PROCMON_GROUPS_MAX, sizeof(uint32_t));
	add_array(mixed, exec, &exec->ancestors, PROCMON_FIELD_ANCESTORS,
		  PROCMON_ANCESTORS_MAX, sizeof(struct procmon_ancestor));
	fds = add_array(mixed, exec, &exec->fds, PROCMON_FIELD_FDS, 3,
			sizeof(*fds));
	for (i = 0; fds && i < exec->fds.count; i++) {
		fds[i].kind = below(&mixed->state, PROCMON_FD_CLOSED + 2);
		add_path(mixed, &fds[i].path);
	}
	sockets = add_array(mixed, exec, &exec->sockets,
			    PROCMON_FIELD_SOCKETS, PROCMON_SOCKETS_MAX,
			    sizeof(*sockets));
	for (i = 0; sockets && i < exec->sockets.count; i++) {
		/* AF_UNIX, AF_INET, AF_INET6, and others */
		sockets[i].family = below(&mixed->state, 12);
		add_path(mixed, &sockets[i].local_path);
		add_path(mixed, &sockets[i].peer_path);
	}
}

static void fill_identity(struct mixed *mixed,
			  struct procmon_identity *identity)
{
	/* 2^22 is the most that Linux gives */
	identity->tgid = 1 + below(&mixed->state, 4194304);
	if (!identity->ppid)
		identity->parent_start_boottime = 0;
	identity->reserved = 0;
}

/* A part of the numbers, as a program that is started again and again has. */
static bool repeat_exec(struct mixed *mixed, uint16_t type)
{
	struct procmon_exec *exec = (void *)mixed->bytes;
	struct procmon_header header = exec->header;

	if (type != PROCMON_TYPE_EXEC || !mixed->before_len ||
	    below(&mixed->state, 3) == 0)
		return false;
	memcpy(mixed->bytes, mixed->before, mixed->before_len);
	mixed->record.len = mixed->before_len;
	exec->header.cpu = header.cpu;
	exec->header.seq = header.seq;
	exec->header.time_mono = header.time_mono;
	fill_identity(mixed, &exec->identity);
	exec->time_boot++;
	exec->time_real += below(&mixed->state, 1000000);
	fill(mixed, &exec->vm_size, sizeof(exec->vm_size));
	if (!is_missing(exec, PROCMON_FIELD_CWD) && exec->cwd.off) {
		fieldset_remove(&exec->truncated, PROCMON_FIELD_CWD);
		add_path(mixed, &exec->cwd);
	}
	return true;
}

static void make_exec(struct mixed *mixed, uint16_t type)
{
	struct procmon_exec *exec = (void *)mixed->bytes;

	if (repeat_exec(mixed, type))
		return;
	exec->origin = below(&mixed->state, PROCMON_ORIGIN_KERNEL + 2);
	choose_missing(mixed, exec->missing);
	fill_identity(mixed, &exec->identity);
	put_name(mixed, exec->comm);
	put_name(mixed, exec->prev_comm);
	add_strings(mixed, exec);
	add_arrays(mixed, exec);
	if (!below(&mixed->state, 32))
		record_shrink(&mixed->record,
			      below(&mixed->state, PROCMON_REASON_COUNT));
	if (type != PROCMON_TYPE_EXEC)
		return;
	/* not with its padding */
	mixed->before_len = mixed->record.len;
	memcpy(mixed->before, mixed->bytes, mixed->before_len);
}

static void make_life(struct mixed *mixed, uint16_t type)
{
	struct procmon_life *life = (void *)mixed->bytes;

	choose_missing(mixed, life->missing);
	fill_identity(mixed, &life->process.identity);
	put_name(mixed, life->process.comm);
	switch (type) {
	case PROCMON_TYPE_FORK:
		put_name(mixed,
			 ((struct procmon_fork *)life)->creator.comm);
		break;
	case PROCMON_TYPE_PTRACE:
		put_name(mixed, ((struct procmon_ptrace_event *)
				 life)->tracer.comm);
		((struct procmon_ptrace_event *)life)->action =
			below(&mixed->state, PROCMON_PTRACE_DETACH + 2);
		break;
	case PROCMON_TYPE_COMM:
		put_name(mixed, ((struct procmon_comm_event *)life)->before);
		put_name(mixed,
			 ((struct procmon_comm_event *)life)->actor.comm);
		break;
	}
}

static void make_sensor(struct mixed *mixed, uint16_t type)
{
	struct procmon_sensor *sensor = (void *)mixed->bytes;
	unsigned char text[64];

	sensor->reason = type == PROCMON_TYPE_SENSOR_STOP ?
			 below(&mixed->state, PROCMON_STOP_REBOOT + 2) : 0;
	/* of the whole capture */
	memset(sensor->boot_id, 0x5a, sizeof(sensor->boot_id));
	add(mixed, &sensor->version, text,
	    hostile_text(&mixed->state, text, sizeof(text)));
	add(mixed, &sensor->kernel_release, text,
	    hostile_text(&mixed->state, text, sizeof(text)));
}

/* Some numbers are left out; they are told by cause and by type. */
static void make_lost(struct mixed *mixed, uint16_t type)
{
	struct procmon_lost *lost = (void *)mixed->bytes;
	uint32_t count = 1 + below(&mixed->state, LOST_MAX);
	uint32_t i;

	(void)type;
	lost->first_seq = mixed->seq;
	mixed->seq += count - 1;
	lost->last_seq = mixed->seq;
	lost->header.seq = mixed->seq;
	memset(lost->by_cause, 0, sizeof(lost->by_cause));
	memset(lost->by_type, 0, sizeof(lost->by_type));
	for (i = 0; i < count; i++) {
		lost->by_cause[below(&mixed->state, PROCMON_CAUSE_COUNT)]++;
		lost->by_type[below(&mixed->state, PROCMON_TYPE_LIMIT)]++;
	}
}

static void make_config(struct mixed *mixed, uint16_t type)
{
	struct procmon_config_event *event = (void *)mixed->bytes;

	(void)type;
	event->setting = below(&mixed->state, PROCMON_SETTING_BLOCK_MS + 2);
	put_name(mixed, event->comm);
}

static void make_reader(struct mixed *mixed, uint16_t type)
{
	struct procmon_reader_event *event = (void *)mixed->bytes;

	(void)type;
	event->action = below(&mixed->state, PROCMON_READER_EXPIRE + 2);
	put_name(mixed, event->comm);
}

static void make_hook(struct mixed *mixed, uint16_t type)
{
	struct procmon_hook_event *event = (void *)mixed->bytes;

	(void)type;
	event->hook = below(&mixed->state, PROCMON_HOOK_COUNT + 1);
	event->cause = below(&mixed->state, PROCMON_HOOK_CAUSE_OVERRUN + 2);
	event->mechanism = below(&mixed->state, PROCMON_MECHANISM_COUNT + 1);
}

/* All that can be in it is random. */
static void make_plain(struct mixed *mixed, uint16_t type)
{
	(void)mixed;
	(void)type;
}

/* Of 100 records; one of a type that nobody knows is a header and bytes. */
static const struct {
	uint16_t type;
	uint16_t size;
	uint16_t weight;
	void (*make)(struct mixed *mixed, uint16_t type);
} types[] = {
#define TYPE(name, structure, weight, make)				\
	{ PROCMON_TYPE_##name, sizeof(struct structure), weight, make }
	TYPE(SENSOR_START, procmon_sensor, 1, make_sensor),
	TYPE(EXEC, procmon_exec, 45, make_exec),
	TYPE(EXEC_FAIL, procmon_exec, 8, make_exec),
	TYPE(PROC, procmon_exec, 3, make_exec),
	TYPE(FORK, procmon_fork, 10, make_life),
	TYPE(EXIT, procmon_exit, 10, make_life),
	TYPE(UID, procmon_creds_event, 3, make_life),
	TYPE(GID, procmon_creds_event, 2, make_life),
	TYPE(CRED, procmon_creds_event, 2, make_life),
	TYPE(SID, procmon_life, 2, make_life),
	TYPE(PTRACE, procmon_ptrace_event, 2, make_life),
	TYPE(COMM, procmon_comm_event, 2, make_life),
	TYPE(COREDUMP, procmon_coredump, 1, make_life),
	TYPE(SENSOR_STOP, procmon_sensor, 1, make_sensor),
	TYPE(HEARTBEAT, procmon_heartbeat, 1, make_plain),
	TYPE(LOST, procmon_lost, 1, make_lost),
	TYPE(CONFIG, procmon_config_event, 1, make_config),
	TYPE(HOOK_LOST, procmon_hook_event, 1, make_hook),
	TYPE(HOOK_BACK, procmon_hook_event, 1, make_hook),
	TYPE(READER, procmon_reader_event, 1, make_reader),
	TYPE(SNAPSHOT_BEGIN, procmon_snapshot, 1, make_plain),
	TYPE(SNAPSHOT_END, procmon_snapshot, 1, make_plain),
	{ 30, sizeof(struct procmon_header) + 64, 1, make_plain },
};

static size_t choose_type(struct mixed *mixed)
{
	uint32_t total = 0;
	uint32_t chosen;
	size_t i;

	if (mixed->seq == 1)
		return 0;
	for (i = 0; i < ARRAY_SIZE(types); i++)
		total += types[i].weight;
	chosen = below(&mixed->state, total);
	for (i = 0; chosen >= types[i].weight; i++)
		chosen -= types[i].weight;
	return i;
}

uint32_t mixed_next(struct mixed *mixed)
{
	struct procmon_header *header = (void *)mixed->bytes;
	size_t i;

	mixed->seq++;
	i = choose_type(mixed);
	record_start(&mixed->record, mixed->bytes, sizeof(mixed->bytes),
		     types[i].type, types[i].size);
	fill(mixed, header + 1, types[i].size - sizeof(*header));
	header->cpu = below(&mixed->state, 512);
	header->seq = mixed->seq;
	header->time_mono = mixed->seq * 1000;
	types[i].make(mixed, types[i].type);
	record_end(&mixed->record);
	return mixed->record.len;
}
