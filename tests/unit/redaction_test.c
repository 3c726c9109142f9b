// SPDX-License-Identifier: GPL-2.0-only
/*
 * redaction_test.c - what the relay's configuration wants taken out of records
 * is, and nothing else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#include "config_key.h"
#include "redaction.h"
#include "sample.h"

static const char environment[] = "LANG=C\0PWD=/x\0A_TOKEN=1\0STAFF-ID=2\0E=\0";

/* Add to a key of [redact]. */
static void set(struct redact_config *config, const char *name,
		const char *value)
{
	const struct config_key *key = config_key_find(&config_redact_section,
						       name);

	assert_non_null(key);
	assert_true(config_key_set(key, config, value));
}

static void set_defaults(struct redact_config *config)
{
	memset(config, 0, sizeof(*config));
	config_key_defaults(&config_redact_section, config);
}

/* The environment, its NUL bytes as ";", and what is noted. */
static void expect(const struct redact_config *config, const char *shown,
		   const char *listed)
{
	struct procmon_record record;
	struct event event = { .record = &record };
	struct redaction redaction;
	struct procmon_bytes bytes;
	struct procmon_exec *exec;
	struct sample sample;
	char text[256];
	size_t i;

	exec = sample_exec_fixed(&sample, 1);
	assert_int_equal(record_string(&sample.record, &exec->envp,
				       LITERAL(environment)), 0);
	assert_int_equal(procmon_decode(sample.bytes, sample_end(&sample),
					&record, NULL), 0);
	redaction_open(&redaction, config);
	assert_int_equal(redaction_apply(&redaction, &event), listed != NULL);
	assert_true(procmon_record_string(event.record,
					  &event.record->exec.envp, &bytes));
	assert_true(bytes.len < sizeof(text));
	for (i = 0; i < bytes.len; i++)
		text[i] = bytes.bytes[i] ? (char)bytes.bytes[i] : ';';
	text[i] = '\0';
	assert_string_equal(text, shown);
	if (listed)
		assert_string_equal(event.redacted, listed);
	else
		assert_null(event.redacted);
	redaction_close(&redaction);
}

static void well_known_secrets_unless_off(void **state)
{
	struct redact_config config;

	(void)state;
	set_defaults(&config);
	expect(&config, "LANG=C;PWD=/x;A_TOKEN=[redacted];STAFF-ID=2;E=;",
	       "envp[A_TOKEN]");
	set(&config, "well_known", "off");
	expect(&config, "LANG=C;PWD=/x;A_TOKEN=1;STAFF-ID=2;E=;", NULL);
}

static void own_names(void **state)
{
	struct redact_config config;

	(void)state;
	set_defaults(&config);
	set(&config, "names", "Staff?Id e");
	expect(&config,
	       "LANG=C;PWD=/x;A_TOKEN=[redacted];STAFF-ID=[redacted];E=;",
	       "envp[A_TOKEN],envp[3]");
	set(&config, "well_known", "off");
	expect(&config, "LANG=C;PWD=/x;A_TOKEN=1;STAFF-ID=[redacted];E=;",
	       "envp[3]");
}

static void an_own_name_goes_before_what_is_known_to_be_none(void **state)
{
	struct redact_config config;

	(void)state;
	set_defaults(&config);
	set(&config, "names", "pw*");
	expect(&config,
	       "LANG=C;PWD=[redacted];A_TOKEN=[redacted];STAFF-ID=2;E=;",
	       "envp[PWD],envp[A_TOKEN]");
}

static void own_values(void **state)
{
	struct redact_config config;

	(void)state;
	set_defaults(&config);
	set(&config, "well_known", "off");
	set(&config, "values", "c");
	expect(&config, "LANG=[redacted];PWD=/x;A_TOKEN=1;STAFF-ID=2;E=;",
	       "envp[LANG]");
}

static void only_what_is_allowed(void **state)
{
	struct redact_config config;

	(void)state;
	set_defaults(&config);
	set(&config, "env_allow", "LANG");
	set(&config, "env_allow", "staff_*");
	expect(&config,
	       "LANG=C;PWD=[redacted];A_TOKEN=[redacted];STAFF-ID=2;E=;",
	       "envp[PWD],envp[A_TOKEN]");
	set(&config, "well_known", "off");
	expect(&config,
	       "LANG=C;PWD=[redacted];A_TOKEN=[redacted];STAFF-ID=2;E=;",
	       "envp[PWD],envp[A_TOKEN]");
	/* what is allowed may hold what is not */
	set(&config, "values", "c");
	expect(&config,
	       "LANG=[redacted];PWD=[redacted];A_TOKEN=[redacted];STAFF-ID=2;E=;",
	       "envp[LANG],envp[PWD],envp[A_TOKEN]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_known_secrets_unless_off),
		cmocka_unit_test(own_names),
		cmocka_unit_test(an_own_name_goes_before_what_is_known_to_be_none),
		cmocka_unit_test(own_values),
		cmocka_unit_test(only_what_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
