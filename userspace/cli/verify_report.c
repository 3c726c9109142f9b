// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify_report.c - what was found out about a capture, as a table or as JSON.
 * It must not know how it was found out.
 *
 * A capture can have any number of faults: they are printed as they come, and
 * the verdict last.
 */
#include "verify_report.h"

#include <string.h>

#include "columns.h"
#include "kind.h"
#include "names.h"
#include "output.h"
#include "text.h"

/* As much is collected before it is written. */
#define PENDING_MAX_BYTES	(64 * 1024)

#define CELLS		7

static const char *const kind_names[PROCMON_FINDING_COUNT] = {
	[PROCMON_FINDING_STREAM]	= "stream",
	[PROCMON_FINDING_HOLE]		= "hole",
	[PROCMON_FINDING_LOSS]		= "loss",
	[PROCMON_FINDING_REPEAT]	= "repeat",
	[PROCMON_FINDING_CONTRADICTION]	= "contradiction",
};

#define COUNT(name, member) \
	{ name, offsetof(struct procmon_verify_status, member) }

/* Counts of the whole, in JSON and in the last line of a table. */
static const struct {
	const char *name;
	size_t offset;
} counts[] = {
	COUNT("streams", findings[PROCMON_FINDING_STREAM]),
	COUNT("records", records),
	COUNT("events", events),
	COUNT("tombstones", tombstones),
	COUNT("holes", findings[PROCMON_FINDING_HOLE]),
	COUNT("missing", missing),
	COUNT("losses", findings[PROCMON_FINDING_LOSS]),
	COUNT("lost", lost),
	COUNT("repeats", findings[PROCMON_FINDING_REPEAT]),
	COUNT("repeated", repeated),
	COUNT("contradictions", findings[PROCMON_FINDING_CONTRADICTION]),
	COUNT("heartbeats", heartbeats),
	COUNT("heartbeats_unjudged", heartbeats_unjudged),
};

static uint64_t count_of(const struct procmon_verify_status *status, size_t i)
{
	uint64_t count;

	memcpy(&count, (const char *)status + counts[i].offset, sizeof(count));
	return count;
}

/**
 * struct verdict - What a capture is worth.
 * @name: in a word.
 * @meaning: for people.
 */
struct verdict {
	const char *name;
	const char *meaning;
};

static const struct verdict *
judge(const struct procmon_verify_status *status, bool is_damaged)
{
	static const struct verdict verdicts[] = {
		{ "damaged", "not all of it can be read" },
		{ "incomplete", "events are missing that nothing accounts for" },
		{ "contradictory", "its own counts disprove it" },
		{ "lossy", "events were lost, and it tells of each" },
		{ "complete", "every event is there" },
		{ "empty", "there is no record in it" },
	};

	if (is_damaged)
		return &verdicts[0];
	if (status->findings[PROCMON_FINDING_HOLE])
		return &verdicts[1];
	if (status->findings[PROCMON_FINDING_CONTRADICTION])
		return &verdicts[2];
	if (status->lost)
		return &verdicts[3];
	return &verdicts[status->records ? 4 : 5];
}

/* Of a row: ns since the epoch; 0: not known. */
static void write_time(struct buffer *buffer, uint64_t ns)
{
	struct value value = { .number = ns };

	if (ns)
		kind_time.text(NULL, NULL, &value, buffer);
	else
		buffer_char(buffer, '-');
}

/* "cause full:3; type exec:3" */
static void write_counts(struct buffer *buffer, const char *title,
			 const struct names *names, const uint64_t *numbers,
			 size_t count)
{
	bool is_first = true;
	size_t i;

	for (i = 0; i < count; i++) {
		if (!numbers[i])
			continue;
		buffer_text(buffer, is_first ? title : ",");
		is_first = false;
		names_write(buffer, names, i);
		buffer_char(buffer, ':');
		buffer_number(buffer, numbers[i]);
	}
}

static const char *yes_or_no(bool is_true)
{
	return is_true ? "yes" : "no";
}

static void write_details(struct buffer *buffer,
			  const struct procmon_finding *finding)
{
	switch (finding->kind) {
	case PROCMON_FINDING_STREAM:
		buffer_printf(buffer, "starts: %s; stops: %s",
			      yes_or_no(finding->flags & PROCMON_STREAM_STARTS),
			      yes_or_no(finding->flags & PROCMON_STREAM_STOPS));
		break;
	case PROCMON_FINDING_LOSS:
		write_counts(buffer, "cause ", &cause_names, finding->by_cause,
			     PROCMON_CAUSE_COUNT);
		write_counts(buffer, "; type ", &type_names, finding->by_type,
			     PROCMON_TYPE_LIMIT);
		break;
	case PROCMON_FINDING_CONTRADICTION:
		buffer_text(buffer, finding->text);
		break;
	default:
		buffer_char(buffer, '-');
		break;
	}
}

