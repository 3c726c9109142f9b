// SPDX-License-Identifier: GPL-2.0-only
/*
 * lineage_compare.c - the record of an exec against the model; see
 * lineage_compare.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "lineage_compare.h"
#include "stream.h"

/* Of /proc/PID/stat: USER_HZ is 100 on all that we run on. */
#define TICK_NS		10000000

/* Of arguments that are cut at least so many bytes are kept. */
#define KEPT_MIN	256

struct comparison {
	const struct cast_exec *exec;
	unsigned int differences;
	lineage_say *say;
	void *argument;
};

static void differ(struct comparison *comparison, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void differ(struct comparison *comparison, const char *format, ...)
{
	char line[512];
	va_list arguments;
	int len;

	comparison->differences++;
	len = snprintf(line, sizeof(line), "%s, process %d: ",
		       comparison->exec->title, comparison->exec->self.pid);
	va_start(arguments, format);
	vsnprintf(line + len, sizeof(line) - len, format, arguments);
	va_end(arguments);
	comparison->say(comparison->argument, line);
}

static void number(struct comparison *comparison, const char *name,
		   uint64_t value, uint64_t expected)
{
	if (value != expected)
		differ(comparison, "%s is %llu, must be %llu", name,
		       (unsigned long long)value,
		       (unsigned long long)expected);
}

/* exec_id() - One that is not known would equal one that is absent. */
static void exec_id(struct comparison *comparison, const char *name,
		    uint64_t value, const struct cast_image *image)
{
	if (!image->exec_id)
		differ(comparison, "%s is %llu, but nobody told that of %s",
		       name, (unsigned long long)value, image->path);
	else
		number(comparison, name, value, image->exec_id);
}

static void not_missing(struct comparison *comparison,
			const struct procmon_exec *record, const char *name,
			unsigned int field)
{
	unsigned int reason;

	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++)
		if (record_missing(record, reason, field))
			differ(comparison, "%s is missing, reason %u", name,
			       reason);
}

/* text() - Head and tail of it, if it was cut. */
static void text(struct comparison *comparison,
		 const struct procmon_exec *record, const char *name,
		 const struct procmon_string *string, unsigned int field,
		 const char *expected, size_t len)
{
	const char *bytes = record_bytes(&record->header, string);
	bool is_cut = string->len < string->total;
	size_t tail = string->len - string->head;

	not_missing(comparison, record, name, field);
	if (!bytes) {
		differ(comparison, "%s is absent", name);
		return;
	}
	number(comparison, name, string->total, len);
	if (string->len > string->total || string->head > string->len ||
	    (!is_cut && string->head != string->len) ||
	    (is_cut && string->len < KEPT_MIN) || string->len > len) {
		differ(comparison, "%s: len %u, head %u, total %u", name,
		       string->len, string->head, string->total);
		return;
	}
	if (is_cut != set_has(&record->truncated, field))
		differ(comparison, "%s: truncated says %d, it is %d", name,
		       !is_cut, is_cut);
	if (memcmp(bytes, expected, string->head) ||
	    memcmp(bytes + string->head, expected + len - tail, tail))
		differ(comparison, "%s is '%.*s', must be '%.*s'", name,
		       (int)string->len, bytes, (int)len, expected);
}

static void parent(struct comparison *comparison,
		   const struct procmon_exec *record)
{
	const struct cast_ancestor *parent = &comparison->exec->parent;
	const struct procmon_identity *identity = &record->identity;

	number(comparison, "ppid", identity->ppid, parent->pid);
	number(comparison, "parent_start_boottime in ticks",
	       identity->parent_start_boottime / TICK_NS, parent->start_ticks);
	not_missing(comparison, record, "parent_exec_id",
		    PROCMON_FIELD_PARENT_EXEC_ID);
	exec_id(comparison, "parent_exec_id", identity->parent_exec_id,
		parent->image);
	text(comparison, record, "parent_exe", &record->parent_exe,
	     PROCMON_FIELD_PARENT_EXE, parent->image->path,
	     strlen(parent->image->path));
	text(comparison, record, "parent_argv", &record->parent_argv,
	     PROCMON_FIELD_PARENT_ARGV, parent->image->argv,
	     parent->image->argv_bytes);
}

