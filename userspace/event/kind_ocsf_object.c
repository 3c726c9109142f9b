// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_ocsf_object.c - objects of OCSF that are made of several members of a
 * record: the actor, the file, variables, groups, ancestors. It must not know
 * which fields there are.
 */
#include <string.h>

#include "kind.h"
#include "text.h"

/**
 * struct actor - Who acted upon the process of a record.
 * @tgid: process id.
 * @start: start_boottime.
 * @uid: real user id.
 * @has_uid: it is known.
 * @comm: name of the task, PROCMON_COMM_LEN; NULL: not known.
 */
struct actor {
	uint32_t tgid;
	uint64_t start;
	uint32_t uid;
	bool has_uid;
	const char *comm;
};

static struct actor actor_of_peer(const struct procmon_peer *peer)
{
	return (struct actor) {
		.tgid = peer->tgid, .start = peer->start_boottime,
		.uid = peer->uid, .has_uid = true, .comm = peer->comm,
	};
}

/* An exec is done by the image before: what it was called, who it was. */
static struct actor actor_of_exec(const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;
	struct actor actor = {
		.tgid = exec->identity.tgid,
		.start = exec->identity.start_boottime,
		.uid = exec->creds.uid, .has_uid = true, .comm = exec->comm,
	};

	if (record->header.type != PROCMON_TYPE_EXEC)
		return actor;
	actor.uid = exec->creds_before.uid;
	actor.has_uid = !procmon_field_missing(exec,
					       PROCMON_FIELD_CREDS_BEFORE,
					       NULL);
	actor.comm = procmon_field_missing(exec, PROCMON_FIELD_PREV_COMM,
					   NULL) ? NULL : exec->prev_comm;
	return actor;
}

/* Where nobody else is known to have acted, the process did. */
static struct actor actor_of(const struct procmon_record *record)
{
	const struct procmon_process *process = procmon_record_process(record);
	const struct procmon_peer *peer = NULL;

	if (!process)
		return actor_of_exec(record);
	if (record->header.type == PROCMON_TYPE_FORK)
		peer = &record->fork.creator;
	if (record->header.type == PROCMON_TYPE_PTRACE)
		peer = &record->ptrace.tracer;
	if (record->header.type == PROCMON_TYPE_COMM)
		peer = &record->comm.actor;
	if (peer && peer->tgid)
		return actor_of_peer(peer);
	return (struct actor) {
		.tgid = process->identity.tgid,
		.start = process->identity.start_boottime,
		.uid = record->header.type == PROCMON_TYPE_UID ?
		       record->creds.before.uid : process->creds.uid,
		.has_uid = true, .comm = process->comm,
	};
}

static bool get_actor_pid(const struct field *field, const struct event *event,
			  struct value *ret_value)
{
	(void)field;
	ret_value->number = actor_of(event->record).tgid;
	return true;
}

const struct kind kind_ocsf_actor_pid = {
	.json_type = "number", .get = get_actor_pid, .json = plain_json,
	.source = SOURCE_MORE, .same = same_number,
};

static bool get_actor_entity(const struct field *field,
			     const struct event *event,
			     struct value *ret_value)
{
	(void)field;
	(void)ret_value;
	return stream_has_boot_id(event->stream);
}

static void actor_entity_json(const struct field *field,
			      const struct event *event,
			      const struct value *value, struct buffer *buffer,
			      bool *is_escaped)
{
	const struct actor actor = actor_of(event->record);

	(void)field;
	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '"');
	entity_write(event, actor.tgid, actor.start, buffer);
	buffer_char(buffer, '"');
}

static bool same_actor_entity(const struct field *field,
			      const struct event *event,
			      const struct event *before)
{
	const struct actor actor_before = actor_of(before->record);
	const struct actor actor = actor_of(event->record);

	return same_boot_id(field, event, before) &&
	       actor.tgid == actor_before.tgid &&
	       actor.start == actor_before.start;
}

const struct kind kind_ocsf_actor_entity = {
	.json_type = "string", .get = get_actor_entity,
	.json = actor_entity_json,
	.source = SOURCE_MORE, .same = same_actor_entity,
};

