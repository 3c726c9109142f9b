// SPDX-License-Identifier: GPL-2.0-only
/*
 * filter.c - which records are wanted. It must not know where records
 * are from or how they are shown.
 */
#include "filter.h"

#include <fnmatch.h>
#include <locale.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "message.h"
#include "names.h"
#include "number.h"

/**
 * struct alternative - One value of an option.
 * @number: for numbers.
 * @pattern: for patterns.
 */
struct alternative {
	uint32_t number;
	const char *pattern;
};

static struct {
	struct alternative *alternatives;
	size_t count;
} filters[FILTER_KIND_COUNT];

/*
 * Whether the path of an image, or of a cgroup, matched, by its number. A newer
 * one takes the place of an older one, about which nobody can tell any more.
 */
#define KNOWN_MAX	16384

struct known {
	uint64_t number;
	bool does_match;
};

static struct known *images;
static struct known *cgroups;

/* Patterns match bytes, not characters of some locale. */
static locale_t bytes_locale;
static struct buffer subject;

static bool parse_number(const char *text, uint32_t *ret_number)
{
	uint64_t number;

	if (!number_parse(text, 0, UINT32_MAX, &number))
		return false;
	*ret_number = (uint32_t)number;
	return true;
}

static const char *parse_user(const char *text, uint32_t *ret_number)
{
	struct passwd *passwd;

	if (parse_number(text, ret_number))
		return NULL;
	passwd = getpwnam(text);
	if (!passwd)
		return "neither a number from 0 to 4294967295 nor a user of this machine";
	*ret_number = passwd->pw_uid;
	return NULL;
}

static void add(enum filter_kind kind, struct alternative alternative)
{
	struct alternative *alternatives;

	alternatives = reallocarray(filters[kind].alternatives,
				    filters[kind].count + 1,
				    sizeof(*alternatives));
	if (!alternatives)
		memory_error();
	alternatives[filters[kind].count++] = alternative;
	filters[kind].alternatives = alternatives;
}

/* Return: that a name is none, and which there are. */
static const char *no_type(void)
{
	static char text[512];
	size_t len;

	len = (size_t)snprintf(text, sizeof(text),
			       "no type of records; it is a comma-separated list of ");
	names_list(&type_names, text + len, sizeof(text) - len);
	return text;
}

/* Names of types, comma-separated. */
static const char *add_types(const char *text)
{
	const char *name;
	uint32_t type;
	size_t len;

	for (;;) {
		len = strcspn(text, ",");
		for (type = 0; type < PROCMON_TYPE_LIMIT; type++) {
			name = names_find(&type_names, type);
			if (name && strlen(name) == len &&
			    memcmp(name, text, len) == 0)
				break;
		}
		if (type == PROCMON_TYPE_LIMIT)
			return no_type();
		add(FILTER_TYPE, (struct alternative) { .number = type });
		text += len;
		if (!*text)
			return NULL;
		text++;
	}
}

const char *filter_add(enum filter_kind kind, const char *text)
{
	struct alternative alternative = { .pattern = text };
	const char *problem = NULL;

	switch (kind) {
	case FILTER_TYPE:
		return add_types(text);
	case FILTER_UID:
		problem = parse_user(text, &alternative.number);
		break;
	case FILTER_PID:
	case FILTER_PPID:
		if (!parse_number(text, &alternative.number))
			problem = "not a number from 0 to 4294967295";
		break;
	default:
		if (!*text)
			problem = "an empty pattern matches nothing";
		break;
	}
	if (problem)
		return problem;
	if (!bytes_locale) {
		bytes_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
		if (!bytes_locale)
			memory_error();
	}
	add(kind, alternative);
	return NULL;
}

static void remember(struct known **known, uint64_t number, bool does_match)
{
	struct known *entry;

	if (!number)
		return;
	if (!*known)
		*known = calloc(KNOWN_MAX, sizeof(**known));
	if (!*known)
		memory_error();
	entry = &(*known)[number % KNOWN_MAX];
	entry->number = number;
	entry->does_match = does_match;
}

/* Nobody can tell that it is not meant, if it is not known. */
static bool known_matches(const struct known *known, uint64_t number)
{
	const struct known *entry;

	if (!known || !number)
		return true;
	entry = &known[number % KNOWN_MAX];
	return entry->number != number || entry->does_match;
}

static bool number_matches(enum filter_kind kind, uint32_t number)
{
	size_t i;

	for (i = 0; i < filters[kind].count; i++)
		if (filters[kind].alternatives[i].number == number)
			return true;
	return false;
}