static void ancestor(struct comparison *comparison, unsigned int place,
		     const struct procmon_ancestor *found,
		     const struct cast_ancestor *expected)
{
	char name[64];

#define NAME(member) \
	(snprintf(name, sizeof(name), "ancestors[%u]." member, place), name)
	number(comparison, NAME("tgid"), found->tgid, expected->pid);
	number(comparison, NAME("uid"), found->uid, expected->uid);
	number(comparison, NAME("start_boottime in ticks"),
	       found->start_boottime / TICK_NS, expected->start_ticks);
	exec_id(comparison, NAME("exec_id"), found->exec_id, expected->image);
	number(comparison, NAME("exe_dev_major"), found->exe_dev_major,
	       major(expected->image->dev));
	number(comparison, NAME("exe_dev_minor"), found->exe_dev_minor,
	       minor(expected->image->dev));
	number(comparison, NAME("exe_ino"), found->exe_ino,
	       expected->image->ino);
#undef NAME
}

/* get_ancestor() - Return: NULL: it lies outside of the record. */
static const struct procmon_ancestor *
get_ancestor(const struct procmon_exec *record, unsigned int place)
{
	const struct procmon_array *array = &record->ancestors;
	uint64_t at = array->off + (uint64_t)place * array->stride;

	if (place >= array->count || !array->off ||
	    array->stride != sizeof(struct procmon_ancestor) || at % 8 ||
	    at + sizeof(struct procmon_ancestor) > record->header.len)
		return NULL;
	return (const void *)((const char *)record + at);
}

/* outside() - Above the test: who was there before the sensor. */
static void outside(struct comparison *comparison,
		    const struct procmon_exec *record, const struct cast *cast)
{
	const struct cast_line *line = &comparison->exec->line;
	const struct procmon_array *array = &record->ancestors;
	const struct procmon_ancestor *found;
	unsigned int place, above = 0;

	for (place = line->count; place < array->count; place++, above++) {
		found = get_ancestor(record, place);
		if (!found || above >= cast->outside_count ||
		    found->tgid != (uint32_t)cast->outside[above])
			differ(comparison,
			       "ancestors[%u] is process %u, which did not create the one below",
			       place, found ? found->tgid : 0);
	}
	/* Who created the test was there, whether it is known or not. */
	if (above < cast->outside_count && array->total <= array->count)
		differ(comparison,
		       "%u ancestors are all that there are, but there are more",
		       array->count);
}

static void ancestors(struct comparison *comparison,
		      const struct procmon_exec *record,
		      const struct cast *cast)
{
	const struct cast_line *line = &comparison->exec->line;
	unsigned int count = line->count, place;
	const struct procmon_ancestor *found;

	not_missing(comparison, record, "ancestors", PROCMON_FIELD_ANCESTORS);
	if (count > PROCMON_ANCESTORS_MAX)
		count = PROCMON_ANCESTORS_MAX;
	if (record->ancestors.count < count ||
	    record->ancestors.count > PROCMON_ANCESTORS_MAX)
		differ(comparison, "%u ancestors, must be %u or more",
		       record->ancestors.count, count);
	if (record->ancestors.total < line->count)
		differ(comparison, "%u ancestors in truth, must be %u or more",
		       record->ancestors.total, line->count);
	for (place = 0; place < count; place++) {
		found = get_ancestor(record, place);
		if (found)
			ancestor(comparison, place, found,
				 &line->ancestors[place]);
		else
			differ(comparison, "ancestors[%u] is not there",
			       place);
	}
	if (set_has(&record->truncated, PROCMON_FIELD_ANCESTORS) !=
	    (record->ancestors.count < record->ancestors.total))
		differ(comparison, "ancestors: %u of %u, truncated says %d",
		       record->ancestors.count, record->ancestors.total,
		       set_has(&record->truncated, PROCMON_FIELD_ANCESTORS));
	if (line->count <= PROCMON_ANCESTORS_MAX)
		outside(comparison, record, cast);
}

