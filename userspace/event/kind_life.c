// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_life.c - what happened to a process, in short, and which events are
 * recorded. It must not know which fields there are.
 */
#include <string.h>

#include "kind.h"
#include "text.h"

#define NS_PER_MS	1000000
/* More capabilities than these are only counted. */
#define CAPS_NAMED_MAX	4

/* A thread's start is not that of a process, for whoever counts these. */
static bool get_event_type(const struct field *field,
			   const struct event *event, struct value *ret_value)
{
	const struct procmon_record *record = event->record;

	ret_value->name = event_is_of_thread(record) ? "info" :
			  names_find(field->names, record->header.type);
	return ret_value->name;
}

static bool same_event_type(const struct field *field,
			    const struct event *event,
			    const struct event *before)
{
	struct value value_before;
	struct value value;

	return get_event_type(field, event, &value) &&
	       get_event_type(field, before, &value_before) &&
	       value.name == value_before.name;
}

static void event_type_text(const struct field *field,
			    const struct event *event,
			    const struct value *value, struct buffer *buffer)
{
	(void)field;
	(void)event;
	buffer_text(buffer, value->name);
}

static void event_type_json(const struct field *field,
			    const struct event *event,
			    const struct value *value, struct buffer *buffer,
			    bool *is_escaped)
{
	(void)field;
	(void)event;
	(void)is_escaped;
	buffer_char(buffer, '[');
	json_name(buffer, value->name);
	buffer_char(buffer, ']');
}

const struct kind kind_event_type = {
	"array of strings", 8, false, false, get_event_type, event_type_json,
	event_type_text,
	SOURCE_MORE, same_event_type
};

/* Seconds, down to the millisecond. */
static void seconds_write(struct buffer *buffer, uint64_t ns)
{
	buffer_number(buffer, ns / NS_PER_MS / 1000);
	buffer_char(buffer, '.');
	buffer_padded(buffer, ns / NS_PER_MS % 1000, 3);
	buffer_text(buffer, " s");
}

static void name_write(struct buffer *buffer, const char *name)
{
	text_word(buffer, name, strnlen(name, PROCMON_COMM_LEN));
}

static void peer_write(struct buffer *buffer, const struct procmon_peer *peer)
{
	if (!peer->tgid) {
		buffer_text(buffer, "somebody unknown");
		return;
	}
	buffer_number(buffer, peer->tgid);
	buffer_char(buffer, ' ');
	name_write(buffer, peer->comm);
}

static void thread_write(struct buffer *buffer,
			 const struct procmon_record *record)
{
	if (!event_is_of_thread(record))
		return;
	buffer_text(buffer, "thread ");
	buffer_number(buffer, record->life.process.identity.tid);
	buffer_text(buffer, ": ");
}

/* Flags that people ask for when they look at a fork. */
static void fork_write(struct buffer *buffer,
		       const struct procmon_record *record)
{
	uint64_t flags = record->fork.clone_flags >> 8 << 8;
	const char *separator = "; ";

	thread_write(buffer, record);
	buffer_text(buffer, "by ");
	peer_write(buffer, &record->fork.creator);
	for (; flags; flags &= flags - 1) {
		buffer_text(buffer, separator);
		separator = ",";
		names_write(buffer, &clone_names,
			    (uint64_t)__builtin_ctzll(flags));
	}
}

static void exit_write(struct buffer *buffer,
		       const struct procmon_record *record)
{
	const struct procmon_exit *ended = &record->exit;

	thread_write(buffer, record);
	if (ended->signal) {
		names_write(buffer, &signal_names, ended->signal);
		if (ended->flags & PROCMON_LIFE_CORE)
			buffer_text(buffer, ", core dumped");
	} else {
		buffer_text(buffer, "code ");
		buffer_number(buffer, ended->code);
	}
	buffer_text(buffer, "; ran ");
	seconds_write(buffer, ended->run_ns);
	buffer_text(buffer, ", cpu ");
	seconds_write(buffer, ended->cpu_ns);
}

#define NUMBER(text, member) \
	{ text, offsetof(struct procmon_creds, member), false }
#define SET(text, member) \
	{ text, offsetof(struct procmon_creds, member), true }

/* Rights, in the order in which people ask for them. */
static const struct {
	const char *name;
	unsigned short offset;
	bool is_set;
} rights[] = {
	NUMBER("uid", uid),
	NUMBER("euid", euid),
	NUMBER("suid", suid),
	NUMBER("fsuid", fsuid),
	NUMBER("gid", gid),
	NUMBER("egid", egid),
	NUMBER("sgid", sgid),
	NUMBER("fsgid", fsgid),
	SET("permitted", cap_permitted),
	SET("effective", cap_effective),
	SET("inheritable", cap_inheritable),
	SET("bounding", cap_bounding),
	SET("ambient", cap_ambient),
	NUMBER("securebits", securebits),
	NUMBER("user namespace", user_ns),
};

static uint64_t right(const struct procmon_creds *creds, size_t i)
{
	uint64_t set;
	uint32_t number;

	if (rights[i].is_set) {
		memcpy(&set, (const char *)creds + rights[i].offset,
		       sizeof(set));
		return set;
	}
	memcpy(&number, (const char *)creds + rights[i].offset,
	       sizeof(number));
	return number;
}

