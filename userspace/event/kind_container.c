// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_container.c - what the path of a cgroup tells of containers. It must not
 * know which fields there are, nor how a path is read.
 */
#include <string.h>

#include "container.h"
#include "kind.h"

/* A longer one is read anew for each field. */
#define PATH_MAX_BYTES	256
/* Of a UUID. */
#define UUID_DIGITS	32

/*
 * One path is asked for some fields, and mostly that of the record before: it
 * is read once.
 */
static struct {
	unsigned char path[PATH_MAX_BYTES];
	size_t len;
	struct container container;
} last;

static const struct container *container_of_path(const void *path, size_t len)
{
	if (len && len == last.len && memcmp(path, last.path, len) == 0)
		return &last.container;
	container_find(path, len, &last.container);
	last.len = len <= sizeof(last.path) ? len : 0;
	memcpy(last.path, path, last.len);
	return &last.container;
}

/*
 * Return: what the path tells, until the next one is read; NULL: there is no
 * path, or not the whole of it.
 */
static const struct container *get(const struct field *field,
				   const struct event *event)
{
	struct value value;

	if (!get_string(field, event, &value) ||
	    value.bytes.total != value.bytes.len)
		return NULL;
	return container_of_path(value.bytes.bytes, value.bytes.len);
}

/* What is not told is empty, or not there at all. */
static bool take(const char *text, struct value *ret_value)
{
	ret_value->name = text;
	return text && *text;
}

static bool get_id(const struct field *field, const struct event *event,
		   struct value *ret_value)
{
	const struct container *container = get(field, event);

	return container && take(container->id, ret_value);
}

static bool get_runtime(const struct field *field, const struct event *event,
			struct value *ret_value)
{
	const struct container *container = get(field, event);

	return container && take(container->runtime, ret_value);
}

static bool get_pod_uid(const struct field *field, const struct event *event,
			struct value *ret_value)
{
	const struct container *container = get(field, event);

	return container && take(container->pod_uid, ret_value);
}

/* First of its names, of whatever is in a pod. */
static bool get_in_pod(const struct field *field, const struct event *event,
		       struct value *ret_value)
{
	if (!get_pod_uid(field, event, ret_value))
		return false;
	ret_value->name = names_find(field->names, 0);
	return true;
}

/* A container of OCSF has an id. */
static bool get_container_pod(const struct field *field,
			      const struct event *event,
			      struct value *ret_value)
{
	return get_id(field, event, ret_value) &&
	       get_pod_uid(field, event, ret_value);
}

static bool get_container_in_pod(const struct field *field,
				 const struct event *event,
				 struct value *ret_value)
{
	return get_id(field, event, ret_value) &&
	       get_in_pod(field, event, ret_value);
}

/* Letters and digits, or constant. */
static void name_text(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_text(buffer, value->name);
}

/* Of a uid that is 32 digits alone, the type asks for hyphens all the same. */
static void uuid_text(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer)
{
	size_t i;

	if (strlen(value->name) != UUID_DIGITS) {
		name_text(field, event, value, buffer);
		return;
	}
	for (i = 0; i < UUID_DIGITS; i++) {
		if (i >= 8 && i <= 20 && i % 4 == 0)
			buffer_char(buffer, '-');
		buffer_char(buffer, value->name[i]);
	}
}

const struct kind kind_container_id = {
	"string", 12, false, true, get_id, string_json, name_text,
	SOURCE_CONTENT, same_string
};

const struct kind kind_container_runtime = {
	"string", 10, false, false, get_runtime, string_json, name_text,
	SOURCE_CONTENT, same_string
};

const struct kind kind_pod_uid = {
	"string", 36, false, false, get_pod_uid, string_json, name_text,
	SOURCE_CONTENT, same_string
};

const struct kind kind_in_pod = {
	"string", 10, false, false, get_in_pod, string_json, name_text,
	SOURCE_CONTENT, same_string
};

const struct kind kind_ocsf_pod = {
	.json_type = "string (UUID)", .get = get_container_pod,
	.json = string_json, .text = uuid_text,
	.source = SOURCE_CONTENT, .same = same_string,
};

const struct kind kind_ocsf_in_pod = {
	.json_type = "string", .get = get_container_in_pod,
	.json = string_json, .text = name_text, .source = SOURCE_CONTENT, .same = same_string,
};