static bool get_actor_user(const struct field *field,
			   const struct event *event, struct value *ret_value)
{
	const struct actor actor = actor_of(event->record);

	(void)field;
	ret_value->number = actor.uid;
	return actor.has_uid;
}

static void id_json(const struct field *field, const struct event *event,
		    const struct value *value, struct buffer *buffer,
		    bool *is_escaped)
{
	buffer_char(buffer, '"');
	plain_json(field, event, value, buffer, is_escaped);
	buffer_char(buffer, '"');
}

const struct kind kind_ocsf_actor_user = {
	.json_type = "string (decimal)", .get = get_actor_user,
	.json = id_json, .source = SOURCE_MORE, .same = same_number,
};

static bool get_actor_name(const struct field *field,
			   const struct event *event, struct value *ret_value)
{
	const struct actor actor = actor_of(event->record);
	uint32_t len;

	(void)field;
	if (!actor.comm)
		return false;
	len = (uint32_t)strnlen(actor.comm, PROCMON_COMM_LEN);
	ret_value->bytes = (struct procmon_bytes) {
		.bytes = (const unsigned char *)actor.comm,
		.len = len, .head = len, .total = len,
	};
	return true;
}

static void bytes_json(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer,
		       bool *is_escaped)
{
	(void)field;
	(void)event;
	*is_escaped = !bytes_are_utf8(&value->bytes);
	json_bytes(buffer, &value->bytes, *is_escaped);
}

static bool same_actor_name(const struct field *field,
			    const struct event *event,
			    const struct event *before)
{
	const struct actor actor_before = actor_of(before->record);
	const struct actor actor = actor_of(event->record);

	(void)field;
	return actor.comm && actor_before.comm &&
	       memcmp(actor.comm, actor_before.comm, PROCMON_COMM_LEN) == 0;
}

const struct kind kind_ocsf_actor_name = {
	.json_type = "string", .get = get_actor_name, .json = bytes_json,
	.source = SOURCE_MORE, .same = same_actor_name,
};

/* The last part of a path. A file of OCSF has a name, if only an empty one. */
static bool get_file_name(const struct field *field, const struct event *event,
			  struct value *ret_value)
{
	const struct procmon_exec *exec = &event->record->exec;
	struct procmon_bytes *name = &ret_value->bytes;
	uint32_t start;

	*name = (struct procmon_bytes) { .bytes = (const unsigned char *)"" };
	if (procmon_field_missing(exec, PROCMON_FIELD_EXE, NULL) ||
	    !get_string(field, event, ret_value))
		return !procmon_field_missing(exec, PROCMON_FIELD_EXE_FILE,
					      NULL);
	start = name->len;
	while (start && name->bytes[start - 1] != '/')
		start--;
	name->bytes += start;
	name->len -= start;
	name->head = name->head > start ? name->head - start : 0;
	name->total -= start;
	return true;
}

const struct kind kind_ocsf_file_name = {
	.json_type = "string", .get = get_file_name, .json = bytes_json,
	.source = SOURCE_CONTENT, .same = same_string,
};

/* By bits 12 to 15 of st_mode. */
static bool get_file_type(const struct field *field, const struct event *event,
			  struct value *ret_value)
{
	static const unsigned char types[16] = {
		[001] = 6, [002] = 3, [004] = 2, [006] = 4, [010] = 1,
		[012] = 7, [014] = 5,
	};
	const struct procmon_exec *exec = &event->record->exec;

	(void)field;
	ret_value->number = 0;
	if (!procmon_field_missing(exec, PROCMON_FIELD_EXE_FILE, NULL)) {
		ret_value->number = types[exec->exe_file.mode >> 12 & 017];
		return true;
	}
	return exec->exe.off &&
	       !procmon_field_missing(exec, PROCMON_FIELD_EXE, NULL);
}

const struct kind kind_ocsf_file_type = {
	.json_type = "number", .get = get_file_type, .json = plain_json,
	.source = SOURCE_MORE, .same = same_number,
};

/*
 * Arguments as a kind of their own writes them, one after another: what was
 * cut out makes one element of what is left of the first and the last.
 */
struct variable {
	struct buffer *buffer;
	bool is_escaped;
	bool is_first;
	bool is_open;
	bool has_value;
};

