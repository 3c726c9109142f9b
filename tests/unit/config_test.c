// SPDX-License-Identifier: GPL-2.0-only
/*
 * config_test.c - the relay's configuration: what is read, which mistakes are
 * found, and with which line they are said.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "config_key.h"
#include "format.h"
#include "said.h"

/* What was said on standard error by config_read(). */
static const char *said;

/* Return: as config_read(). */
static unsigned int read_bytes(const char *text, size_t len,
			       struct config *config)
{
	unsigned int faults;

	said_begin();
	faults = config_read(text, len, "test.conf", config);
	said = said_end();
	return faults;
}

static unsigned int read_text(const char *text, struct config *config)
{
	return read_bytes(text, strlen(text), config);
}

static void what_is_given_is_read(void **state)
{
	struct config config;

	(void)state;
	assert_int_equal(read_text("# a comment\n"
				   "[relay]\n"
				   "schema = flat\n"
				   "  grace_ms=5 ; indented\n"
				   "user =\n"
				   "\n"
				   "[sink one]\n"
				   "type = file\n"
				   "path = /a/b c\n"
				   "mode = 0600\n"
				   "sync = always\n"
				   "[sink two]\r\n"
				   "type = syslog\r\n"
				   "policy = best-effort\r\n"
				   "facility = authpriv", &config), 0);
	assert_string_equal(said, "");
	assert_int_equal(config.schema, JSON_FLAT);
	assert_int_equal(config.grace_ms, 5);
	assert_string_equal(config.user, "");
	assert_int_equal(config.sink_count, 2);
	assert_string_equal(config.sinks[0].name, "one");
	assert_int_equal(config.sinks[0].kind, SINK_FILE);
	assert_string_equal(config.sinks[0].path, "/a/b c");
	assert_int_equal(config.sinks[0].mode, 0600);
	assert_int_equal(config.sinks[0].sync, SYNC_ALWAYS);
	assert_int_equal(config.sinks[0].policy, POLICY_DURABLE);
	assert_int_equal(config.sinks[1].policy, POLICY_BEST_EFFORT);
	assert_int_equal(config.sinks[1].facility, 10);
}

static void what_is_not_given_has_its_default(void **state)
{
	struct config config;

	(void)state;
	assert_int_equal(read_text("[sink a]\ntype = stdout\n", &config), 0);
	assert_int_equal(config.schema, JSON_ECS);
	assert_string_equal(config.user, "procmon");
	assert_int_equal(config.grace_ms, 60000);
	assert_int_equal(config.sinks[0].queue_kib, 1024);
	assert_int_equal(config.sinks[0].facility, 16);
	assert_int_equal(config.sinks[0].keep, 10);
}

static void patterns_are_read_as_rules_want_them(void **state)
{
	struct config config;

	(void)state;
	assert_int_equal(read_text("[redact]\n"
				   "well_known = off\n"
				   "names = Badge-?  *.ID\n"
				   "names =\n"
				   "names = more\n"
				   "[sink a]\n"
				   "type = stdout\n", &config), 0);
	assert_int_equal(config.redact.line, 1);
	assert_int_equal(config.redact.well_known, 0);
	assert_int_equal(config.redact.names.count, 3);
	assert_string_equal(config.redact.names.text[0], "badge_?");
	assert_string_equal(config.redact.names.text[1], "*_id");
	assert_string_equal(config.redact.names.text[2], "more");
	assert_int_equal(config.redact.values.count, 0);
	assert_int_equal(config.redact.env_allow.count, 0);
}

static void too_many_patterns_are_refused(void **state)
{
	struct buffer text = { 0 };
	struct config config;
	unsigned int i;

	(void)state;
	buffer_text(&text, "[sink a]\ntype = stdout\n[redact]\n");
	for (i = 0; i < CONFIG_PATTERNS_MAX; i++)
		buffer_printf(&text, "values = v%u\n", i);
	assert_int_equal(read_bytes(text.data, text.len, &config), 0);
	assert_int_equal(config.redact.values.count, CONFIG_PATTERNS_MAX);
	buffer_text(&text, "values = one more\n");
	assert_int_equal(read_bytes(text.data, text.len, &config), 1);
	assert_non_null(strstr(said, "test.conf:68: values = 'one more': give up to 64 patterns"));
	buffer_free(&text);
}

