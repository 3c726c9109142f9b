// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_time.c - times, and the names that are made of them. It must not know
 * which fields there are.
 */
#include <string.h>
#include <time.h>

#include "kind.h"
#include "text.h"

#define NS_PER_SECOND	1000000000

/* Seconds since the epoch and ns; rounds down, also before the epoch. */
static uint64_t split(uint64_t ns, time_t *ret_seconds)
{
	int64_t signed_ns = (int64_t)ns;
	int64_t seconds = signed_ns / NS_PER_SECOND;
	int64_t rest = signed_ns % NS_PER_SECOND;

	if (rest < 0) {
		rest += NS_PER_SECOND;
		seconds--;
	}
	*ret_seconds = (time_t)seconds;
	return (uint64_t)rest;
}

/* Of what is reckoned from several members, as times are. */
bool same_number(const struct field *field, const struct event *event,
		 const struct event *before)
{
	struct value value_before;
	struct value value;

	return field->kind->get(field, event, &value) &&
	       field->kind->get(field, before, &value_before) &&
	       value.number == value_before.number;
}

/* Of a date, up to the point; as long as the name with the NUL behind it. */
#define SECOND_LEN	sizeof("YYYY-MM-DDThh:mm:ss")

static void second_write(time_t seconds, struct buffer *buffer)
{
	struct tm tm = { 0 };

	gmtime_r(&seconds, &tm);
	buffer_padded(buffer, (uint64_t)tm.tm_year + 1900, 4);
	buffer_char(buffer, '-');
	buffer_padded(buffer, (uint64_t)tm.tm_mon + 1, 2);
	buffer_char(buffer, '-');
	buffer_padded(buffer, (uint64_t)tm.tm_mday, 2);
	buffer_char(buffer, 'T');
	buffer_padded(buffer, (uint64_t)tm.tm_hour, 2);
	buffer_char(buffer, ':');
	buffer_padded(buffer, (uint64_t)tm.tm_min, 2);
	buffer_char(buffer, ':');
	buffer_padded(buffer, (uint64_t)tm.tm_sec, 2);
	buffer_char(buffer, '.');
}

/* RFC 3339, UTC. 64 bits of ns stay between the years 1677 and 2262. */
static void date_text(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer)
{
	/* the next date is mostly of the same second */
	static char last[SECOND_LEN];
	static time_t last_seconds;
	time_t seconds;
	uint64_t ns;

	(void)field;
	(void)event;
	ns = split(value->number, &seconds);
	if (*last && seconds == last_seconds) {
		buffer_add(buffer, last, sizeof(last));
	} else {
		second_write(seconds, buffer);
		memcpy(last, buffer->data + buffer->len - sizeof(last),
		       sizeof(last));
		last_seconds = seconds;
	}
	buffer_padded(buffer, ns, 9);
	buffer_char(buffer, 'Z');
}

const struct kind kind_time = {
	"string (RFC 3339, UTC)", 30, false, false, get_number, string_json,
	date_text,
	SOURCE_MEMBER, NULL
};

static bool get_clock(const struct field *field, const struct event *event,
		      struct value *ret_value)
{
	(void)field;
	return event_time(event, &ret_value->number);
}

/* What a person at this machine reads on the wall. */
static void clock_text(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer)
{
	struct tm tm = { 0 };
	time_t seconds;
	uint64_t ns;

	(void)field;
	(void)event;
	ns = split(value->number, &seconds);
	localtime_r(&seconds, &tm);
	buffer_padded(buffer, (uint64_t)tm.tm_hour, 2);
	buffer_char(buffer, ':');
	buffer_padded(buffer, (uint64_t)tm.tm_min, 2);
	buffer_char(buffer, ':');
	buffer_padded(buffer, (uint64_t)tm.tm_sec, 2);
	buffer_char(buffer, '.');
	buffer_padded(buffer, ns / 1000000, 3);
}

/* A program elsewhere needs the date too. */
static void clock_json(const struct field *field, const struct event *event,
		       const struct value *value, struct buffer *buffer,
		       bool *is_escaped)
{
	(void)is_escaped;
	buffer_char(buffer, '"');
	date_text(field, event, value, buffer);
	buffer_char(buffer, '"');
}

const struct kind kind_clock = {
	"string (RFC 3339, UTC)", 12, false, false, get_clock, clock_json,
	clock_text,
	SOURCE_MORE, same_number
};

static bool get_boottime(const struct field *field, const struct event *event,
			 struct value *ret_value)
{
	return get_number(field, event, ret_value) &&
	       event_from_boottime(event, ret_value->number,
				   &ret_value->number);
}