unsigned int lineage_compare(const struct procmon_exec *record,
			     const struct cast_exec *exec,
			     const struct cast *cast, lineage_say *say,
			     void *argument)
{
	struct comparison comparison = {
		.exec = exec, .say = say, .argument = argument,
	};

	number(&comparison, "type", record->header.type,
	       exec->is_failure ? PROCMON_TYPE_EXEC_FAIL : PROCMON_TYPE_EXEC);
	number(&comparison, "tgid", record->identity.tgid, exec->self.pid);
	number(&comparison, "start_boottime in ticks",
	       record->identity.start_boottime / TICK_NS,
	       exec->self.start_ticks);
	not_missing(&comparison, record, "exec_id", PROCMON_FIELD_EXEC_ID);
	exec_id(&comparison, "exec_id", record->identity.exec_id,
		exec->self.image);
	parent(&comparison, record);
	ancestors(&comparison, record, cast);
	return comparison.differences;
}

static void say_nothing(void *argument, const char *line)
{
	(void)argument;
	(void)line;
}

/* A place in a record, and what is there. */
struct place {
	const char *name;
	size_t at;
};

#define PLACE(member)	{ #member, offsetof(struct procmon_exec, member) }
#define ANCESTOR(member) \
	{ "ancestors." #member, offsetof(struct procmon_ancestor, member) }

static const struct place places[] = {
	PLACE(header.type), PLACE(identity.tgid), PLACE(identity.exec_id),
	PLACE(identity.ppid), PLACE(identity.parent_exec_id),
	PLACE(parent_exe.off), PLACE(parent_exe.len), PLACE(parent_exe.total),
	PLACE(parent_argv.off), PLACE(parent_argv.len),
	PLACE(parent_argv.head), PLACE(parent_argv.total),
	PLACE(ancestors.off), PLACE(ancestors.count), PLACE(ancestors.stride),
	PLACE(truncated.bits[PROCMON_FIELD_ANCESTORS / 64]),
	PLACE(truncated.bits[PROCMON_FIELD_PARENT_ARGV / 64]),
	PLACE(missing[PROCMON_REASON_UNARMED]),
	PLACE(missing[PROCMON_REASON_BOUND]),
};

static const struct place ancestor_places[] = {
	ANCESTOR(tgid), ANCESTOR(uid), ANCESTOR(exec_id),
	ANCESTOR(exe_dev_major), ANCESTOR(exe_dev_minor), ANCESTOR(exe_ino),
	/* Its lowest bytes are below what /proc tells. */
	{ "ancestors.start_boottime",
	  offsetof(struct procmon_ancestor, start_boottime) + 4 },
};

struct corruption {
	const struct procmon_exec *record;
	unsigned char *copy;
	const struct cast_exec *exec;
	const struct cast *cast;
	unsigned int unnoticed;
	lineage_say *say;
	void *argument;
};

static void spoil(struct corruption *corruption, const char *name, size_t at)
{
	const void *copy = corruption->copy;
	char line[128];

	memcpy(corruption->copy, corruption->record,
	       corruption->record->header.len);
	/* The bits of all fields of lineage are among these. */
	corruption->copy[at] ^= 0xff;
	if (lineage_compare(copy, corruption->exec, corruption->cast,
			    say_nothing, NULL))
		return;
	corruption->unnoticed++;
	snprintf(line, sizeof(line), "%s: a wrong %s is not noticed",
		 corruption->exec->title, name);
	corruption->say(corruption->argument, line);
}

static void spoil_string(struct corruption *corruption, const char *name,
			 const struct procmon_string *string)
{
	if (!string->off || !string->len)
		return;
	spoil(corruption, name, string->off);
	spoil(corruption, name, string->off + string->len - 1);
}

unsigned int lineage_corrupt(const struct procmon_exec *record,
			     const struct cast_exec *exec,
			     const struct cast *cast, lineage_say *say,
			     void *argument)
{
	struct corruption corruption = {
		.record = record, .exec = exec, .cast = cast, .say = say,
		.argument = argument, .copy = malloc(record->header.len),
	};
	unsigned int known = exec->line.count, i, j;

	if (known > PROCMON_ANCESTORS_MAX)
		known = PROCMON_ANCESTORS_MAX;
	for (i = 0; i < sizeof(places) / sizeof(*places); i++)
		spoil(&corruption, places[i].name, places[i].at);
	for (i = 0; i < known; i++)
		for (j = 0; j < sizeof(ancestor_places) /
		     sizeof(*ancestor_places); j++)
			spoil(&corruption, ancestor_places[j].name,
			      record->ancestors.off +
			      i * record->ancestors.stride +
			      ancestor_places[j].at);
	spoil_string(&corruption, "parent_exe", &record->parent_exe);
	spoil_string(&corruption, "parent_argv", &record->parent_argv);
	free(corruption.copy);
	return corruption.unnoticed;
}

static size_t add_string(struct procmon_exec *record,
			 struct procmon_string *string, const char *bytes,
			 size_t len, size_t keep)
{
	char *at = (char *)record + record->header.len;

	if (!keep || keep > len)
		keep = len;
	string->off = record->header.len;
	string->len = keep;
	string->head = keep == len ? keep : keep / 2;
	string->total = len;
	memcpy(at, bytes, string->head);
	memcpy(at + string->head, bytes + len - (keep - string->head),
	       keep - string->head);
	record->header.len = (record->header.len + keep + 7) / 8 * 8;
	return keep;
}

static void add_ancestors(struct procmon_exec *record,
			  const struct cast_line *line)
{
	struct procmon_ancestor *to =
		(void *)((char *)record + record->header.len);
	const struct cast_ancestor *from = line->ancestors;
	unsigned int count = line->count;

	if (count > PROCMON_ANCESTORS_MAX)
		count = PROCMON_ANCESTORS_MAX;
	record->ancestors.off = record->header.len;
	record->ancestors.count = count;
	record->ancestors.stride = sizeof(*to);
	record->ancestors.total = line->count + 1;
	record->header.len += count * sizeof(*to);
	record->truncated.bits[0] |= 1ULL << PROCMON_FIELD_ANCESTORS;
	for (; count; count--, to++, from++) {
		to->tgid = from->pid;
		to->uid = from->uid;
		to->start_boottime = from->start_ticks * TICK_NS + 1;
		to->exec_id = from->image->exec_id;
		to->exe_dev_major = major(from->image->dev);
		to->exe_dev_minor = minor(from->image->dev);
		to->exe_ino = from->image->ino;
	}
}

struct procmon_exec *lineage_record(const struct cast_exec *exec, size_t cut)
{
	const struct cast_ancestor *parent = &exec->parent;
	struct procmon_exec *record = calloc(1, 65536);
	size_t kept;

	if (!record)
		abort();
	record->header.type = exec->is_failure ? PROCMON_TYPE_EXEC_FAIL :
		PROCMON_TYPE_EXEC;
	record->header.len = sizeof(*record);
	record->header.fixed_len = sizeof(*record);
	record->identity.tgid = exec->self.pid;
	record->identity.start_boottime = exec->self.start_ticks * TICK_NS;
	record->identity.exec_id = exec->self.image->exec_id;
	record->identity.ppid = parent->pid;
	record->identity.parent_start_boottime =
		parent->start_ticks * TICK_NS + 5;
	record->identity.parent_exec_id = parent->image->exec_id;
	add_string(record, &record->parent_exe, parent->image->path,
		   strlen(parent->image->path), 0);
	kept = add_string(record, &record->parent_argv, parent->image->argv,
			  parent->image->argv_bytes, cut);
	if (kept < parent->image->argv_bytes)
		record->truncated.bits[0] |= 1ULL << PROCMON_FIELD_PARENT_ARGV;
	add_ancestors(record, &exec->line);
	return record;
}
