// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_ocsf.c - what OCSF calls a record: its class, activity, severity and
 * status, as numbers, and the types in which OCSF wants times and large
 * numbers. It must not know which fields there are.
 */
#include "kind.h"
#include "text.h"

#define CLASS_BASE_EVENT	0
#define CLASS_PROCESS_ACTIVITY	1007
#define CATEGORY_NONE		0
#define CATEGORY_SYSTEM		1
#define NS_PER_MS		1000000

/* activity_id of Process Activity, and of every class. */
enum {
	ACTIVITY_LAUNCH		= 1,
	ACTIVITY_TERMINATE	= 2,
	ACTIVITY_OPEN		= 3,
	ACTIVITY_SET_USER_ID	= 5,
	ACTIVITY_OTHER		= 99,
};

/* launch_type_id; 0: no launch. */
enum {
	LAUNCH_FORK		= 2,
	LAUNCH_EXEC		= 3,
};

enum {
	SEVERITY_INFORMATIONAL	= 1,
	SEVERITY_HIGH		= 4,
};

enum {
	STATUS_SUCCESS		= 1,
	STATUS_FAILURE		= 2,
};

/**
 * struct activity - What OCSF calls a type of records.
 * @activity: activity_id; 0: ACTIVITY_OTHER.
 * @launch: launch_type_id.
 * @severity: severity_id; 0: SEVERITY_INFORMATIONAL.
 * @name: activity_name; NULL: the name of the type.
 */
struct activity {
	unsigned char activity;
	unsigned char launch;
	unsigned char severity;
	const char *name;
};

static const struct activity activities[PROCMON_TYPE_LIMIT] = {
	[PROCMON_TYPE_EXEC] = {
		ACTIVITY_LAUNCH, LAUNCH_EXEC, .name = "Launch"
	},
	[PROCMON_TYPE_EXEC_FAIL] = {
		ACTIVITY_LAUNCH, LAUNCH_EXEC, .name = "Launch"
	},
	[PROCMON_TYPE_FORK] = {
		ACTIVITY_LAUNCH, LAUNCH_FORK, .name = "Launch"
	},
	[PROCMON_TYPE_EXIT] = { ACTIVITY_TERMINATE, .name = "Terminate" },
	[PROCMON_TYPE_UID] = { ACTIVITY_SET_USER_ID, .name = "Set User ID" },
	[PROCMON_TYPE_PTRACE] = { ACTIVITY_OPEN, .name = "Open" },
	[PROCMON_TYPE_LOST] = { .severity = SEVERITY_HIGH },
	[PROCMON_TYPE_HOOK_LOST] = { .severity = SEVERITY_HIGH },
	[PROCMON_TYPE_SENSOR_STOP] = { .severity = SEVERITY_HIGH },
};

/* A type that this version does not know is in no row. */
static const struct activity *activity_of(const struct event *event)
{
	static const struct activity none;
	const struct procmon_record *record = event->record;

	if (!record->is_known || record->header.type >= PROCMON_TYPE_LIMIT)
		return &none;
	/* A thread is no process: neither launched nor terminated. */
	if (event_is_of_thread(record))
		return &none;
	/* To let go of a process is not to open it. */
	if (record->header.type == PROCMON_TYPE_PTRACE &&
	    record->ptrace.action == PROCMON_PTRACE_DETACH)
		return &none;
	return &activities[record->header.type];
}

static uint64_t class_of(const struct event *event)
{
	return structure_is_process(field_structure_of(event->record)) ?
	       CLASS_PROCESS_ACTIVITY : CLASS_BASE_EVENT;
}

static uint64_t activity_id(const struct event *event)
{
	unsigned int activity = activity_of(event)->activity;

	return activity ? activity : ACTIVITY_OTHER;
}

void plain_json(const struct field *field, const struct event *event,
		const struct value *value, struct buffer *buffer,
		bool *is_escaped)
{
	(void)field;
	(void)event;
	(void)is_escaped;
	buffer_number(buffer, value->number);
}

/* Reckoned from the header, and of some types from their flags. */
#define KIND_NUMBER(identifier, getter)					\
	const struct kind identifier = {				\
		.json_type = "number", .get = getter, .json = plain_json, \
		.source = SOURCE_MORE, .same = same_number,		\
	}

static bool get_class(const struct field *field, const struct event *event,
		      struct value *ret_value)
{
	(void)field;
	ret_value->number = class_of(event);
	return true;
}

KIND_NUMBER(kind_ocsf_class, get_class);

static bool get_category(const struct field *field, const struct event *event,
			 struct value *ret_value)
{
	(void)field;
	ret_value->number = class_of(event) == CLASS_BASE_EVENT ?
			    CATEGORY_NONE : CATEGORY_SYSTEM;
	return true;
}

KIND_NUMBER(kind_ocsf_category, get_category);

static bool get_activity(const struct field *field, const struct event *event,
			 struct value *ret_value)
{
	(void)field;
	ret_value->number = activity_id(event);
	return true;
}

KIND_NUMBER(kind_ocsf_activity, get_activity);

static bool get_type(const struct field *field, const struct event *event,
		     struct value *ret_value)
{
	(void)field;
	ret_value->number = class_of(event) * 100 + activity_id(event);
	return true;
}