/* Few by name; many are a change to or from root. */
static void caps_write(struct buffer *buffer, char sign, uint64_t caps)
{
	int count = __builtin_popcountll(caps);

	if (count > CAPS_NAMED_MAX) {
		buffer_char(buffer, ' ');
		buffer_char(buffer, sign);
		buffer_number(buffer, (uint64_t)count);
		return;
	}
	for (; caps; caps &= caps - 1) {
		buffer_char(buffer, ' ');
		buffer_char(buffer, sign);
		names_write(buffer, &capability_names,
			    (uint64_t)__builtin_ctzll(caps));
	}
}

static void number_change_write(struct buffer *buffer, uint64_t before,
				uint64_t after)
{
	buffer_char(buffer, ' ');
	buffer_number(buffer, before);
	buffer_char(buffer, '>');
	buffer_number(buffer, after);
}

static void creds_write(struct buffer *buffer,
			const struct procmon_record *record)
{
	const struct procmon_creds_event *event = &record->creds;
	const struct procmon_creds *creds = &event->life.process.creds;
	const char *separator = "";
	uint64_t before;
	uint64_t after;
	size_t i;

	for (i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		before = right(&event->before, i);
		after = right(creds, i);
		if (before == after)
			continue;
		buffer_text(buffer, separator);
		separator = ", ";
		buffer_text(buffer, rights[i].name);
		if (!rights[i].is_set) {
			number_change_write(buffer, before, after);
			continue;
		}
		caps_write(buffer, '+', after & ~before);
		caps_write(buffer, '-', before & ~after);
	}
	if (event->changed & PROCMON_CHANGED_GROUPS) {
		buffer_text(buffer, separator);
		buffer_text(buffer, "groups");
		number_change_write(buffer, event->groups_before,
				    event->groups_after);
	}
}

static void details_text(const struct field *field, const struct event *event,
			 const struct value *value, struct buffer *buffer)
{
	const struct procmon_record *record = event->record;

	(void)field;
	(void)value;
	switch (record->header.type) {
	case PROCMON_TYPE_FORK:
		fork_write(buffer, record);
		break;
	case PROCMON_TYPE_EXIT:
		exit_write(buffer, record);
		break;
	case PROCMON_TYPE_SID:
		buffer_text(buffer, "session ");
		buffer_number(buffer, record->life.process.identity.sid);
		break;
	case PROCMON_TYPE_PTRACE:
		names_write(buffer, &ptrace_names, record->ptrace.action);
		buffer_text(buffer, " by ");
		peer_write(buffer, &record->ptrace.tracer);
		break;
	case PROCMON_TYPE_COMM:
		buffer_text(buffer, "was ");
		name_write(buffer, record->comm.before);
		buffer_text(buffer, ", by ");
		peer_write(buffer, &record->comm.actor);
		break;
	case PROCMON_TYPE_COREDUMP:
		names_write(buffer, &signal_names, record->coredump.signal);
		break;
	default:
		creds_write(buffer, record);
		break;
	}
}

/* It is made of the whole structure, which an older sensor may send short. */
static bool get_details(const struct field *field, const struct event *event,
			struct value *ret_value)
{
	(void)field;
	(void)ret_value;
	switch (event->record->header.type) {
	case PROCMON_TYPE_FORK:
		return PROCMON_RECORD_HAS(event->record, procmon_fork, flags);
	case PROCMON_TYPE_EXIT:
		return PROCMON_RECORD_HAS(event->record, procmon_exit, cpu_ns);
	case PROCMON_TYPE_SID:
		return true;
	case PROCMON_TYPE_PTRACE:
		return PROCMON_RECORD_HAS(event->record, procmon_ptrace_event,
					  action);
	case PROCMON_TYPE_COMM:
		return PROCMON_RECORD_HAS(event->record, procmon_comm_event,
					  actor);
	case PROCMON_TYPE_COREDUMP:
		return PROCMON_RECORD_HAS(event->record, procmon_coredump,
					  signal);
	default:
		return PROCMON_RECORD_HAS(event->record, procmon_creds_event,
					  groups_after);
	}
}

const struct kind kind_details = {
	"none", 20, false, true, get_details, NULL, details_text,
	SOURCE_UNKNOWN, NULL
};

/*
 * Which events are recorded, as the parameter has them: a comma-separated list
 * of types, and "threads". Of a setting the same numbers are in two words.
 */
static void events_write(const struct field *field, const struct event *event,
			 struct buffer *buffer, const char *quote)
{
	const struct names *names = &type_names;
	struct procmon_events events;
	const char *separator = "";
	uint64_t words[2];
	unsigned int i;

	if (field->size == sizeof(events)) {
		memcpy(&events, member(field, event), sizeof(events));
		words[0] = events.types;
		words[1] = events.flags;
	} else {
		memcpy(words, member(field, event), sizeof(words));
	}
	for (i = 0; i < 2; i++, names = &events_flag_names) {
		for (; words[i]; words[i] &= words[i] - 1) {
			buffer_text(buffer, separator);
			separator = ",";
			buffer_text(buffer, quote);
			names_write(buffer, names,
				    (uint64_t)__builtin_ctzll(words[i]));
			buffer_text(buffer, quote);
		}
	}
	if (!*separator && !*quote)
		buffer_text(buffer, "none");
}

static void events_text(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer)
{
	(void)value;
	events_write(field, event, buffer, "");
}

static void events_json(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer,
			bool *is_escaped)
{
	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '[');
	events_write(field, event, buffer, "\"");
	buffer_char(buffer, ']');
}

const struct kind kind_events = {
	"array of strings", 16, false, true, get_member, events_json,
	events_text,
	SOURCE_MEMBER, NULL
};