/* A mistake, the line that is said, and words of what is said. */
static const struct {
	const char *text;
	unsigned int line;
	const char *words;
} mistakes[] = {
	{ "", 0, "no sink" },
	{ "[relay]\nnothing = 1\n", 2, "'nothing': unknown; there are schema," },
	{ "[sink a]\ntype = stdout\nnothing = 1\n", 3, "there are type," },
	{ "x = 1\n", 1, "stands in no section" },
	{ "[Relay]\n", 1, "section 'Relay': unknown" },
	{ "[relay]\n[relay]\n", 2, "is there already, line 1" },
	{ "[sink]\n", 1, "section 'sink': unknown" },
	{ "[sink A]\n", 1, "'A': not a name" },
	{ "[sink ]\n", 1, "'': not a name" },
	{ "[sink a123456789012345678901234567890123]\n", 1, "not a name" },
	{ "[sink a]\ntype = stdout\n[sink a]\n", 3, "already, line 1" },
	{ "[sink a]\n", 1, "needs the key 'type'" },
	{ "[sink a]\ntype = files\n", 2, "give stdout, file, raw" },
	{ "[sink a]\ntype = file\n", 1, "needs the key 'path'" },
	{ "[sink a]\ntype = file\npath = x\n", 3, "give an absolute path" },
	{ "[sink a]\ntype = stdout\nsync = never\n", 3,
	  "a sink of type stdout has none" },
	{ "[sink a]\ntype = unix\npath = /x\nmode = 0600\n", 4,
	  "a sink of type unix has none" },
	{ "[relay]\ngrace_ms = 3600001\n", 2, "give 0 to 3600000" },
	{ "[relay]\ngrace_ms = -1\n", 2, "give 0 to 3600000" },
	{ "[relay]\ngrace_ms = 5x\n", 2, "give 0 to 3600000" },
	{ "[relay]\ngrace_ms = 18446744073709551616\n", 2, "give 0 to" },
	{ "[relay]\ngrace_ms =\n", 2, "give 0 to 3600000" },
	{ "[relay]\ngrace_ms = 1\ngrace_ms = 1\n", 3, "already, line 2" },
	{ "[sink a]\ntype = file\npath = /x\nmode = 888\n", 4, "octal" },
	{ "[sink a]\ntype = file\npath = /x\nmode = 0000\n", 4, "octal" },
	{ "[sink a]\ntype = file\npath = /x\n[sink b]\ntype = raw\npath = /x\n",
	  4, "writes where sink 'a' does, line 1" },
	{ "[sink a]\ntype = stdout\n[sink b]\ntype = stdout\n", 3,
	  "writes where sink 'a' does" },
	{ "[redact]\n[redact]\n", 2, "is there already, line 1" },
	{ "[redact]\nnothing = 1\n", 2, "there are well_known," },
	{ "[redact]\nwell_known = maybe\n", 2, "give off, on" },
	{ "[redact]\nwell_known = on\nwell_known = on\n", 3,
	  "already, line 2" },
	{ "[redact]\nnames = a b/c\n", 2, "give up to 64 patterns" },
	{ "[redact]\nvalues = a,b\n", 2, "give up to 64 patterns" },
	{ "[redact]\nenv_allow = a123456789012345678901234567890123456789012345678901234567890abcd\n",
	  2, "of up to 64 letters" },
	{ "[relay\n", 1, "neither" },
	{ "[relay]\njunk\n", 2, "neither" },
};

static void each_mistake_is_said_with_its_line(void **state)
{
	struct config config;
	char start[64];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(mistakes); i++) {
		assert_int_not_equal(read_text(mistakes[i].text, &config), 0);
		snprintf(start, sizeof(start), "test.conf:%u: ",
			 mistakes[i].line);
		if (!strstr(said, start) || !strstr(said, mistakes[i].words))
			fail_msg("of '%s' was said: %s", mistakes[i].text,
				 said);
	}
}

static void all_mistakes_are_said_at_once(void **state)
{
	struct config config;

	(void)state;
	assert_int_equal(read_text("[relay]\na = 1\nb = 2\n[c]\n", &config), 3);
	assert_non_null(strstr(said, "test.conf:2: "));
	assert_non_null(strstr(said, "test.conf:3: "));
	assert_non_null(strstr(said, "test.conf:4: "));
}

/* libinih would cut these without a word. */
static void lines_that_are_too_long_are_refused(void **state)
{
	char text[512];
	struct config config;
	size_t len;

	(void)state;
	for (len = 150; len < 300; len++) {
		snprintf(text, sizeof(text), "[sink a]\ntype = file\npath = /%0*d\n",
			 (int)len, 0);
		if (len + strlen("path = /") <= 197) {
			assert_int_equal(read_text(text, &config), 0);
			assert_int_equal(strlen(config.sinks[0].path), len + 1);
			continue;
		}
		assert_int_not_equal(read_text(text, &config), 0);
		assert_non_null(strstr(said, "test.conf:3: line of"));
	}
}

static void nul_bytes_are_refused(void **state)
{
	static const char text[] = "[relay]\nuser = a\0b\n";
	struct config config;

	(void)state;
	assert_int_not_equal(read_bytes(text, sizeof(text) - 1, &config), 0);
	assert_non_null(strstr(said, "test.conf:2: a NUL byte"));
}

static void too_many_sinks_are_refused(void **state)
{
	struct buffer text = { 0 };
	struct config config;
	unsigned int i;

	(void)state;
	for (i = 0; i <= CONFIG_SINKS_MAX; i++)
		buffer_printf(&text, "[sink s%u]\ntype = unix\npath = /%u\n",
			      i, i);
	assert_int_equal(read_bytes(text.data, text.len, &config), 1);
	assert_non_null(strstr(said, "there are 16 already"));
	buffer_free(&text);
}

static void each_default_is_in_its_range(void **state)
{
	const struct config_section *const sections[] = {
		&config_relay_section, &config_redact_section,
		&config_sink_section,
	};
	static struct config config;
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sections); i++)
		for (j = 0; j < sections[i]->count; j++)
			if (sections[i]->keys[j].normal)
				assert_true(config_key_set(&sections[i]->keys[j],
							   &config,
							   sections[i]->keys[j].normal));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_given_is_read),
		cmocka_unit_test(what_is_not_given_has_its_default),
		cmocka_unit_test(patterns_are_read_as_rules_want_them),
		cmocka_unit_test(too_many_patterns_are_refused),
		cmocka_unit_test(each_mistake_is_said_with_its_line),
		cmocka_unit_test(all_mistakes_are_said_at_once),
		cmocka_unit_test(lines_that_are_too_long_are_refused),
		cmocka_unit_test(nul_bytes_are_refused),
		cmocka_unit_test(too_many_sinks_are_refused),
		cmocka_unit_test(each_default_is_in_its_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
