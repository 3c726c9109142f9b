/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kind.h - kinds of values: how one is taken from a record, and how it looks
 * in JSON and in a table. It must not know which fields there are.
 */
#ifndef PROCMON_KIND_H
#define PROCMON_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "event.h"
#include "field.h"

/**
 * struct value - A value of a record.
 * @number: number, or ns since the epoch.
 * @bytes: bytes of a string.
 * @name: constant text.
 */
struct value {
	uint64_t number;
	struct procmon_bytes bytes;
	const char *name;
};

/**
 * enum source - What the JSON of a value is made from.
 * @SOURCE_UNKNOWN: not said; only of kinds that have no JSON.
 * @SOURCE_MEMBER: the bytes of the member.
 * @SOURCE_CONTENT: what the member refers to, wherever it is in the record.
 * @SOURCE_MORE: other members, or the stream, as well.
 * @SOURCE_LINE: which other values of the line were escaped.
 *
 * A line is made from the line before where the sources are the same. The
 * fixed length, field->applies() and the reasons of what is missing are judged
 * for all kinds alike.
 */
enum source {
	SOURCE_UNKNOWN,
	SOURCE_MEMBER,
	SOURCE_CONTENT,
	SOURCE_MORE,
	SOURCE_LINE,
};

/**
 * struct kind - A kind of values.
 * @json_type: its type in JSON, for people.
 * @width: columns that a table gives it at first.
 * @is_right: aligned to the right.
 * @is_text: from outside and of any length: a table may cut it.
 * @get: take it from the record; false: absent, or does not apply.
 * @json: append it as JSON; @is_escaped is set if the text in it is that of
 *	PROCMON_ESCAPE_JSON_BYTES.
 * @text: append it for a table.
 * @source: what @json makes it from.
 * @same: of SOURCE_CONTENT and SOURCE_MORE: would @json write the same for both
 *	records? They are of one structure. To be cheap it may say no.
 */
struct kind {
	const char *json_type;
	unsigned char width;
	bool is_right;
	bool is_text;
	bool (*get)(const struct field *field, const struct event *event,
		    struct value *ret_value);
	void (*json)(const struct field *field, const struct event *event,
		     const struct value *value, struct buffer *buffer,
		     bool *is_escaped);
	void (*text)(const struct field *field, const struct event *event,
		     const struct value *value, struct buffer *buffer);
	enum source source;
	bool (*same)(const struct field *field, const struct event *event,
		     const struct event *before);
};

/**
 * value_get() - Take a field from a record.
 * @field: the field.
 * @event: the record.
 * @ret_value: returned: the value.
 *
 * Return: true; false: absent, or does not apply.
 */
bool value_get(const struct field *field, const struct event *event,
	       struct value *ret_value);

/* Numbers: kind_number.c */
extern const struct kind kind_number;	/* JSON number; over 2^53 a string */
extern const struct kind kind_signed;
extern const struct kind kind_id;	/* decimal string */
extern const struct kind kind_wide;	/* decimal string of 64 bits */
extern const struct kind kind_hex;	/* "0x..." */
extern const struct kind kind_octal;	/* "0022" */
extern const struct kind kind_bool;
extern const struct kind kind_name;	/* one of names */
extern const struct kind kind_type;	/* likewise, of records */
extern const struct kind kind_name_plain; /* likewise; none: absent */
extern const struct kind kind_name_list;	/* likewise, as an array */
extern const struct kind kind_constant;	/* first of names */
extern const struct kind kind_flags;	/* those of names whose bits are set */
extern const struct kind kind_dirfd;	/* number; table: or AT_FDCWD */
extern const struct kind kind_device;	/* major and minor number */
extern const struct kind kind_total;	/* true length of string or array */

/* Users and groups, as this host calls them: kind_account.c */
extern const struct kind kind_user;	/* name or number, for tables */
extern const struct kind kind_user_name;
extern const struct kind kind_group_name;

/* Times and what names a process: kind_time.c */
extern const struct kind kind_clock;	/* time of the record */
extern const struct kind kind_time;	/* ns since the epoch */
extern const struct kind kind_boottime;	/* ns since boot, as a date */
extern const struct kind kind_boot_id;	/* of the stream */
extern const struct kind kind_entity;	/* boot, process id, start */
extern const struct kind kind_parent_entity;

extern const struct kind kind_peer_entity;	/* of struct procmon_peer */

/* The host, if the reader of the stream says which: kind_host.c */
extern const struct kind kind_host_id;
extern const struct kind kind_host_name;
extern const struct kind kind_ocsf_device_name; /* where nobody says */

/* What the path of a cgroup tells: kind_container.c */
extern const struct kind kind_container_id;
extern const struct kind kind_container_runtime;
extern const struct kind kind_pod_uid;
extern const struct kind kind_in_pod;	/* first of names, if in a pod */
extern const struct kind kind_ocsf_pod;
extern const struct kind kind_ocsf_in_pod;

