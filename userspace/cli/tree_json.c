// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree_json.c - a process of the tree as a JSON object in a line, with the keys
 * that records have. It must not know which processes are shown.
 */
#include "tree.h"

#include <string.h>

#include "kind.h"
#include "text.h"

/* Keys whose text was escaped. */
#define ESCAPED_MAX	8

/**
 * struct object - An object that is written.
 * @tree: the tree.
 * @process: the process.
 * @buffer: where to.
 * @is_first: nothing stands in the innermost level yet.
 * @escaped: keys whose text was escaped.
 * @escaped_count: how many.
 */
struct object {
	const struct tree *tree;
	const struct procmon_live *process;
	struct buffer *buffer;
	bool is_first;
	const char *escaped[ESCAPED_MAX];
	unsigned int escaped_count;
};

static const struct field any_field = { .structure = STRUCTURE_EXEC };

static void write_key(struct object *object, const char *key)
{
	if (!object->is_first)
		buffer_char(object->buffer, ',');
	object->is_first = false;
	json_name(object->buffer, key);
	buffer_char(object->buffer, ':');
}

static void open_level(struct object *object, const char *key)
{
	write_key(object, key);
	buffer_char(object->buffer, '{');
	object->is_first = true;
}

static void close_level(struct object *object)
{
	buffer_char(object->buffer, '}');
	object->is_first = false;
}

static void write_number(struct object *object, const char *key,
			 uint64_t number)
{
	write_key(object, key);
	json_number(object->buffer, number);
}

/* An id, or what may be over 2^53. */
static void write_id(struct object *object, const char *key, uint64_t number)
{
	write_key(object, key);
	buffer_char(object->buffer, '"');
	buffer_number(object->buffer, number);
	buffer_char(object->buffer, '"');
}

static void write_name(struct object *object, const char *key,
		       const char *name)
{
	write_key(object, key);
	json_name(object->buffer, name);
}

static void write_true(struct object *object, const char *key)
{
	write_key(object, key);
	buffer_text(object->buffer, "true");
}

/* @path: the whole key. */
static void write_bytes(struct object *object, const char *key,
			const char *path, const struct kind *kind,
			const struct procmon_bytes *bytes)
{
	struct value value = { .bytes = *bytes };
	bool is_escaped = false;

	if (!bytes->bytes)
		return;
	write_key(object, key);
	kind->json(&any_field, NULL, &value, object->buffer, &is_escaped);
	if (is_escaped)
		object->escaped[object->escaped_count++] = path;
}

static void write_comm(struct object *object, const char *path,
		       const char comm[PROCMON_COMM_LEN])
{
	uint32_t len = (uint32_t)strnlen(comm, PROCMON_COMM_LEN);
	struct procmon_bytes bytes = {
		.bytes = (const unsigned char *)comm,
		.len = len, .head = len, .total = len,
	};

	write_bytes(object, "name", path, &kind_text, &bytes);
}

static void write_time(struct object *object, const char *key, uint64_t ns)
{
	static const struct field field = { .kind = &kind_time };
	struct value value = { .number = ns };
	bool is_escaped;

	write_key(object, key);
	kind_time.json(&field, NULL, &value, object->buffer, &is_escaped);
}

static void write_start(struct object *object, uint64_t start)
{
	const struct stream *stream = &object->tree->stream;

	if (stream->has_boot)
		write_time(object, "start", start + stream->real_minus_boot);
}

static void write_entity(struct object *object, uint32_t tgid, uint64_t start)
{
	struct event event = { .stream = &object->tree->stream };

	if (!stream_has_boot_id(&object->tree->stream))
		return;
	write_key(object, "entity_id");
	buffer_char(object->buffer, '"');
	entity_write(&event, tgid, start, object->buffer);
	buffer_char(object->buffer, '"');
}

static void write_parent(struct object *object)
{
	const struct procmon_live *parent =
		procmon_processes_parent(object->process);

	if (!parent)
		return;
	open_level(object, "parent");
	write_number(object, "pid", parent->identity.tgid);
	write_entity(object, parent->identity.tgid,
		     parent->identity.start_boottime);
	close_level(object);
}

static void write_leader(struct object *object, const char *key, uint32_t pid)
{
	open_level(object, key);
	write_number(object, "pid", pid);
	close_level(object);
}

static void write_owner(struct object *object, const char *key, uint32_t id)
{
	open_level(object, key);
	write_id(object, "id", id);
	close_level(object);
}

static void write_process(struct object *object,
			  const struct procmon_record *ended)
{
	const struct procmon_live *process = object->process;
	const struct procmon_identity *identity = &process->identity;

	open_level(object, "process");
	write_number(object, "pid", identity->tgid);
	write_entity(object, identity->tgid, identity->start_boottime);
	write_start(object, identity->start_boottime);
	write_comm(object, "process.name", process->comm);
	write_bytes(object, "executable", "process.executable", &kind_text,
		    &process->exe);
	write_bytes(object, "args", "process.args", &kind_args,
		    &process->argv);
	write_parent(object);
	write_leader(object, "group_leader", identity->pgid);
	write_leader(object, "session_leader", identity->sid);
	write_owner(object, "real_user", process->creds.uid);
	write_owner(object, "user", process->creds.euid);
	write_owner(object, "real_group", process->creds.gid);
	write_owner(object, "group", process->creds.egid);
	if (ended && !ended->exit.signal)
		write_number(object, "exit_code", ended->exit.code);
	close_level(object);
}

