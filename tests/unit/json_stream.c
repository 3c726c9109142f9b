// SPDX-License-Identifier: GPL-2.0-only
/*
 * json_stream.c - a stream of records each of which differs a little from one
 * before it. It knows no test, nor how a record is shown.
 *
 * Any 32 bits of a fixed part may change, any string and any array, what is
 * missing, how much of the structure was sent, the boot and the clocks.
 */
#include "json_stream.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "check.h"

/* A type that this version has no structure for. */
#define TYPE_UNKNOWN	(PROCMON_TYPE_LIMIT - 1)

#define TRIES_MAX	1000

/* Most records are execs, as on a real machine. */
#define EXEC_PERCENT	60

/* Of a container. */
#define ID	"4f797c539e6c745de61a93ca3ff892358ecbcaccd8414d5db545c38428142970"

/* In pairs that are easily taken for each other. */
static const struct {
	const char *bytes;
	uint32_t len;
	uint32_t cut;
	uint32_t head;
} texts[] = {
	{ NULL, 0, 0, 0 },
	{ LITERAL(""), 0, 0 },
	{ LITERAL("/usr/bin/true"), 0, 0 },
	{ LITERAL("/usr/bin/trap"), 0, 0 },
	{ LITERAL("/usr/bin/true "), 0, 0 },
	{ LITERAL("quote\"back\\slash\n"), 0, 0 },
	{ LITERAL("one\0two\0"), 0, 0 },
	{ LITERAL("one\0tw\0o"), 0, 0 },
	{ LITERAL("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), 0, 0 },
	{ LITERAL("no \xff UTF-8"), 0, 0 },
	{ LITERAL("no\0\xfe\xff UTF-8\0"), 0, 0 },
	{ LITERAL("no\0\xfe\xfe UTF-8\0"), 0, 0 },
	{ LITERAL("one\0two\0"), 100, 2 },
	{ LITERAL("one\0t"), 103, 2 },
	{ LITERAL("one\0two\0"), 100, 5 },
	{ LITERAL("one\0two\0"), 101, 5 },
	{ LITERAL("/docker/" ID), 0, 0 },
	{ LITERAL("/kubepods/pod5759a1ae-36ca-48a8-b20a-b0b5c8a90fb8/" ID),
	  0, 0 },
};

static const uint32_t exec_strings[STREAM_STRINGS] = {
	offsetof(struct procmon_exec, filename),
	offsetof(struct procmon_exec, argv),
	offsetof(struct procmon_exec, envp),
	offsetof(struct procmon_exec, argv_digest),
	offsetof(struct procmon_exec, env_digest),
	offsetof(struct procmon_exec, interp),
	offsetof(struct procmon_exec, exe),
	offsetof(struct procmon_exec, script),
	offsetof(struct procmon_exec, parent_exe),
	offsetof(struct procmon_exec, parent_argv),
	offsetof(struct procmon_exec, cwd),
	offsetof(struct procmon_exec, root),
	offsetof(struct procmon_exec, lsm_label),
	offsetof(struct procmon_exec, nodename),
	offsetof(struct procmon_exec, cgroup),
	offsetof(struct procmon_exec, tty),
	offsetof(struct procmon_exec, verity_digest),
	offsetof(struct procmon_exec, ima_digest),
};

static const uint32_t sensor_strings[] = {
	offsetof(struct procmon_sensor, version),
	offsetof(struct procmon_sensor, kernel_release),
};

static uint64_t below(struct json_stream *stream, uint64_t limit)
{
	return next_random(&stream->random) % limit;
}

static bool is_exec(unsigned int type)
{
	return type == PROCMON_TYPE_EXEC || type == PROCMON_TYPE_EXEC_FAIL ||
	       type == PROCMON_TYPE_PROC;
}

static bool is_sensor(unsigned int type)
{
	return type == PROCMON_TYPE_SENSOR_START ||
	       type == PROCMON_TYPE_SENSOR_STOP;
}

/* A string of a record, as it is when nothing was asked of it. */
static void put_text(struct sample *sample, struct procmon_string *string,
		     unsigned int number)
{
	*string = (struct procmon_string) { 0 };
	if (!texts[number].bytes)
		return;
	if (record_string(&sample->record, string, texts[number].bytes,
			  texts[number].len))
		abort();
	if (!texts[number].cut)
		return;
	string->head = texts[number].head;
	string->total += texts[number].cut;
}

/* The next few bits of a seed. */
static unsigned int take(uint64_t *seed, unsigned int limit)
{
	unsigned int bits = *seed & 15;

	*seed >>= 4;
	return bits % limit;
}

static void *put_array(struct sample *sample, struct procmon_array *array,
		       const struct stream_array *from, uint32_t size)
{
	uint32_t stride = size + (from->is_long ? 8 : 0);
	void *elements;

	*array = (struct procmon_array) { 0 };
	if (from->is_absent)
		return NULL;
	elements = record_array(&sample->record, array, from->count, stride,
				from->count + 1);
	if (!elements)
		abort();
	memset(elements, 0, (size_t)stride * from->count);
	return elements;
}

static void put_groups(struct sample *sample, const struct stream_array *from)
{
	struct procmon_exec *exec = record_exec(&sample->record);
	unsigned char *at = put_array(sample, &exec->groups, from,
				      sizeof(uint32_t));
	unsigned int i;

	for (i = 0; at && i < from->count; i++)
		memcpy(at + i * exec->groups.stride, &from->seeds[i],
		       sizeof(uint32_t));
}

static void put_ancestors(struct sample *sample,
			  const struct stream_array *from)
{
	struct procmon_exec *exec = record_exec(&sample->record);
	unsigned char *at = put_array(sample, &exec->ancestors, from,
				      sizeof(struct procmon_ancestor));
	struct procmon_ancestor *ancestor;
	uint64_t seed;
	unsigned int i;

	for (i = 0; at && i < from->count; i++) {
		ancestor = (void *)(at + i * exec->ancestors.stride);
		seed = from->seeds[i];
		ancestor->tgid = take(&seed, 16);
		ancestor->uid = take(&seed, 16);
		ancestor->start_boottime = take(&seed, 16);
		ancestor->exec_id = take(&seed, 16);
		ancestor->exe_dev_major = take(&seed, 16);
		ancestor->exe_dev_minor = take(&seed, 16);
		ancestor->exe_ino = take(&seed, 16);
	}
}

static void put_fds(struct sample *sample, const struct stream_array *from)
{
	struct procmon_exec *exec = record_exec(&sample->record);
	unsigned char *at = put_array(sample, &exec->fds, from,
				      sizeof(struct procmon_fd));
	struct procmon_fd *fd;
	uint64_t seed;
	unsigned int i;

	for (i = 0; at && i < from->count; i++) {
		fd = (void *)(at + i * exec->fds.stride);
		seed = from->seeds[i];
		fd->fd = take(&seed, 16);
		fd->kind = take(&seed, PROCMON_FD_CLOSED + 2);
		fd->flags = take(&seed, 16);
		fd->mode = take(&seed, 16);
		fd->dev_major = take(&seed, 16);
		fd->dev_minor = take(&seed, 16);
		fd->rdev_major = take(&seed, 2);
		fd->rdev_minor = take(&seed, 16);
		fd->ino = take(&seed, 16);
		put_text(sample, &fd->path, take(&seed, ARRAY_SIZE(texts)));
	}
}

static void put_sockets(struct sample *sample, const struct stream_array *from)
{
	static const uint16_t families[] = { AF_UNIX, AF_INET, AF_INET6, 99 };
	struct procmon_exec *exec = record_exec(&sample->record);
	unsigned char *at = put_array(sample, &exec->sockets, from,
				      sizeof(struct procmon_socket));
	struct procmon_socket *socket;
	uint64_t seed;
	unsigned int i;

	for (i = 0; at && i < from->count; i++) {
		socket = (void *)(at + i * exec->sockets.stride);
		seed = from->seeds[i];
		socket->fd = take(&seed, 16);
		socket->family = families[take(&seed, ARRAY_SIZE(families))];
		socket->type = take(&seed, 8);
		socket->protocol = take(&seed, 16);
		socket->state = take(&seed, 16);
		socket->local_port = take(&seed, 16);
		socket->peer_port = take(&seed, 16);
		socket->flags = take(&seed, 4);
		socket->scope_id = take(&seed, 2);
		socket->ino = take(&seed, 16);
		socket->local[2] = take(&seed, 16);
		socket->peer[3] = take(&seed, 16);
		put_text(sample, &socket->local_path,
			 take(&seed, ARRAY_SIZE(texts)));
		put_text(sample, &socket->peer_path,
			 take(&seed, ARRAY_SIZE(texts)));
	}
}

static void build(struct sample *sample, const struct stream_record *from)
{
	const struct procmon_header *header = (const void *)from->fixed;
	unsigned int type = header->type;
	size_t i;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     type, from->fixed_len);
	memcpy(sample->bytes, from->fixed, from->fixed_len);
	if (is_exec(type)) {
		for (i = 0; i < STREAM_STRINGS; i++)
			put_text(sample,
				 (void *)(sample->bytes + exec_strings[i]),
				 from->strings[i]);
		put_groups(sample, &from->arrays[0]);
		put_ancestors(sample, &from->arrays[1]);
		put_fds(sample, &from->arrays[2]);
		put_sockets(sample, &from->arrays[3]);
	}
	for (i = 0; is_sensor(type) && i < ARRAY_SIZE(sensor_strings); i++)
		put_text(sample, (void *)(sample->bytes + sensor_strings[i]),
			 from->strings[i]);
	sample_end(sample);
	((struct procmon_header *)sample->bytes)->fixed_len = from->sent_len;
}

static void change_word(struct json_stream *stream, struct stream_record *to)
{
	uint32_t first = offsetof(struct procmon_header, cpu) / 4;
	uint32_t word = first + below(stream, to->fixed_len / 4 - first);
	uint32_t bits = next_random(&stream->random);

	switch (below(stream, 6)) {
	case 0:
		bits = 0;
		break;
	case 1:
		bits = UINT32_MAX;
		break;
	case 2:
		bits &= 7;
		break;
	case 3:
		memcpy(&bits, to->fixed + 4 * word, 4);
		bits ^= 1U << below(stream, 32);
		break;
	case 4:
		memcpy(&bits, to->fixed + 4 * word, 4);
		bits++;
		break;
	}
	memcpy(to->fixed + 4 * word, &bits, 4);
}

/* Both kinds of structures that have such sets. */
static void change_missing(struct json_stream *stream,
			   struct stream_record *to, unsigned int type)
{
	struct procmon_fieldset *sets =
		((struct procmon_life *)to->fixed)->missing;

	if (is_exec(type))
		sets = ((struct procmon_exec *)to->fixed)->missing;
	else if (type < PROCMON_TYPE_FORK || type > PROCMON_TYPE_CRED)
		return;
	/* most of the time nothing is missing, or nothing would be written */
	memset(sets, 0, PROCMON_REASON_COUNT * sizeof(*sets));
	if (below(stream, 8) == 0)
		sets[below(stream, PROCMON_REASON_COUNT)].bits[0] =
			1ULL << below(stream, PROCMON_FIELD_COUNT);
}

static void change_array(struct json_stream *stream, struct stream_record *to)
{
	struct stream_array *array = &to->arrays[below(stream, STREAM_ARRAYS)];

	switch (below(stream, 20)) {
	case 0:
		array->count = below(stream, STREAM_ELEMENTS + 1);
		break;
	case 1:
		array->is_absent = !array->is_absent;
		break;
	case 2:
		array->is_long = !array->is_long;
		break;
	default:
		array->seeds[below(stream, STREAM_ELEMENTS)] ^=
			1ULL << below(stream, 64);
		break;
	}
}

static void change_string(struct json_stream *stream, struct stream_record *to)
{
	unsigned int *text = &to->strings[below(stream, STREAM_STRINGS)];

	if (below(stream, 2))
		*text ^= 1;
	else
		*text = below(stream, ARRAY_SIZE(texts));
}

static void change(struct json_stream *stream, struct stream_record *to,
		   unsigned int type)
{
	struct procmon_header *header = (void *)to->fixed;

	switch (below(stream, 16)) {
	case 0:
		header->flags ^= PROCMON_RECORD_TOMBSTONE;
		break;
	case 1:
	case 2:
		change_missing(stream, to, type);
		break;
	case 3:
	case 4:
	case 5:
		change_string(stream, to);
		break;
	case 6:
	case 7:
	case 8:
	case 9:
		change_array(stream, to);
		break;
	case 10:
		to->sent_len = below(stream, 8) ? to->fixed_len :
			       8 * below(stream, to->fixed_len / 8 + 1);
		break;
	default:
		change_word(stream, to);
		break;
	}
}

/* Names that last until their version changes; some have none. */
static uint64_t names_version;

static const char *find_name(enum account_kind kind, uint32_t id)
{
	static const char *const names[] = {
		"root", "ann", NULL, "b\"ob", "\xff", "daemon",
	};

	return names[(id + kind + names_version) % ARRAY_SIZE(names)];
}

static const struct accounts accounts = { .find = find_name };

static void change_known(struct json_stream *stream)
{
	static const char *const redacted[] = { NULL, "argv[1]", "argv[2]" };
	struct stream *known = &stream->known;

	switch (below(stream, 8)) {
	case 0:
		known->boot_id[below(stream, 2) * 15] ^= 1;
		break;
	case 1:
		known->has_boot = !known->has_boot;
		break;
	case 2:
		known->has_mono = !known->has_mono;
		break;
	case 3:
		known->real_minus_boot++;
		break;
	case 4:
		known->accounts = known->accounts ? NULL : &accounts;
		break;
	case 5:
		known->accounts_version = ++names_version;
		break;
	case 6:
		stream->event.redacted =
			redacted[below(stream, ARRAY_SIZE(redacted))];
		break;
	default:
		known->real_minus_mono++;
		break;
	}
}

static size_t make_sample(struct sample *sample, unsigned int type)
{
	switch (type) {
	case PROCMON_TYPE_SENSOR_START:
	case PROCMON_TYPE_SENSOR_STOP:
		return sample_sensor(sample, 1, type);
	case PROCMON_TYPE_LOST:
		return sample_lost(sample, 1, 1);
	case PROCMON_TYPE_READER:
		return sample_reader(sample, 1);
	case PROCMON_TYPE_HOOK_LOST:
	case PROCMON_TYPE_HOOK_BACK:
		return sample_hook(sample, 1, type);
	case PROCMON_TYPE_CONFIG:
		return sample_config(sample, 1, PROCMON_SETTING_EVENTS);
	case TYPE_UNKNOWN:
		record_start(&sample->record, sample->bytes,
			     sizeof(sample->bytes), type,
			     sizeof(struct procmon_header));
		sample_header(sample, 1);
		return sample_end(sample);
	default:
		return sample_of_type(sample, 1, type);
	}
}

static const unsigned char types[] = {
	PROCMON_TYPE_EXEC, PROCMON_TYPE_EXEC_FAIL, PROCMON_TYPE_PROC,
	PROCMON_TYPE_FORK, PROCMON_TYPE_EXIT, PROCMON_TYPE_UID,
	PROCMON_TYPE_GID, PROCMON_TYPE_CRED, PROCMON_TYPE_SID,
	PROCMON_TYPE_PTRACE, PROCMON_TYPE_COMM, PROCMON_TYPE_COREDUMP,
	PROCMON_TYPE_SNAPSHOT_BEGIN, PROCMON_TYPE_SNAPSHOT_END,
	PROCMON_TYPE_SENSOR_START, PROCMON_TYPE_SENSOR_STOP,
	PROCMON_TYPE_LOST, PROCMON_TYPE_READER, PROCMON_TYPE_HOOK_LOST,
	PROCMON_TYPE_HOOK_BACK, PROCMON_TYPE_CONFIG, TYPE_UNKNOWN,
};

/* So that there is something to change. */
static void fill_content(struct json_stream *stream, struct stream_record *to)
{
	unsigned int element;
	unsigned int i;

	for (i = 0; i < STREAM_STRINGS; i++)
		to->strings[i] = below(stream, ARRAY_SIZE(texts));
	for (i = 0; i < STREAM_ARRAYS; i++) {
		to->arrays[i].count = STREAM_ELEMENTS - 1;
		for (element = 0; element < STREAM_ELEMENTS; element++)
			to->arrays[i].seeds[element] =
				next_random(&stream->random);
	}
}

void json_stream_start(struct json_stream *stream, uint64_t seed)
{
	struct procmon_header header;
	struct stream_record *to;
	size_t i;

	names_version = 0;
	*stream = (struct json_stream) {
		.random = seed, .known.accounts = &accounts,
	};
	stream->event.record = &stream->record;
	stream->event.stream = &stream->known;
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		to = &stream->types[types[i]];
		make_sample(&stream->sample, types[i]);
		memcpy(&header, stream->sample.bytes, sizeof(header));
		memcpy(to->fixed, stream->sample.bytes, header.fixed_len);
		to->fixed_len = header.fixed_len;
		to->sent_len = header.fixed_len;
		fill_content(stream, to);
	}
}

