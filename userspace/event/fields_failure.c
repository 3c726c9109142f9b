// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_failure.c - rows of the field table: what an exec that failed tells
 * besides who called. What it asked for is no property of the process, which
 * goes on as before, and has keys of its own.
 */
#include "kind.h"

static bool has_all_arguments(const struct procmon_record *record)
{
	return !procmon_field_truncated(&record->exec, PROCMON_FIELD_ARGV);
}

static const struct field fields[] = {
	{ "ERRNO", "procmon.error", &kind_number, FAIL(error),
	  .help = "why the exec failed, as a number" },
	{ "AS_PASSED", "procmon.as_passed", &kind_bool, FAIL(flags),
	  .mask = PROCMON_EXEC_AS_PASSED,
	  .help = "FILENAME and ARGS are what the caller's memory held, which another thread may have changed since the kernel read it" },
	{ "ARGS", "procmon.attempt.args", &kind_attempt, FAIL(argv), BIT(ARGV),
	  .help = "arguments that the program would have got; in a table behind FILENAME and a colon, if the first is another" },
	{ "COMMAND_LINE", "procmon.attempt.command_line", &kind_command,
	  FAIL(argv), BIT(ARGV), .flags = FIELD_ECS,
	  .help = "likewise, as words for a shell" },
	{ "ARGC", "procmon.attempt.args_count", &kind_number, FAIL(argc),
	  BIT(ARGC), .applies = has_all_arguments,
	  .help = "number of arguments, if none was cut" },
	{ "ARGV_BYTES", "procmon.attempt.args_bytes", &kind_total, FAIL(argv),
	  BIT(ARGV), .applies = has_all_arguments, .unit = "bytes",
	  .help = "length of all arguments, if none was cut" },
};

FIELD_GROUP(fields_failure, fields);
