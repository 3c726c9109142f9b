// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_host.c - the host that a stream is from. It must not know who says
 * which that is.
 */
#include "kind.h"

static bool get_host_id(const struct field *field, const struct event *event,
			struct value *ret_value)
{
	(void)field;
	return value_of_text(event->stream->host_id, ret_value);
}

static bool get_host_name(const struct field *field, const struct event *event,
			  struct value *ret_value)
{
	(void)field;
	return value_of_text(event->stream->host_name, ret_value);
}

/* Who says it keeps the text as it is. */
static bool same_host_id(const struct field *field, const struct event *event,
			 const struct event *before)
{
	(void)field;
	return event->stream->host_id == before->stream->host_id;
}

static bool same_host_name(const struct field *field, const struct event *event,
			   const struct event *before)
{
	(void)field;
	return event->stream->host_name == before->stream->host_name;
}

const struct kind kind_host_id = {
	"string", 32, false, false, get_host_id, text_json, text_text,
	SOURCE_MORE, same_host_id
};

const struct kind kind_host_name = {
	"string", 16, false, true, get_host_name, text_json, text_text,
	SOURCE_MORE, same_host_name
};

/*
 * A device of OCSF has a name, an id or an address. Where nobody says which
 * host it is, its boot still tells it from all others.
 */
static bool get_device_name(const struct field *field,
			    const struct event *event, struct value *ret_value)
{
	const struct stream *stream = event->stream;

	(void)field;
	(void)ret_value;
	return !stream->host_id && !stream->host_name;
}

static void device_name_text(const struct field *field,
			     const struct event *event,
			     const struct value *value, struct buffer *buffer)
{
	if (stream_has_boot_id(event->stream))
		kind_boot_id.text(field, event, value, buffer);
	else
		buffer_text(buffer, "unknown");
}

const struct kind kind_ocsf_device_name = {
	.json_type = "string", .get = get_device_name, .json = string_json,
	.text = device_name_text, .source = SOURCE_MORE, .same = same_boot_id,
};
