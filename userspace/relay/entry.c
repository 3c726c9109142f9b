// SPDX-License-Identifier: GPL-2.0-only
/*
 * entry.c - a record in each of the forms that sinks take. It must not know
 * any sink.
 *
 * Sinks that take the same form share its bytes, so a record is encoded once,
 * however many sinks there are.
 */
#include "entry.h"

#include <string.h>
#include <unistd.h>

#include "kind.h"
#include "names.h"

/* Names this kind of entry in the journal's catalog, whatever it tells. */
#define MESSAGE_ID	"d1ab4c7a3c164d9e9f8a0f0f5d3e7b52"

/* As in syslog(3): what is lost is an error, all else is information. */
#define PRIORITY_ERROR	"3"
#define PRIORITY_INFO	"6"

static struct {
	const struct event *event;
	struct buffer forms[FORM_COUNT];
} entry;

static void make_json(struct buffer *buffer)
{
	format_json.record(entry.event, buffer);
}

static void make_raw(struct buffer *buffer)
{
	format_raw.record(entry.event, buffer);
}

/* What a person reads first: the type, and what it is about. */
static void journal_message(struct buffer *buffer)
{
	static const char *const columns[] = {
		"PID", "COMM", "ARGS", "LOST_FIRST_SEQ", "LOST_LAST_SEQ",
	};
	const struct procmon_record *record = entry.event->record;
	enum structure structure = field_structure_of(record);
	const struct field *field;
	struct value value;
	size_t i;

	buffer_text(buffer, "MESSAGE=");
	names_write(buffer, &type_names, record->header.type);
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		field = field_find(columns[i], strlen(columns[i]));
		field = field ? field_of(field, structure) : NULL;
		if (!field || !value_get(field, entry.event, &value))
			continue;
		buffer_char(buffer, ' ');
		field->kind->text(field, entry.event, &value, buffer);
	}
	buffer_char(buffer, '\n');
}

/*
 * Every field that the record has, by the name of its column. Text is that of
 * a table, in which no value is longer than a line; it maps back to bytes.
 */
static void make_journal(struct buffer *buffer)
{
	const struct procmon_record *record = entry.event->record;
	enum structure structure = field_structure_of(record);
	bool is_error = record->header.type == PROCMON_TYPE_LOST ||
			record->header.type == PROCMON_TYPE_HOOK_LOST;
	const struct field *field = NULL;
	const struct kind *kind;
	struct value value;

	journal_message(buffer);
	buffer_text(buffer, "MESSAGE_ID=" MESSAGE_ID "\n"
		    "SYSLOG_IDENTIFIER=procmon\nPRIORITY=");
	buffer_text(buffer, is_error ? PRIORITY_ERROR : PRIORITY_INFO);
	buffer_char(buffer, '\n');
	while ((field = field_next(field)) != NULL) {
		if (!field_is_of(field, structure) || !field->path ||
		    field->flags & (FIELD_ECS | FIELD_LAST) ||
		    !value_get(field, entry.event, &value))
			continue;
		/* in a table the time has no date */
		kind = field->kind == &kind_clock ? &kind_time : field->kind;
		buffer_text(buffer, "PROCMON_");
		buffer_text(buffer, field->name);
		buffer_char(buffer, '=');
		kind->text(field, entry.event, &value, buffer);
		buffer_char(buffer, '\n');
	}
}

/* A word of the header of RFC 5424: printing ASCII without blanks. */
static void header_word(struct buffer *buffer, const char *word, size_t max)
{
	size_t i;

	for (i = 0; word && word[i] && i < max; i++)
		buffer_char(buffer, word[i] > ' ' && word[i] <= '~' ?
			    word[i] : '_');
	if (!i)
		buffer_char(buffer, '-');
}

static void make_syslog(struct buffer *buffer)
{
	const struct stream *stream = entry.event->stream;
	const struct procmon_record *record = entry.event->record;
	const struct field *time = field_find("TIME", 4);
	struct value value;
	const char *json;
	size_t len;

	json = entry_form(FORM_JSON, &len);
	buffer_text(buffer, "1 ");
	time = field_of(time, field_structure_of(record));
	if (time && value_get(time, entry.event, &value)) {
		/* RFC 5424 has no more than microseconds */
		kind_time.text(time, entry.event, &value, buffer);
		buffer->len -= strlen("123Z");
		buffer_char(buffer, 'Z');
	} else {
		buffer_char(buffer, '-');
	}
	buffer_char(buffer, ' ');
	header_word(buffer, stream->host_name, 255);
	buffer_text(buffer, " procmon ");
	buffer_number(buffer, (uint64_t)getpid());
	buffer_char(buffer, ' ');
	header_word(buffer, names_find(&type_names, record->header.type), 32);
	/* The cookie tells that JSON follows; the last byte is a newline. */
	buffer_text(buffer, " - @cee: ");
	buffer_add(buffer, json, len - 1);
}

static void (*const makers[FORM_COUNT])(struct buffer *buffer) = {
	[FORM_JSON]	= make_json,
	[FORM_RAW]	= make_raw,
	[FORM_JOURNAL]	= make_journal,
	[FORM_SYSLOG]	= make_syslog,
};

void entry_open(enum json_schema schema, bool wants_names)
{
	struct format_options options = {
		.schema = schema, .wants_names = wants_names,
	};

	format_json.begin(&options, NULL, &entry.forms[FORM_JSON]);
}

void entry_close(void)
{
	unsigned int i;

	format_json.end(&entry.forms[FORM_JSON]);
	for (i = 0; i < FORM_COUNT; i++)
		buffer_free(&entry.forms[i]);
	entry.event = NULL;
}

void entry_begin(const struct event *event)
{
	unsigned int i;

	entry.event = event;
	for (i = 0; i < FORM_COUNT; i++)
		entry.forms[i].len = 0;
}

const struct event *entry_event(void)
{
	return entry.event;
}

const char *entry_form(enum form form, size_t *ret_len)
{
	struct buffer *buffer = &entry.forms[form];

	if (!buffer->len)
		makers[form](buffer);
	*ret_len = buffer->len;
	return buffer->data;
}
