// SPDX-License-Identifier: GPL-2.0-only
/*
 * redact_test.c - secrets are taken out of records, whichever way they are
 * split, and nothing else is; and one that was planted is in no output.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#include "format.h"
#include "formats.h"
#include "redact.h"
#include "sample.h"

#define PLANTS		1000
#define SECRET		"Zq9xSeCrEtZq9x"
#define ARGUMENTS_MAX	8

static const struct procmon_capture no_capture;

static void add(struct sample *sample, struct procmon_string *field,
		const void *bytes, size_t len)
{
	assert_int_equal(record_string(&sample->record, field, bytes, len), 0);
}

static void decode(struct sample *sample, struct procmon_record *ret_record)
{
	size_t len = sample_end(sample);

	assert_int_equal(procmon_decode(sample->bytes, len, ret_record, NULL),
			 0);
}

/* Arguments as words in brackets, the place of a cut as "...". */
static void show(const struct procmon_record *record,
		 const struct procmon_string *string, char *text, size_t size)
{
	struct procmon_bytes block;
	struct procmon_arg arg;
	uint64_t position = 0;
	size_t len = 0;

	*text = '\0';
	assert_true(procmon_record_string(record, string, &block));
	while (procmon_args_next(&block, &position, &arg)) {
		if (arg.kind == PROCMON_ARG_CUT)
			len += snprintf(text + len, size - len, "...");
		else
			len += snprintf(text + len, size - len, "<%.*s>",
					(int)arg.len, arg.bytes);
		assert_true(len < size);
	}
}

/* What becomes of a block, and what is listed. */
static void expect(const struct redact_rules *rules, bool is_env,
		   const char *block, size_t len, const char *shown,
		   const char *listed)
{
	struct redactor *redactor = redact_new(rules);
	const struct procmon_record *result;
	struct procmon_record record;
	struct procmon_exec *exec;
	struct sample sample;
	char text[1024];

	exec = sample_exec_fixed(&sample, 1);
	add(&sample, is_env ? &exec->envp : &exec->argv, block, len);
	decode(&sample, &record);
	result = redact_record(redactor, &record);
	show(result, is_env ? &result->exec.envp : &result->exec.argv, text,
	     sizeof(text));
	assert_string_equal(text, shown);
	if (listed)
		assert_string_equal(redact_list(redactor), listed);
	else
		assert_null(redact_list(redactor));
	assert_true(listed || result == &record);
	redact_free(redactor);
}

#define EXPECT_ARGV(block, shown, listed) \
	expect(&redact_rules_default, false, LITERAL(block), shown, listed)
#define EXPECT_ENV(block, shown, listed) \
	expect(&redact_rules_default, true, LITERAL(block), shown, listed)

static void test_split(void **state)
{
	(void)state;
	EXPECT_ARGV("x\0--password=pw\0y\0",
		    "<x><--password=[redacted]><y>", "argv[1]");
	EXPECT_ARGV("x\0--password\0pw\0y\0",
		    "<x><--password><[redacted]><y>", "argv[2]");
	EXPECT_ARGV("x\0-Ddb.PassWord=pw\0",
		    "<x><-Ddb.PassWord=[redacted]>", "argv[1]");
	EXPECT_ARGV("sh\0-c\0x --api-key  pw y\0",
		    "<sh><-c><x --api-key  [redacted]>", "argv[2]");
	EXPECT_ARGV("curl\0-H\0Authorization: Bearer pw\0",
		    "<curl><-H><Authorization:[redacted]>", "argv[2]");
	EXPECT_ARGV("x\0{\"token\": \"pw\"}\0",
		    "<x><{\"token\":[redacted]>", "argv[1]");
	EXPECT_ARGV("x\0user[password]=pw\0",
		    "<x><user[password]=[redacted]>", "argv[1]");
	EXPECT_ARGV("x\0token:\0pw\0y\0",
		    "<x><token:><[redacted]><y>", "argv[2]");
	EXPECT_ARGV("x\0--token", "<x><--token>", NULL);
	/* a value may itself be the name of the next */
	EXPECT_ARGV("x\0--password\0--token\0pw\0",
		    "<x><--password><[redacted]><[redacted]>",
		    "argv[2],argv[3]");
	EXPECT_ARGV("x\0--password\0\0y\0",
		    "<x><--password><[redacted]><y>", "argv[2]");
	EXPECT_ARGV("x\0--password=pw", "<x><--password=[redacted]>",
		    "argv[1]");
}

