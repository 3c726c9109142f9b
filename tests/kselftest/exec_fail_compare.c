// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_fail_compare.c - the record of an exec that failed, against what was
 * passed and what is known of the caller. It must not know why it failed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "exec_fail.h"

/**
 * struct report - A comparison that is going on.
 * @differences: so far.
 * @say: for lines.
 * @argument: for @say.
 */
struct report {
	unsigned int differences;
	void (*say)(void *argument, const char *line);
	void *argument;
};

__attribute__((format(printf, 2, 3)))
static void different(struct report *report, const char *format, ...)
{
	char line[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	report->say(report->argument, line);
	report->differences++;
}

/* What only a new program has, or is not kept of a failure. */
static const unsigned int inapplicable[] = {
	PROCMON_FIELD_PREV_COMM, PROCMON_FIELD_CREDS_BEFORE,
	PROCMON_FIELD_ENVP, PROCMON_FIELD_ENVC, PROCMON_FIELD_ENV_DIGEST,
	PROCMON_FIELD_ARGV_DIGEST, PROCMON_FIELD_INTERP, PROCMON_FIELD_SCRIPT,
	PROCMON_FIELD_SCRIPT_BTIME, PROCMON_FIELD_SCRIPT_MOUNT_ID,
	PROCMON_FIELD_EXE_CAPS,
	PROCMON_FIELD_EXE_WRITABLE, PROCMON_FIELD_VERITY_DIGEST,
	PROCMON_FIELD_IMA_DIGEST, PROCMON_FIELD_ELF_INTERP, PROCMON_FIELD_FDS,
	PROCMON_FIELD_SOCKETS, PROCMON_FIELD_FD_COUNT,
	PROCMON_FIELD_LSM_LABEL,
};

static void check_inapplicable(struct report *report,
			       const struct procmon_exec *exec)
{
	struct procmon_fieldset expected = { 0 };
	unsigned int field;
	bool seen, wanted;
	size_t i;

	for (i = 0; i < sizeof(inapplicable) / sizeof(inapplicable[0]); i++)
		expected.bits[inapplicable[i] / 64] |=
			1ULL << inapplicable[i] % 64;
	for (field = 0; field < PROCMON_FIELD_COUNT; field++) {
		seen = record_missing(exec, PROCMON_REASON_INAPPLICABLE, field);
		wanted = set_has(&expected, field);
		if (seen != wanted)
			different(report, "field %u: inapplicable: %d, expected %d",
				  field, seen, wanted);
	}
}

/* check_filename() - As passed, or why it is not there. */
static void check_filename(struct report *report,
			   const struct attempt *attempt,
			   const struct procmon_exec *exec)
{
	const struct procmon_string *string = &exec->filename;
	const char *seen = record_bytes(&exec->header, string);
	size_t len;

	if (!attempt->filename) {
		if (seen || !record_missing(exec, PROCMON_REASON_FAULT,
					    PROCMON_FIELD_FILENAME))
			different(report, "filename: not marked as unreadable");
		return;
	}
	len = strlen(attempt->filename);
	if (len >= PATH_MAX) {
		/* What is kept is its start, and it says so. */
		if (!seen ||
		    !set_has(&exec->truncated, PROCMON_FIELD_FILENAME) ||
		    string->len >= string->total || string->len < 1024 ||
		    string->head != string->len ||
		    memcmp(seen, attempt->filename, string->len))
			different(report,
				  "filename: %u of %u bytes, flagged as cut: %d, of %zu",
				  string->len, string->total,
				  set_has(&exec->truncated,
					  PROCMON_FIELD_FILENAME), len);
		return;
	}
	if (!seen || string->len != len || string->total != len ||
	    memcmp(seen, attempt->filename, len))
		different(report, "filename: '%.*s' (%u of %u), expected '%s'",
			  seen ? (int)string->len : 8, seen ? seen : "(absent)",
			  string->len, string->total, attempt->filename);
}

/* check_argv() - As passed; what is long has its start. */
static void check_argv(struct report *report, const struct attempt *attempt,
		       const struct procmon_exec *exec)
{
	const struct procmon_string *string = &exec->argv;
	const char *seen = record_bytes(&exec->header, string);
	bool cut = attempt->argv_len > PROCMON_FAIL_ARGV_MAX;

	bool there = !attempt->argv_faults || attempt->argv_len;
	bool is_part = attempt->argv_faults || cut;
	unsigned int reason = cut ? PROCMON_REASON_BOUND :
		PROCMON_REASON_FAULT;

	if (!there && (seen || !record_missing(exec, PROCMON_REASON_FAULT,
					       PROCMON_FIELD_ARGV)))
		different(report, "argv: not marked as unreadable");
	/* How many there are is known only if all could be read. */
	if (is_part && !record_missing(exec, reason, PROCMON_FIELD_ARGC))
		different(report, "argc: not marked, although argv is not whole");
	if (!is_part && (exec->argc != attempt->argc ||
			 procmon_field_missing(exec, PROCMON_FIELD_ARGC, NULL)))
		different(report, "argc: %u, expected %u", exec->argc,
			  attempt->argc);
	if (!there)
		return;
	if (!seen) {
		different(report, "argv: absent");
		return;
	}
	if (set_has(&exec->truncated, PROCMON_FIELD_ARGV) != is_part)
		different(report, "argv: flagged as cut: %d", !is_part);
	if (string->head != string->len ||
	    string->total != string->len + is_part ||
	    (cut ? string->len > PROCMON_FAIL_ARGV_MAX ||
	     string->len < PROCMON_FAIL_ARGV_MAX / 2 :
	     string->len != attempt->argv_len))
		different(report, "argv: %u of %u bytes, head %u, expected %zu",
			  string->len, string->total, string->head,
			  attempt->argv_len);
	else if (memcmp(seen, attempt->argv, string->len))
		different(report, "argv: other bytes");
}

unsigned int attempt_compare(const struct attempt *attempt,
			     const struct procmon_header *header,
			     void (*say)(void *argument, const char *line),
			     void *argument)
{
	struct report report = { 0, say, argument };
	struct fields_result result;
	struct procmon_record record = {
		.bytes = (const unsigned char *)header, .header = *header,
		.is_known = true,
	};

	memcpy(&record.exec, header, sizeof(record.exec));
	check_inapplicable(&report, &record.exec);
	check_filename(&report, attempt,
		       (const struct procmon_exec *)header);
	check_argv(&report, attempt, (const struct procmon_exec *)header);
	result = fields_compare(&record, attempt->truth, say, argument);
	/* All but a few fields of the caller have a source. */
	if (result.equal < 60)
		different(&report, "only %u fields were compared",
			  result.equal);
	return report.differences + result.different;
}