static bool is_absent(const struct object *object, unsigned int field)
{
	return object->process->absent.bits[field / 64] >> field % 64 & 1;
}

static void write_cgroup(struct object *object)
{
	if (is_absent(object, PROCMON_FIELD_CGROUP))
		return;
	open_level(object, "cgroup");
	write_bytes(object, "path", "procmon.cgroup.path", &kind_text,
		    &object->process->cgroup);
	write_id(object, "id", object->process->cgroup_id);
	close_level(object);
}

/* As records have it. */
static void write_container(struct object *object)
{
	struct container container;

	if (!tree_find_container(&object->process->cgroup, &container))
		return;
	open_level(object, "container");
	write_name(object, "id", container.id);
	if (container.runtime)
		write_name(object, "runtime", container.runtime);
	close_level(object);
	if (!container.pod_uid[0])
		return;
	open_level(object, "orchestrator");
	open_level(object, "resource");
	write_name(object, "id", container.pod_uid);
	write_name(object, "type", "pod");
	close_level(object);
	write_name(object, "type", "kubernetes");
	close_level(object);
}

static void write_namespaces(struct object *object)
{
	const struct procmon_namespaces *namespaces =
		&object->process->namespaces;
	const struct {
		const char *name;
		uint32_t number;
	} rows[] = {
		{ "pid", namespaces->pid }, { "net", namespaces->net },
		{ "uts", namespaces->uts }, { "ipc", namespaces->ipc },
		{ "user", namespaces->user }, { "cgroup", namespaces->cgroup },
		{ "time", namespaces->time }, { "mnt", namespaces->mnt },
	};
	size_t i;

	open_level(object, "namespaces");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].number)
			write_id(object, rows[i].name, rows[i].number);
	close_level(object);
}

static void write_escaped(struct object *object)
{
	unsigned int i;

	if (!object->escaped_count)
		return;
	write_key(object, "escaped");
	buffer_char(object->buffer, '[');
	for (i = 0; i < object->escaped_count; i++) {
		if (i)
			buffer_char(object->buffer, ',');
		json_name(object->buffer, object->escaped[i]);
	}
	buffer_char(object->buffer, ']');
}

/* What a process that was told to end was told with. */
static void write_signal(struct object *object,
			 const struct procmon_record *ended)
{
	if (!ended || !ended->exit.signal)
		return;
	open_level(object, "exit");
	write_key(object, "signal");
	buffer_char(object->buffer, '"');
	names_write(object->buffer, &signal_names, ended->exit.signal);
	buffer_char(object->buffer, '"');
	if (ended->exit.flags & PROCMON_LIFE_CORE)
		write_true(object, "core_dumped");
	close_level(object);
}

static void write_rest(struct object *object,
		       const struct procmon_record *ended)
{
	const struct procmon_live *process = object->process;

	open_level(object, "procmon");
	write_number(object, "depth", tree_depth(object->tree, process));
	write_id(object, "start_boottime", process->identity.start_boottime);
	if (process->identity.exec_id)
		write_number(object, "exec_id", process->identity.exec_id);
	if (process->loginuid != UINT32_MAX &&
	    !is_absent(object, PROCMON_FIELD_LOGINUID))
		write_owner(object, "login_user", process->loginuid);
	write_cgroup(object);
	write_namespaces(object);
	if (process->flags & PROCMON_LIVE_KERNEL)
		write_true(object, "kernel_thread");
	if (process->flags & PROCMON_LIVE_MOVED)
		write_true(object, "moved");
	write_signal(object, ended);
	write_escaped(object);
	close_level(object);
}

void tree_write_json(const struct tree *tree, const struct procmon_live *process,
		     const char *action, const struct procmon_record *record,
		     struct buffer *buffer)
{
	struct event event = { .record = record, .stream = &tree->stream };
	const struct procmon_record *ended =
		record && record->header.type == PROCMON_TYPE_EXIT ? record :
								     NULL;
	struct object object = {
		.tree = tree, .process = process, .buffer = buffer,
		.is_first = true,
	};
	uint64_t now;

	buffer_char(buffer, '{');
	if (record && event_time(&event, &now))
		write_time(&object, "@timestamp", now);
	open_level(&object, "event");
	write_key(&object, "action");
	json_name(buffer, action);
	if (record)
		write_number(&object, "sequence", record->header.seq);
	close_level(&object);
	write_process(&object, ended);
	write_rest(&object, ended);
	write_container(&object);
	buffer_text(buffer, "}\n");
}

static void write_one(const struct tree *tree,
		      const struct procmon_live *process, unsigned int depth,
		      const char *branch, void *context)
{
	(void)depth;
	(void)branch;
	tree_write_json(tree, process, "running", NULL, context);
}

size_t tree_write(const struct tree *tree, struct buffer *buffer)
{
	if (tree->options->is_json)
		return tree_walk(tree, write_one, buffer);
	return tree_write_table(tree, buffer);
}