static void test_words(void **state)
{
	(void)state;
	EXPECT_ARGV("git\0https://u:pw@host/x\0",
		    "<git><https://u:[redacted]@host/x>", "argv[1]");
	EXPECT_ARGV("x\0a://u:p@w@h b://v:q/r@h\0",
		    "<x><a://u:[redacted]@h b://v:[redacted]@h>", "argv[1]");
	EXPECT_ARGV("x\0https://host:80/a@b\0",
		    "<x><https://host:80/a@b>", NULL);
	EXPECT_ARGV("x\0a ghp_pw b\0", "<x><a [redacted]>", "argv[1]");
	EXPECT_ARGV("/usr/bin/sshpass\0-ppw\0ssh\0",
		    "</usr/bin/sshpass><-p[redacted]><ssh>", "argv[1]");
	EXPECT_ARGV("sudo\0curl\0-sSu\0u:pw\0y\0",
		    "<sudo><curl><-sSu><[redacted]><y>", "argv[3]");
}

static void test_innocent(void **state)
{
	(void)state;
	EXPECT_ARGV("ls\0-p\0--color=auto\0/etc/passwd\0",
		    "<ls><-p><--color=auto></etc/passwd>", NULL);
	EXPECT_ARGV("psql\0--no-password\0-h\0host\0",
		    "<psql><--no-password><-h><host>", NULL);
	EXPECT_ARGV("mkdir\0-p\0token\0", "<mkdir><-p><token>", NULL);
	EXPECT_ENV("PWDX=1\0OLDPWD=/x\0SSH_ASKPASS=/y\0HOME\0",
		   "<PWDX=1><OLDPWD=/x><SSH_ASKPASS=/y><HOME>", NULL);
	EXPECT_ARGV("", "", NULL);
	EXPECT_ARGV("\0\0", "<><>", NULL);
}

static void test_environment(void **state)
{
	static const char *const allowed[] = { "lang", "lc_*", "a_token" };
	const struct redact_rules only = {
		.env_allowed = allowed,
		.env_allowed_count = ARRAY_SIZE(allowed),
		.env_only_allowed = true,
	};
	struct redact_rules kept = redact_rules_default;

	(void)state;
	EXPECT_ENV("A=1\0AWS_SECRET_ACCESS_KEY=pw\0DB_PASSWORD=\0",
		   "<A=1><AWS_SECRET_ACCESS_KEY=[redacted]><DB_PASSWORD=>",
		   "envp[AWS_SECRET_ACCESS_KEY]");
	EXPECT_ENV("URL=x://u:pw@h\0", "<URL=x://u:[redacted]@h>",
		   "envp[URL]");
	/* a name that the list cannot hold is listed by its number */
	EXPECT_ENV("A=1\0a,b-token=pw\0", "<A=1><a,b-token=[redacted]>",
		   "envp[1]");
	/* each is for itself */
	EXPECT_ENV("A=--password\0B=1\0", "<A=--password><B=1>", NULL);
	/* where a shell is, which is no password there */
	EXPECT_ENV("PWD=/x\0DB_PWD=pw\0", "<PWD=/x><DB_PWD=[redacted]>",
		   "envp[DB_PWD]");
	EXPECT_ARGV("x\0PWD=pw\0", "<x><PWD=[redacted]>", "argv[1]");
	expect(&only, true, LITERAL("LANG=C\0X=pw\0bare\0LC_ALL=C\0"),
	       "<LANG=C><X=[redacted]><[redacted]><LC_ALL=C>",
	       "envp[X],envp[2]");
	expect(&only, true, LITERAL("X=\0\0Y=pw\0"), "<X=><><Y=[redacted]>",
	       "envp[Y]");
	kept.env_allowed = allowed;
	kept.env_allowed_count = ARRAY_SIZE(allowed);
	expect(&kept, true, LITERAL("A_TOKEN=1\0B_TOKEN=pw\0X=1\0"),
	       "<A_TOKEN=1><B_TOKEN=[redacted]><X=1>", "envp[B_TOKEN]");
	/* an innocent name may have a secret behind it all the same */
	expect(&kept, true, LITERAL("LANG=x://u:pw@h\0A_TOKEN=ghp_pw\0"),
	       "<LANG=x://u:[redacted]@h><A_TOKEN=[redacted]>",
	       "envp[LANG],envp[A_TOKEN]");
}