KIND_NUMBER(kind_ocsf_type, get_type);

static bool get_severity(const struct field *field, const struct event *event,
			 struct value *ret_value)
{
	unsigned int severity = activity_of(event)->severity;

	(void)field;
	ret_value->number = severity ? severity : SEVERITY_INFORMATIONAL;
	return true;
}

KIND_NUMBER(kind_ocsf_severity, get_severity);

static bool get_launch(const struct field *field, const struct event *event,
		       struct value *ret_value)
{
	(void)field;
	ret_value->number = activity_of(event)->launch;
	return ret_value->number;
}

KIND_NUMBER(kind_ocsf_launch, get_launch);

static bool get_status(const struct field *field, const struct event *event,
		       struct value *ret_value)
{
	(void)field;
	ret_value->number =
		event->record->header.type == PROCMON_TYPE_EXEC_FAIL ?
		STATUS_FAILURE : STATUS_SUCCESS;
	return true;
}

KIND_NUMBER(kind_ocsf_status, get_status);

/* What is no activity of OCSF is named by its type. */
static bool get_activity_name(const struct field *field,
			      const struct event *event,
			      struct value *ret_value)
{
	(void)field;
	ret_value->name = activity_of(event)->name;
	ret_value->number = event->record->header.type;
	return true;
}

static void activity_name_json(const struct field *field,
			       const struct event *event,
			       const struct value *value,
			       struct buffer *buffer, bool *is_escaped)
{
	(void)field;
	(void)event;
	(void)is_escaped;
	buffer_char(buffer, '"');
	if (value->name)
		buffer_text(buffer, value->name);
	else
		names_write(buffer, &type_names, value->number);
	buffer_char(buffer, '"');
}

static bool same_activity_name(const struct field *field,
			       const struct event *event,
			       const struct event *before)
{
	(void)field;
	return activity_of(event) == activity_of(before) &&
	       event->record->header.type == before->record->header.type;
}

const struct kind kind_ocsf_activity_name = {
	.json_type = "string", .get = get_activity_name,
	.json = activity_name_json,
	.source = SOURCE_MORE, .same = same_activity_name,
};

static bool get_always(const struct field *field, const struct event *event,
		       struct value *ret_value)
{
	(void)field;
	(void)event;
	ret_value->number = 0;
	return true;
}

/* The first of names is the number. */
static void constant_json(const struct field *field, const struct event *event,
			  const struct value *value, struct buffer *buffer,
			  bool *is_escaped)
{
	(void)event;
	(void)value;
	(void)is_escaped;
	names_write(buffer, field->names, 0);
}

const struct kind kind_ocsf_constant = {
	.json_type = "number", .get = get_always, .json = constant_json,
	.source = SOURCE_MEMBER,
};

static void constants_json(const struct field *field,
			   const struct event *event,
			   const struct value *value, struct buffer *buffer,
			   bool *is_escaped)
{
	unsigned int i;

	(void)event;
	(void)value;
	(void)is_escaped;
	for (i = 0; i < field->names->count; i++) {
		buffer_char(buffer, i ? ',' : '[');
		json_name(buffer, names_find(field->names, i));
	}
	buffer_char(buffer, ']');
}

const struct kind kind_ocsf_constants = {
	.json_type = "array of strings", .get = get_always,
	.json = constants_json, .source = SOURCE_MEMBER,
};

/* Milliseconds, rounded down, also before the epoch. */
static void ms_json(const struct field *field, const struct event *event,
		    const struct value *value, struct buffer *buffer,
		    bool *is_escaped)
{
	int64_t ns = (int64_t)value->number;

	(void)field;
	(void)event;
	(void)is_escaped;
	buffer_signed(buffer, ns / NS_PER_MS - (ns % NS_PER_MS < 0));
}

/* OCSF wants a time in any case. */
static bool get_clock(const struct field *field, const struct event *event,
		      struct value *ret_value)
{
	(void)field;
	if (!event_time(event, &ret_value->number))
		ret_value->number = 0;
	return true;
}

const struct kind kind_ocsf_clock = {
	.json_type = "number (ms)", .get = get_clock, .json = ms_json,
	.source = SOURCE_MORE, .same = same_number,
};

const struct kind kind_ocsf_time = {
	.json_type = "number (ms)", .get = get_number, .json = ms_json,
	.source = SOURCE_MEMBER,
};

static bool get_boottime(const struct field *field, const struct event *event,
			 struct value *ret_value)
{
	return get_number(field, event, ret_value) &&
	       event_from_boottime(event, ret_value->number,
				   &ret_value->number);
}

const struct kind kind_ocsf_boottime = {
	.json_type = "number (ms)", .get = get_boottime, .json = ms_json,
	.source = SOURCE_MORE, .same = same_number,
};

/* A long of OCSF is signed, and never a string. */
static bool get_long(const struct field *field, const struct event *event,
		     struct value *ret_value)
{
	return get_number(field, event, ret_value) &&
	       ret_value->number <= INT64_MAX;
}

const struct kind kind_ocsf_long = {
	.json_type = "number", .get = get_long, .json = plain_json,
	.source = SOURCE_MEMBER,
};