const struct event *json_stream_next(struct json_stream *stream)
{
	unsigned int type = types[below(stream, 100) < EXEC_PERCENT ? 0 :
				  below(stream, ARRAY_SIZE(types))];
	struct stream_record *to = &stream->types[type];
	struct stream_record next;
	unsigned int tries;
	unsigned int count;

	for (tries = 0; tries < TRIES_MAX; tries++) {
		next = *to;
		for (count = below(stream, 4); count; count--)
			change(stream, &next, type);
		build(&stream->sample, &next);
		if (procmon_decode(stream->sample.bytes,
				   sizeof(stream->sample.bytes),
				   &stream->record, NULL) == 0)
			break;
	}
	if (tries == TRIES_MAX)
		abort();
	*to = next;
	if (below(stream, 50) == 0)
		change_known(stream);
	return &stream->event;
}

unsigned int json_stream_type(size_t idx)
{
	return idx < ARRAY_SIZE(types) ? types[idx] : 0;
}

const struct event *json_stream_word(struct json_stream *stream,
				     unsigned int type, unsigned int word)
{
	struct stream_record changed = stream->types[type];

	if (word >= changed.fixed_len / 4)
		return NULL;
	if (word)
		changed.fixed[4 * word] ^= 1;
	stream->known.boot_id[0] = 1;
	build(&stream->sample, &changed);
	if (procmon_decode(stream->sample.bytes, sizeof(stream->sample.bytes),
			   &stream->record, NULL) < 0)
		return NULL;
	return &stream->event;
}
