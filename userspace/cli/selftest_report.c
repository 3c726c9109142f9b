// SPDX-License-Identifier: GPL-2.0-only
/*
 * selftest_report.c - tells what came of the selftest, as a table or as JSON.
 * It must not know how it was found out.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "names.h"
#include "output.h"
#include "selftest.h"
#include "text.h"

static const char *const marks[SELFTEST_MARK_COUNT] = {
	[SELFTEST_NONE]		= "-",
	[SELFTEST_SEEN]		= "seen",
	[SELFTEST_MISSED]	= "missed",
	[SELFTEST_WRONG]	= "wrong",
	[SELFTEST_OFF]		= "off",
	[SELFTEST_FAILED]	= "failed",
	[SELFTEST_FILTERED]	= "filtered",
};

/**
 * struct sums - How many ways.
 * @tried: were tried.
 * @good: went as they should and were seen by all that is armed.
 * @bad: did not.
 * @absent: are not offered here.
 */
struct sums {
	unsigned int tried;
	unsigned int good;
	unsigned int bad;
	unsigned int absent;
};

static struct sums sum_up(const struct selftest_report *report)
{
	struct sums sums = { 0 };
	unsigned int i;

	for (i = 0; selftest_ways[i].name; i++) {
		const struct selftest_verdict *verdict = &report->verdicts[i];

		if (verdict->is_tried)
			sums.tried++;
		if (verdict->is_bad)
			sums.bad++;
		else if (verdict->is_tried)
			sums.good++;
		else
			sums.absent++;
	}
	return sums;
}

static bool is_armed(const struct selftest_report *report, unsigned int hook)
{
	return report->hooks.info.hooks_armed >> hook & 1;
}

bool selftest_report_is_bad(const struct selftest_report *report)
{
	return sum_up(report).bad || !is_armed(report, PROCMON_HOOK_EXEC);
}

/**
 * struct walk - Place in the table.
 * @report: the report.
 * @next: way that comes next.
 */
struct walk {
	const struct selftest_report *report;
	unsigned int next;
};

static bool next_way(void *state, const char **ret_texts)
{
	struct walk *walk = state;
	const struct selftest_verdict *verdict;

	if (!selftest_ways[walk->next].name)
		return false;
	verdict = &walk->report->verdicts[walk->next];
	ret_texts[0] = selftest_ways[walk->next].name;
	ret_texts[1] = marks[verdict->exec];
	ret_texts[2] = marks[verdict->file];
	ret_texts[3] = marks[verdict->syscall];
	ret_texts[4] = verdict->result;
	walk->next++;
	return true;
}

/* What the module itself says of it is more than the bits tell. */
static void note_mechanism(const struct selftest_report *report)
{
	struct buffer *out = output_buffer();

	buffer_text(out, "syscall witness: ");
	text_screen(out, report->syscall_state, strlen(report->syscall_state));
	buffer_char(out, '\n');
}

static void note(unsigned int hook, const char *witness, const char *loss,
		 const struct selftest_report *report)
{
	const struct procmon_info *info = &report->hooks.info;

	if (is_armed(report, hook))
		return;
	buffer_printf(output_buffer(), "%s witness: %s; %s\n", witness,
		      info->hooks_failed >> hook & 1 ? "did not arm" :
		      info->hooks_off >> hook & 1 ? "off by configuration" :
						    "disarmed", loss);
}

void selftest_report_table(const struct selftest_report *report,
			   bool no_headings)
{
	static const char *const headings[] = {
		"PATH", "EXEC WITNESS", "FILE WITNESS", "SYSCALL WITNESS",
		"RESULT", NULL
	};
	struct buffer *out = output_buffer();
	struct walk walk = { .report = report };
	struct sums sums = sum_up(report);

	print_rows(headings, next_way, &walk, no_headings);
	buffer_char(out, '\n');
	note(PROCMON_HOOK_EXEC, "exec", "nothing is recorded", report);
	note(PROCMON_HOOK_FILE, "file",
	     "records lack the script and the credentials before", report);
	note(PROCMON_HOOK_SYSCALL, "syscall",
	     "failed execs are not recorded", report);
	if (is_armed(report, PROCMON_HOOK_SYSCALL))
		note_mechanism(report);
	if (report->lost)
		buffer_printf(out, "%" PRIu64 " records were lost meanwhile: what was missed may be among them\n",
			      report->lost);
	if (!is_armed(report, PROCMON_HOOK_EXEC)) {
		buffer_text(out, "nothing was proved: the sensor is not armed\n");
		return;
	}
	buffer_printf(out, "%u of %u ways seen by each witness that is armed, %u not as they should, %u not offered\n",
		      sums.good, sums.good + sums.bad, sums.bad, sums.absent);
}

static void json_text(struct buffer *out, const char *key, const char *text)
{
	json_name(out, key);
	buffer_text(out, ":\"");
	json_raw_text(out, text, strlen(text),
		      procmon_utf8_len(text, strlen(text)) != strlen(text));
	buffer_char(out, '"');
}

static void json_hooks(struct buffer *out, const char *key, uint32_t hooks)
{
	bool is_first = true;
	unsigned int hook;

	json_name(out, key);
	buffer_text(out, ":[");
	for (hook = 0; hook < PROCMON_HOOK_COUNT; hook++) {
		if (!(hooks >> hook & 1))
			continue;
		if (!is_first)
			buffer_char(out, ',');
		is_first = false;
		json_name(out, names_find(&hook_names, hook));
	}
	buffer_text(out, "]");
}

void selftest_report_json(const struct selftest_report *report)
{
	struct buffer *out = output_buffer();
	struct sums sums = sum_up(report);
	unsigned int i;

	buffer_text(out, "{\"paths\":[");
	for (i = 0; selftest_ways[i].name; i++) {
		const struct selftest_verdict *verdict = &report->verdicts[i];

		buffer_text(out, i ? ",{" : "{");
		json_text(out, "path", selftest_ways[i].name);
		buffer_char(out, ',');
		json_text(out, "exec_witness", marks[verdict->exec]);
		buffer_char(out, ',');
		json_text(out, "file_witness", marks[verdict->file]);
		buffer_char(out, ',');
		json_text(out, "syscall_witness", marks[verdict->syscall]);
		buffer_char(out, ',');
		json_text(out, "result", verdict->result);
		buffer_printf(out, ",\"ok\":%s}", verdict->is_bad ? "false" :
						  "true");
	}
	buffer_text(out, "],\"hooks\":{");
	json_hooks(out, "armed", report->hooks.info.hooks_armed);
	buffer_char(out, ',');
	json_hooks(out, "off", report->hooks.info.hooks_off);
	buffer_char(out, ',');
	json_hooks(out, "failed", report->hooks.info.hooks_failed);
	buffer_text(out, "},");
	json_text(out, "syscall_witness", report->syscall_state);
	buffer_printf(out, ",\"tried\":%u,\"good\":%u,\"bad\":%u,\"absent\":%u,\"lost\":",
		      sums.tried, sums.good, sums.bad, sums.absent);
	json_number(out, report->lost);
	buffer_printf(out, ",\"ok\":%s}\n",
		      selftest_report_is_bad(report) ? "false" : "true");
}