static bool next_row(void *state, const char **ret_texts)
{
	struct verify_report *report = state;
	struct buffer *cells = &report->cells;
	const struct procmon_finding *finding;
	const struct verify_row *row;
	size_t starts[CELLS];
	size_t i;

	if (report->next == report->count)
		return false;
	row = &report->rows[report->next++];
	finding = &row->finding;
	cells->len = 0;
	for (i = 0; i < CELLS; i++) {
		starts[i] = cells->len;
		if (i == 0)
			buffer_text(cells, kind_names[finding->kind]);
		else if (i == 1)
			buffer_number(cells, finding->first_seq);
		else if (i == 2)
			buffer_number(cells, finding->last_seq);
		else if (i == 3)
			buffer_number(cells, finding->count);
		else if (i == 4)
			write_time(cells, row->after);
		else if (i == 5)
			write_time(cells, row->before);
		else
			write_details(cells, finding);
		buffer_char(cells, '\0');
	}
	for (i = 0; i < CELLS; i++)
		ret_texts[i] = cells->data + starts[i];
	return true;
}

static void print_table(struct verify_report *report)
{
	static const char *const headings[] = {
		"FINDING", "FIRST", "LAST", "COUNT", "FROM", "TO", "DETAILS",
		NULL
	};

	if (report->count)
		print_rows(headings, next_row, report,
			   report->options->no_headings ||
			   report->has_printed);
	report->has_printed = true;
	report->count = 0;
	report->next = 0;
	report->is_broken = !output_flush();
}

static void json_counts(struct buffer *out, const char *key,
			const struct names *names, const uint64_t *numbers,
			size_t count)
{
	bool is_first = true;
	size_t i;

	buffer_printf(out, ",\"%s\":{", key);
	for (i = 0; i < count; i++) {
		if (!numbers[i])
			continue;
		if (!is_first)
			buffer_char(out, ',');
		is_first = false;
		buffer_char(out, '"');
		names_write(out, names, i);
		buffer_text(out, "\":");
		json_number(out, numbers[i]);
	}
	buffer_char(out, '}');
}

static void json_count(struct buffer *out, const char *key,
		       uint64_t number)
{
	buffer_char(out, ',');
	json_name(out, key);
	buffer_char(out, ':');
	json_number(out, number);
}

static void json_time(struct buffer *out, const char *key, uint64_t ns)
{
	if (!ns)
		return;
	buffer_printf(out, ",\"%s\":\"", key);
	write_time(out, ns);
	buffer_char(out, '"');
}

static void json_bool(struct buffer *out, const char *key, bool is_true)
{
	buffer_printf(out, ",\"%s\":%s", key, is_true ? "true" : "false");
}

static void print_json(struct verify_report *report,
		       const struct verify_row *row)
{
	const struct procmon_finding *finding = &row->finding;
	struct buffer *out = output_buffer();

	if (report->has_printed)
		buffer_char(out, ',');
	report->has_printed = true;
	buffer_text(out, "{\"finding\":");
	json_name(out, kind_names[finding->kind]);
	json_count(out, "first_seq", finding->first_seq);
	json_count(out, "last_seq", finding->last_seq);
	json_count(out, "count", finding->count);
	json_time(out, "from", row->after);
	json_time(out, "to", row->before);
	if (finding->kind == PROCMON_FINDING_STREAM) {
		json_bool(out, "starts",
			  finding->flags & PROCMON_STREAM_STARTS);
		json_bool(out, "stops", finding->flags & PROCMON_STREAM_STOPS);
	} else if (finding->kind == PROCMON_FINDING_LOSS) {
		json_counts(out, "by_cause", &cause_names, finding->by_cause,
			    PROCMON_CAUSE_COUNT);
		json_counts(out, "by_type", &type_names, finding->by_type,
			    PROCMON_TYPE_LIMIT);
	} else if (finding->text) {
		buffer_text(out, ",\"text\":");
		json_name(out, finding->text);
	}
	buffer_char(out, '}');
	if (out->len >= PENDING_MAX_BYTES)
		report->is_broken = !output_flush();
}

void verify_report_begin(struct verify_report *report,
			 const struct report_options *options,
			 const struct stream *stream)
{
	memset(report, 0, sizeof(*report));
	report->options = options;
	report->stream = stream;
	if (options->is_json)
		buffer_text(output_buffer(), "{\"findings\":[");
}

static uint64_t real_time(const struct stream *stream, uint64_t mono)
{
	return mono && stream->has_mono ? mono + stream->real_minus_mono : 0;
}

void verify_report_add(struct verify_report *report,
		       const struct procmon_finding *finding)
{
	struct verify_row *row = &report->rows[report->count];

	row->finding = *finding;
	row->after = real_time(report->stream, finding->after_mono);
	row->before = real_time(report->stream, finding->before_mono);
	if (report->options->is_json) {
		print_json(report, row);
		return;
	}
	if (++report->count == VERIFY_REPORT_ROWS)
		print_table(report);
}

void verify_report_end(struct verify_report *report,
		       const struct procmon_verify_status *status,
		       bool is_damaged)
{
	const struct verdict *verdict = judge(status, is_damaged);
	struct buffer *out = output_buffer();
	size_t i;

	if (report->options->is_json) {
		buffer_text(out, "],\"verdict\":");
		json_name(out, verdict->name);
		for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
			json_count(out, counts[i].name, count_of(status, i));
		buffer_text(out, "}\n");
		return;
	}
	print_table(report);
	buffer_free(&report->cells);
	buffer_printf(out, "%s: %s\n", verdict->name, verdict->meaning);
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		buffer_text(out, i ? ", " : "");
		buffer_text(out, counts[i].name);
		buffer_char(out, ' ');
		buffer_number(out, count_of(status, i));
	}
	buffer_char(out, '\n');
}