/* What happened to a process: kind_life.c */
extern const struct kind kind_event_type;	/* for ECS */
extern const struct kind kind_details;	/* in short, for tables */
extern const struct kind kind_events;	/* which are recorded */

/* Text: kind_text.c */
extern const struct kind kind_text;
extern const struct kind kind_comm;	/* NUL-terminated */
extern const struct kind kind_digest;
extern const struct kind kind_args;	/* JSON array; table: shell words */
extern const struct kind kind_attempt;	/* likewise, behind what was asked for */
extern const struct kind kind_command;	/* shell words */

/* Arrays and sets: kind_list.c */
extern const struct kind kind_groups;
extern const struct kind kind_ancestors;
extern const struct kind kind_fds;
extern const struct kind kind_sockets;
extern const struct kind kind_missing;
extern const struct kind kind_fieldset;
extern const struct kind kind_errno_set;
extern const struct kind kind_counts;	/* __u64 by names */
extern const struct kind kind_redacted; /* what redact_record() took out */
extern const struct kind kind_escaped;	/* the encoder's own */

/* What OCSF calls a record, its types: kind_ocsf.c */
extern const struct kind kind_ocsf_class;
extern const struct kind kind_ocsf_category;
extern const struct kind kind_ocsf_activity;
extern const struct kind kind_ocsf_activity_name;
extern const struct kind kind_ocsf_type;
extern const struct kind kind_ocsf_severity;
extern const struct kind kind_ocsf_launch;
extern const struct kind kind_ocsf_status;
extern const struct kind kind_ocsf_constant; /* number, first of names */
extern const struct kind kind_ocsf_constants; /* all names, as an array */
extern const struct kind kind_ocsf_clock; /* time of the record, ms */
extern const struct kind kind_ocsf_time; /* ns since the epoch, as ms */
extern const struct kind kind_ocsf_boottime; /* ns since boot, as ms */
extern const struct kind kind_ocsf_long; /* JSON number, whatever its size */

/* Objects of OCSF: kind_ocsf_object.c and, of arrays, kind_list.c */
extern const struct kind kind_ocsf_actor_pid;
extern const struct kind kind_ocsf_actor_entity;
extern const struct kind kind_ocsf_actor_user;
extern const struct kind kind_ocsf_actor_name;
extern const struct kind kind_ocsf_file_name; /* last part of a path */
extern const struct kind kind_ocsf_file_type;
extern const struct kind kind_ocsf_variables; /* names and values */
extern const struct kind kind_ocsf_bare; /* which variables have no = */
extern const struct kind kind_ocsf_groups;
extern const struct kind kind_ocsf_ancestors;

/* Shared by the files above. */
bool get_number(const struct field *field, const struct event *event,
		struct value *ret_value);
bool get_string(const struct field *field, const struct event *event,
		struct value *ret_value);
bool get_member(const struct field *field, const struct event *event,
		struct value *ret_value);
bool string_is_same(const struct event *event,
		    const struct procmon_string *string,
		    const struct event *before,
		    const struct procmon_string *string_before);
bool same_number(const struct field *field, const struct event *event,
		 const struct event *before);
bool same_string(const struct field *field, const struct event *event,
		 const struct event *before);
bool same_boot_id(const struct field *field, const struct event *event,
		  const struct event *before);
bool args_are_utf8(const struct procmon_bytes *block);
void entity_write(const struct event *event, uint32_t tgid, uint64_t start,
		  struct buffer *buffer);
/* Text that is whole; NULL: there is none. */
bool value_of_text(const char *text, struct value *ret_value);
void text_json(const struct field *field, const struct event *event,
	       const struct value *value, struct buffer *buffer,
	       bool *is_escaped);
void text_text(const struct field *field, const struct event *event,
	       const struct value *value, struct buffer *buffer);
/* Digits, whatever the size: json_number() makes strings of large ones. */
void plain_json(const struct field *field, const struct event *event,
		const struct value *value, struct buffer *buffer,
		bool *is_escaped);
void string_json(const struct field *field, const struct event *event,
		 const struct value *value, struct buffer *buffer,
		 bool *is_escaped);

/* Where the record's structure has a member. */
static inline unsigned int member_offset(const struct field *field,
					 const struct event *event)
{
	if (field->structure != STRUCTURE_PROCESS ||
	    record_is_exec(event->record))
		return field->offset;
	return field_offset(field, procmon_record_process(event->record));
}

/* Where a member would be; get_member() says whether it is there. */
static inline const void *member(const struct field *field,
				 const struct event *event)
{
	return (const unsigned char *)&event->record->exec +
	       member_offset(field, event);
}

#endif /* PROCMON_KIND_H */