static bool pattern_matches(enum filter_kind kind, const void *bytes,
			    size_t len)
{
	bool does_match = false;
	locale_t before;
	size_t i;

	/* A NUL could only stand in it if somebody forged the record. */
	if (memchr(bytes, '\0', len))
		return true;
	subject.len = 0;
	buffer_add(&subject, bytes, len);
	buffer_char(&subject, '\0');
	before = uselocale(bytes_locale);
	for (i = 0; i < filters[kind].count && !does_match; i++)
		does_match = fnmatch(filters[kind].alternatives[i].pattern,
				     subject.data, 0) == 0;
	uselocale(before);
	return does_match;
}

static bool string_matches(enum filter_kind kind,
			   const struct procmon_record *record,
			   const struct procmon_string *string)
{
	struct procmon_bytes bytes;

	if (!procmon_record_string(record, string, &bytes) ||
	    bytes.total > bytes.len)
		return true;
	return pattern_matches(kind, bytes.bytes, bytes.len);
}

static bool comm_matches(const char *comm)
{
	return pattern_matches(FILTER_COMM, comm,
			       strnlen(comm, PROCMON_COMM_LEN));
}

static bool exec_matches(enum filter_kind kind,
			 const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;

	switch (kind) {
	case FILTER_UID:
		return number_matches(kind, exec->creds.uid);
	case FILTER_PID:
		return number_matches(kind, exec->identity.tgid);
	case FILTER_PPID:
		return number_matches(kind, exec->identity.ppid);
	case FILTER_EXE:
		return string_matches(kind, record, &exec->exe) ||
		       (record->header.type == PROCMON_TYPE_EXEC_FAIL &&
			string_matches(kind, record, &exec->filename));
	case FILTER_COMM:
		return comm_matches(exec->comm);
	case FILTER_CGROUP:
		return string_matches(kind, record, &exec->cgroup);
	default:
		return true;
	}
}

static bool process_matches(enum filter_kind kind,
			    const struct procmon_process *process)
{
	switch (kind) {
	case FILTER_UID:
		return number_matches(kind, process->creds.uid);
	case FILTER_PID:
		return number_matches(kind, process->identity.tgid);
	case FILTER_PPID:
		return number_matches(kind, process->identity.ppid);
	case FILTER_EXE:
		return known_matches(images, process->identity.exec_id);
	case FILTER_COMM:
		return comm_matches(process->comm);
	case FILTER_CGROUP:
		return known_matches(cgroups, process->cgroup_id);
	default:
		return true;
	}
}

/* A record that has paths tells them for those that only have numbers. */
static void learn(const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;

	if (filters[FILTER_EXE].count)
		remember(&images, exec->identity.exec_id,
			 string_matches(FILTER_EXE, record, &exec->exe));
	if (filters[FILTER_CGROUP].count)
		remember(&cgroups, exec->cgroup_id,
			 string_matches(FILTER_CGROUP, record, &exec->cgroup));
}

/* Who selects must not overlook that something is missing. */
static bool is_always_wanted(unsigned int type)
{
	switch (type) {
	case PROCMON_TYPE_LOST:
	case PROCMON_TYPE_HOOK_LOST:
	case PROCMON_TYPE_HOOK_BACK:
	case PROCMON_TYPE_SENSOR_START:
	case PROCMON_TYPE_SENSOR_STOP:
		return true;
	default:
		return false;
	}
}

static bool is_exec(unsigned int type)
{
	return type == PROCMON_TYPE_EXEC || type == PROCMON_TYPE_EXEC_FAIL ||
	       type == PROCMON_TYPE_PROC;
}

bool filter_matches(const struct procmon_record *record)
{
	const struct procmon_process *process = procmon_record_process(record);
	unsigned int type = record->header.type;
	bool has_paths = record->is_known && is_exec(type);
	enum filter_kind kind;

	if (has_paths)
		learn(record);
	if (is_always_wanted(type))
		return true;
	if (filters[FILTER_TYPE].count && !number_matches(FILTER_TYPE, type))
		return false;
	if (!has_paths && !process)
		return true;
	for (kind = FILTER_TYPE + 1; kind < FILTER_KIND_COUNT; kind++) {
		if (!filters[kind].count)
			continue;
		if (process ? !process_matches(kind, process) :
			      !exec_matches(kind, record))
			return false;
	}
	return true;
}

uint32_t filter_types(void)
{
	uint32_t types = 0;
	size_t i;

	for (i = 0; i < filters[FILTER_TYPE].count; i++)
		types |= 1U << filters[FILTER_TYPE].alternatives[i].number;
	return types;
}

void filter_free(void)
{
	enum filter_kind kind;

	for (kind = 0; kind < FILTER_KIND_COUNT; kind++) {
		free(filters[kind].alternatives);
		filters[kind].alternatives = NULL;
		filters[kind].count = 0;
	}
	if (bytes_locale)
		freelocale(bytes_locale);
	bytes_locale = (locale_t)0;
	buffer_free(&subject);
	free(images);
	free(cgroups);
	images = NULL;
	cgroups = NULL;
}