static void variable_open(struct variable *variable)
{
	if (variable->is_open)
		return;
	buffer_text(variable->buffer, variable->is_first ? "{\"name\":\"" :
		    ",{\"name\":\"");
	variable->is_first = false;
	variable->is_open = true;
	variable->has_value = false;
}

static void variable_close(struct variable *variable)
{
	if (!variable->is_open)
		return;
	buffer_text(variable->buffer, variable->has_value ? "\"}" :
		    "\",\"value\":\"\"}");
	variable->is_open = false;
}

static void variable_add(struct variable *variable, const unsigned char *bytes,
			 size_t len)
{
	const unsigned char *equals = NULL;
	size_t name_len = len;

	if (!variable->has_value)
		equals = memchr(bytes, '=', len);
	if (equals)
		name_len = (size_t)(equals - bytes);
	json_raw_text(variable->buffer, bytes, name_len, variable->is_escaped);
	if (!equals)
		return;
	buffer_text(variable->buffer, "\",\"value\":\"");
	variable->has_value = true;
	json_raw_text(variable->buffer, equals + 1, len - name_len - 1,
		      variable->is_escaped);
}

static bool is_piece(const struct procmon_arg *arg)
{
	return arg->kind == PROCMON_ARG_HEAD || arg->kind == PROCMON_ARG_CUT;
}

static void variables_json(const struct field *field,
			   const struct event *event,
			   const struct value *value, struct buffer *buffer,
			   bool *is_escaped)
{
	struct variable variable = { .buffer = buffer, .is_first = true };
	const struct procmon_bytes *block = &value->bytes;
	struct procmon_arg arg;
	uint64_t position = 0;

	(void)field;
	(void)event;
	*is_escaped = !args_are_utf8(block);
	variable.is_escaped = *is_escaped;
	buffer_char(buffer, '[');
	while (procmon_args_next(block, &position, &arg)) {
		if (!is_piece(&arg) && arg.kind != PROCMON_ARG_TAIL)
			variable_close(&variable);
		variable_open(&variable);
		if (arg.kind == PROCMON_ARG_CUT)
			text_cut_marker(buffer, arg.len);
		else
			variable_add(&variable, arg.bytes, arg.len);
		if (!is_piece(&arg))
			variable_close(&variable);
	}
	variable_close(&variable);
	buffer_char(buffer, ']');
}

const struct kind kind_ocsf_variables = {
	.json_type = "array of objects", .get = get_string,
	.json = variables_json,
	.source = SOURCE_CONTENT, .same = same_string,
};

/*
 * An array of OCSF cannot tell "NAME" from "NAME=": the numbers of elements
 * that are the former. A cut and what is left on both sides are one element.
 */
static unsigned int bare_write(const struct procmon_bytes *block,
			       struct buffer *buffer)
{
	unsigned int count = 0;
	struct procmon_arg arg;
	uint64_t position = 0;
	uint64_t element = 0;
	bool is_open = false;

	while (procmon_args_next(block, &position, &arg)) {
		if (!is_piece(&arg) && arg.kind != PROCMON_ARG_TAIL &&
		    !memchr(arg.bytes, '=', arg.len)) {
			if (buffer && count)
				buffer_char(buffer, ',');
			if (buffer)
				buffer_number(buffer, element + is_open);
			count++;
		}
		if (is_open && !is_piece(&arg) && arg.kind != PROCMON_ARG_TAIL)
			element++;
		is_open = is_piece(&arg);
		element += !is_open;
	}
	return count;
}

static bool get_bare(const struct field *field, const struct event *event,
		     struct value *ret_value)
{
	return get_string(field, event, ret_value) &&
	       bare_write(&ret_value->bytes, NULL);
}

static void bare_json(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer,
		      bool *is_escaped)
{
	(void)field;
	(void)event;
	(void)is_escaped;
	buffer_char(buffer, '[');
	bare_write(&value->bytes, buffer);
	buffer_char(buffer, ']');
}

const struct kind kind_ocsf_bare = {
	.json_type = "array of numbers", .get = get_bare, .json = bare_json,
	.source = SOURCE_CONTENT, .same = same_string,
};