const struct kind kind_boottime = {
	"string (RFC 3339, UTC)", 30, false, false, get_boottime, string_json,
	date_text,
	SOURCE_MORE, same_number
};

static void uuid_write(struct buffer *buffer, const unsigned char *bytes)
{
	static const unsigned char groups[] = { 4, 2, 2, 2, 6 };
	size_t i;

	for (i = 0; i < sizeof(groups); i++) {
		if (i)
			buffer_char(buffer, '-');
		buffer_hex(buffer, bytes, groups[i]);
		bytes += groups[i];
	}
}

bool same_boot_id(const struct field *field, const struct event *event,
		  const struct event *before)
{
	(void)field;
	return memcmp(event->stream->boot_id, before->stream->boot_id,
		      sizeof(event->stream->boot_id)) == 0;
}

static void boot_id_text(const struct field *field, const struct event *event,
			 const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)value;
	uuid_write(buffer, event->stream->boot_id);
}

/* stream_learn() has taken it from SENSOR_START already. */
static bool get_boot_id(const struct field *field, const struct event *event,
			struct value *ret_value)
{
	(void)field;
	(void)ret_value;
	return stream_has_boot_id(event->stream);
}

const struct kind kind_boot_id = {
	"string (UUID)", 36, false, false, get_boot_id, string_json,
	boot_id_text,
	SOURCE_MORE, same_boot_id
};

/*
 * What names a process on every host and for ever: boot, process id, start.
 * The member is the start.
 */
static bool get_entity(const struct field *field, const struct event *event,
		       struct value *ret_value)
{
	return stream_has_boot_id(event->stream) &&
	       get_number(field, event, ret_value);
}

/* The rest is about the process id, which each kind has from elsewhere. */
static bool same_start(const struct field *field, const struct event *event,
		       const struct event *before)
{
	return memcmp(member(field, event), member(field, before),
		      field->size) == 0;
}

void entity_write(const struct event *event, uint32_t tgid, uint64_t start,
		  struct buffer *buffer)
{
	uuid_write(buffer, event->stream->boot_id);
	buffer_char(buffer, '-');
	buffer_number(buffer, tgid);
	buffer_char(buffer, '-');
	buffer_number(buffer, start);
}

static uint32_t tgid_of(const struct procmon_record *record)
{
	switch (record->header.type) {
	case PROCMON_TYPE_READER:
		return record->reader.actor.tgid;
	case PROCMON_TYPE_CONFIG:
		return record->config.actor.tgid;
	default:
		return event_identity(record)->tgid;
	}
}

static bool same_entity(const struct field *field, const struct event *event,
			const struct event *before)
{
	return same_boot_id(field, event, before) &&
	       tgid_of(event->record) == tgid_of(before->record) &&
	       same_start(field, event, before);
}

static void entity_text(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer)
{
	(void)field;
	entity_write(event, tgid_of(event->record), value->number, buffer);
}

const struct kind kind_entity = {
	"string", 50, false, false, get_entity, string_json, entity_text,
	SOURCE_MORE, same_entity
};

static bool same_parent_entity(const struct field *field,
			       const struct event *event,
			       const struct event *before)
{
	return same_boot_id(field, event, before) &&
	       event_identity(event->record)->ppid ==
	       event_identity(before->record)->ppid &&
	       same_start(field, event, before);
}

static void parent_entity_text(const struct field *field,
			       const struct event *event,
			       const struct value *value,
			       struct buffer *buffer)
{
	(void)field;
	entity_write(event, event_identity(event->record)->ppid,
		     value->number, buffer);
}

const struct kind kind_parent_entity = {
	"string", 50, false, false, get_entity, string_json,
	parent_entity_text,
	SOURCE_MORE, same_parent_entity
};

/* The member is start_boottime of a struct procmon_peer. */
static uint32_t peer_tgid(const struct field *field, const struct event *event)
{
	const unsigned char *at = member(field, event);
	struct procmon_peer peer;

	memcpy(&peer, at - offsetof(struct procmon_peer, start_boottime),
	       sizeof(peer));
	return peer.tgid;
}

static bool same_peer_entity(const struct field *field,
			     const struct event *event,
			     const struct event *before)
{
	return same_boot_id(field, event, before) &&
	       peer_tgid(field, event) == peer_tgid(field, before) &&
	       same_start(field, event, before);
}

static void peer_entity_text(const struct field *field,
			     const struct event *event,
			     const struct value *value, struct buffer *buffer)
{
	entity_write(event, peer_tgid(field, event), value->number, buffer);
}

const struct kind kind_peer_entity = {
	"string", 50, false, false, get_entity, string_json, peer_entity_text,
	SOURCE_MORE, same_peer_entity
};