/* The parts that are left of a block, and what becomes of them. */
static void expect_cut(const char *block, size_t len, uint32_t head,
		       const char *shown, const char *listed)
{
	struct redactor *redactor = redact_new(&redact_rules_default);
	const struct procmon_record *result;
	struct procmon_record record;
	struct procmon_exec *exec;
	struct sample sample;
	char text[1024];

	exec = sample_exec_fixed(&sample, 1);
	add(&sample, &exec->argv, block, len);
	exec->argv.head = head;
	exec->argv.total = len + 1000;
	add(&sample, &exec->argv_digest,
	    LITERAL("0123456789abcdef0123456789ABCDEF"));
	decode(&sample, &record);
	result = redact_record(redactor, &record);
	show(result, &result->exec.argv, text, sizeof(text));
	assert_string_equal(text, shown);
	assert_string_equal(redact_list(redactor), listed);
	assert_int_equal(result->exec.argv.total - result->exec.argv.len,
			 1000);
	assert_int_equal(result->exec.argv_digest.off, 0);
	redact_free(redactor);
}

/* Longer than it can be said once the marker is there. */
static void test_longest(void **state)
{
	struct redactor *redactor = redact_new(&redact_rules_default);
	const struct procmon_record *result;
	struct procmon_record record;
	struct procmon_exec *exec;
	struct sample sample;

	(void)state;
	exec = sample_exec_fixed(&sample, 1);
	add(&sample, &exec->argv, LITERAL("--password=pw!pw\0"));
	exec->argv.head = 12;
	exec->argv.total = UINT32_MAX;
	decode(&sample, &record);
	result = redact_record(redactor, &record);
	assert_true(result->exec.argv.len > record.exec.argv.len);
	assert_int_equal(result->exec.argv.total, UINT32_MAX);
	redact_free(redactor);
}

static void test_cut(void **state)
{
	(void)state;
	expect_cut(LITERAL("x\0--password=pw!pw\0y z\0"), 15,
		   "<x><--password=[redacted]>...<[redacted]><y z>",
		   "argv[1],argv_digest");
	expect_cut(LITERAL("x\0--password=pw y\0z\0"), 8,
		   "<x><--pass>...<[redacted]><z>", "argv[1],argv_digest");
	/* the end of a name that nobody knows: the next may be its value */
	expect_cut(LITERAL("x\0--password\0pw\0y\0"), 8,
		   "<x><--pass>...<[redacted]><[redacted]><y>",
		   "argv[1],argv[2],argv_digest");
	/* cut between two */
	expect_cut(LITERAL("x\0--password\0pw /\0y\0"), 13,
		   "<x><--password>...<[redacted]><y>",
		   "argv[2],argv_digest");
	expect_cut(LITERAL("x\0--password\0pw"), 13,
		   "<x><--password>...<[redacted]>", "argv[3],argv_digest");
	expect_cut(LITERAL("x\0a://u:pwpw@h\0y\0"), 10,
		   "<x><a://u:[redacted]>...<[redacted]><y>",
		   "argv[1],argv_digest");
	/* the end is missing */
	expect_cut(LITERAL("x\0--password=p"), 14,
		   "<x><--password=[redacted]>...", "argv[1],argv_digest");
}

static void test_glob(void **state)
{
	(void)state;
	assert_true(redact_glob("*pass", (void *)"My-PASS", 7));
	assert_true(redact_glob("a*b?c*", (void *)"axxbxbyc", 8));
	assert_false(redact_glob("a*b?c", (void *)"axxbxbyyc", 9));
	assert_true(redact_glob("**", (void *)"", 0));
	assert_false(redact_glob("?", (void *)"", 0));
}

/* Ways in which a secret stands in arguments; @ is the secret. */
static const char *const ways[] = {
	"--password=@", "--password|@", "--db-passwd @ x", "TOKEN=@",
	"-H|x-api-key: @", "https://u:@@h/", "a;password=@;b",
	"--token|--secret|@", "{\"secret\":\"@\"}", "authorization:|@",
	"export AWS_SECRET_ACCESS_KEY='@'; true",
};

static void put_way(struct buffer *block, const char *way)
{
	const char *at;

	for (at = way; *at; at++) {
		if (at[0] == '@' && (at == way || at[-1] != '@'))
			buffer_text(block, SECRET);
		else
			buffer_char(block, *at == '|' ? '\0' : *at);
	}
	buffer_char(block, '\0');
}

/* Words around it, none of which takes it for its own. */
static void put_words(struct buffer *block, uint64_t *state)
{
	static const char *const words[] = {
		"ls", "-l", "", "a b", "\xff\x80", "--", "=", "x=y", "\n",
		"\xe2\x80\xae", "://", "[redacted]",
	};
	uint64_t count = next_random(state) % 4;

	for (; count; count--) {
		buffer_text(block, words[next_random(state) %
					 ARRAY_SIZE(words)]);
		buffer_char(block, '\0');
	}
}

static void plant(struct sample *sample, struct procmon_string *string,
		  uint64_t *state, bool is_env)
{
	struct buffer block = { 0 };
	uint32_t len;
	uint32_t cut;

	put_words(&block, state);
	if (is_env)
		buffer_text(&block, "MY_TOKEN=" SECRET);
	if (is_env)
		buffer_char(&block, '\0');
	else
		put_way(&block, ways[next_random(state) % ARRAY_SIZE(ways)]);
	put_words(&block, state);
	len = (uint32_t)block.len;
	add(sample, string, block.data, len);
	if (next_random(state) % 2) {
		/* as if more had been there, wherever */
		cut = next_random(state) % (len + 1);
		string->head = cut;
		string->total = len + 77;
	}
	buffer_free(&block);
}

/* Half of it would be too much as well, were it cut in two. */
static bool has_secret(const struct buffer *text)
{
	static const char half[] = "SeCrEt";

	return memmem(text->data, text->len, half, sizeof(half) - 1);
}

/* The next record with secrets in it, and what it is without them. */
static void next_plant(struct redactor *redactor, unsigned int i,
		       uint64_t *state, struct sample *sample,
		       struct procmon_record *record, struct event *event)
{
	struct procmon_record again;
	struct procmon_exec *exec;

	exec = i % 3 ? sample_exec_fixed(sample, i + 1) :
		       sample_fail_fixed(sample, i + 1, 2);
	plant(sample, &exec->argv, state, false);
	if (i % 3) {
		plant(sample, &exec->envp, state, true);
		plant(sample, &exec->parent_argv, state, false);
	}
	decode(sample, record);
	event->record = redact_record(redactor, record);
	event->redacted = redact_list(redactor);
	assert_non_null(event->redacted);
	/* what comes out is a whole record, and tells all the same */
	assert_int_equal(procmon_decode(event->record->bytes,
					event->record->header.len, &again,
					NULL), 0);
	assert_int_equal(again.exec.argv.off, event->record->exec.argv.off);
	assert_int_equal(again.header.seq, record->header.seq);
}

static void test_planted_in(const struct format *format,
			    const struct format_options *options)
{
	struct redactor *redactor = redact_new(&redact_rules_default);
	struct stream stream = { .boot_id = { 1 } };
	struct event event = { .stream = &stream };
	struct procmon_record record;
	struct buffer out = { 0 };
	struct sample sample;
	uint64_t state = 1;
	unsigned int i;

	format->begin(options, &no_capture, &out);
	for (i = 0; i < PLANTS; i++) {
		next_plant(redactor, i, &state, &sample, &record, &event);
		out.len = 0;
		format->record(&event, &out);
		format->batch(&out);
		if (has_secret(&out))
			fail_msg("plant %u: %.*s", i, (int)out.len, out.data);
	}
	/* the judge sees what is there */
	event.record = &record;
	format->record(&event, &out);
	format->batch(&out);
	assert_true(has_secret(&out));
	format->end(&out);
	buffer_free(&out);
	redact_free(redactor);
}

static void test_planted_json(void **state)
{
	struct format_options options = { 0 };

	(void)state;
	for (; options.schema < json_schema_names.count; options.schema++)
		test_planted_in(&format_json, &options);
}

static void test_planted_raw(void **state)
{
	const struct format_options options = { 0 };

	(void)state;
	test_planted_in(&format_raw, &options);
}

static void test_planted_table(void **state)
{
	static const char *const names[] = {
		"args", "command_line", "env", "parent_args", "redacted"
	};
	const struct field *columns[ARRAY_SIZE(names)];
	const struct format_options options = {
		.columns = columns, .column_count = ARRAY_SIZE(names),
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		columns[i] = field_find(names[i], strlen(names[i]));
	test_planted_in(&format_table, &options);
}

static void test_other_records(void **state)
{
	struct redactor *redactor = redact_new(&redact_rules_default);
	struct procmon_record record;
	struct sample sample;
	uint16_t type;

	(void)state;
	for (type = PROCMON_TYPE_EXEC; type <= PROCMON_TYPE_LOST; type++) {
		if (type > PROCMON_TYPE_CRED && type < PROCMON_TYPE_LOST)
			continue;
		if (type == PROCMON_TYPE_LOST)
			sample_lost(&sample, 1, 2);
		else
			sample_of_type(&sample, 1, type);
		assert_int_equal(procmon_decode(sample.bytes,
						sizeof(sample.bytes), &record,
						NULL), 0);
		assert_ptr_equal(redact_record(redactor, &record), &record);
		assert_null(redact_list(redactor));
	}
	redact_free(redactor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_glob),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_innocent),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_other_records),
		cmocka_unit_test(test_planted_json),
		cmocka_unit_test(test_planted_raw),
		cmocka_unit_test(test_planted_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
