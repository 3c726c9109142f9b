// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode_life_test.c - procmon_decode() on records of a process's life: what it
 * takes, from older sensors too, and what it refuses.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "libprocmon.h"
#include "decode_exact.h"
#include "sample.h"

#define IDENTITY_END	offsetof(struct procmon_life, process.creds)

/* Each type, its structure, what of it means something, and its names. */
static const struct type {
	uint16_t type;
	uint32_t size;
	uint32_t least;
	bool is_life;
	struct {
		const char *field;
		uint32_t offset;
	} names[3];
} types[] = {
	{ PROCMON_TYPE_FORK, sizeof(struct procmon_fork), IDENTITY_END, true,
	  { { "process.comm", 352 }, { "creator.comm", 400 } } },
	{ PROCMON_TYPE_EXIT, sizeof(struct procmon_exit), IDENTITY_END, true,
	  { { "process.comm", 352 } } },
	{ PROCMON_TYPE_UID, sizeof(struct procmon_creds_event), IDENTITY_END,
	  true, { { "process.comm", 352 } } },
	{ PROCMON_TYPE_GID, sizeof(struct procmon_creds_event), IDENTITY_END,
	  true, { { "process.comm", 352 } } },
	{ PROCMON_TYPE_CRED, sizeof(struct procmon_creds_event), IDENTITY_END,
	  true, { { "process.comm", 352 } } },
	{ PROCMON_TYPE_SID, sizeof(struct procmon_life), IDENTITY_END, true,
	  { { "process.comm", 352 } } },
	{ PROCMON_TYPE_PTRACE, sizeof(struct procmon_ptrace_event),
	  IDENTITY_END, true,
	  { { "process.comm", 352 }, { "tracer.comm", 400 } } },
	{ PROCMON_TYPE_COMM, sizeof(struct procmon_comm_event), IDENTITY_END,
	  true,
	  { { "process.comm", 352 }, { "before", 368 },
	    { "actor.comm", 416 } } },
	{ PROCMON_TYPE_COREDUMP, sizeof(struct procmon_coredump),
	  IDENTITY_END, true, { { "process.comm", 352 } } },
	{ PROCMON_TYPE_SNAPSHOT_BEGIN, sizeof(struct procmon_snapshot), 48,
	  false, { { NULL, 0 } } },
	{ PROCMON_TYPE_SNAPSHOT_END, sizeof(struct procmon_snapshot), 48,
	  false, { { NULL, 0 } } },
};

static size_t make(const struct type *type, struct sample *sample)
{
	return sample_of_type(sample, 7, type->type);
}

static void takes_each_type_whole(void **state)
{
	const struct type *type;
	struct procmon_record record;
	struct sample sample;
	size_t len;

	(void)state;
	for (type = types; type < types + ARRAY_SIZE(types); type++) {
		len = make(type, &sample);
		assert_int_equal(len, type->size);
		assert_int_equal(decode_exact(sample.bytes, len, &record,
					      NULL), 0);
		assert_true(record.is_known);
		assert_memory_equal(&record.life, sample.bytes, type->size);
		assert_ptr_equal(procmon_record_process(&record),
				 type->is_life ? &record.life.process : NULL);
	}
}

static void takes_a_process_that_is_running(void **state)
{
	struct procmon_record record;
	struct procmon_bytes bytes;
	struct sample sample;
	unsigned int reason;

	(void)state;
	assert_int_equal(procmon_decode(sample.bytes, sample_proc(&sample, 9),
					&record, NULL), 0);
	assert_true(record.is_known);
	assert_memory_equal(&record.exec, sample.bytes, sizeof(record.exec));
	assert_null(procmon_record_process(&record));
	assert_true(procmon_record_string(&record, &record.exec.argv, &bytes));
	assert_memory_equal(bytes.bytes, "true", 5);
	assert_true(procmon_record_missing(&record, PROCMON_FIELD_NAMESPACES,
					   &reason));
	assert_int_equal(reason, PROCMON_REASON_FAULT);
	assert_true(procmon_record_missing(&record, PROCMON_FIELD_ORIGIN,
					   &reason));
	assert_int_equal(reason, PROCMON_REASON_INAPPLICABLE);
	assert_false(procmon_record_missing(&record, PROCMON_FIELD_ARGV,
					    &reason));
}

/* At every length: taken from where it means something, the rest is zero. */
static void takes_what_an_older_sensor_sends(void **state)
{
	static const unsigned char zero[sizeof(struct procmon_exec)];
	const struct type *type;
	struct procmon_record record;
	struct sample sample;
	struct procmon_header *header = (void *)sample.bytes;
	uint32_t len;
	int ret;

	(void)state;
	for (type = types; type < types + ARRAY_SIZE(types); type++) {
		for (len = sizeof(*header); len <= type->size; len += 8) {
			make(type, &sample);
			header->len = len;
			header->fixed_len = len;
			ret = decode_exact(sample.bytes, len, &record, NULL);
			assert_int_equal(ret, len < type->least ? -EBADMSG : 0);
			if (ret)
				continue;
			/* missing[] is before all that can be left out */
			assert_memory_equal((char *)&record.life + 144,
					    sample.bytes + 144,
					    type->is_life ? 80 : 0);
			assert_memory_equal((char *)&record.life + len, zero,
					    sizeof(record.exec) - len);
		}
	}
}

static void says_why_an_older_sensor_lacks_a_field(void **state)
{
	static const unsigned int fields[] = {
		PROCMON_FIELD_NAMESPACES, PROCMON_FIELD_CGROUP,
		PROCMON_FIELD_LOGINUID, PROCMON_FIELD_IO,
	};
	struct procmon_record record;
	struct sample sample;
	struct procmon_header *header = (void *)sample.bytes;
	unsigned int reason;
	unsigned int field;
	bool is_lacking;
	size_t i;

	(void)state;
	sample_exit(&sample, 7);
	header->len = IDENTITY_END;
	header->fixed_len = IDENTITY_END;
	assert_int_equal(decode_exact(sample.bytes, IDENTITY_END, &record,
				      NULL), 0);
	for (field = 0; field < PROCMON_FIELD_COUNT; field++) {
		is_lacking = field == PROCMON_FIELD_PARENT_EXEC_ID;
		for (i = 0; i < ARRAY_SIZE(fields); i++)
			is_lacking |= field == fields[i];
		assert_int_equal(procmon_record_missing(&record, field,
							&reason), is_lacking);
		/* the sensor's own word stands */
		if (is_lacking)
			assert_int_equal(reason,
					 field == PROCMON_FIELD_PARENT_EXEC_ID ?
					 PROCMON_REASON_UNARMED :
					 PROCMON_REASON_UNSUPPORTED);
	}

	/* what reads and writes of storage there were, only an exit tells */
	sample_sid(&sample, 7);
	assert_int_equal(decode_exact(sample.bytes, sizeof(struct procmon_life),
				      &record, NULL), 0);
	assert_false(procmon_record_missing(&record, PROCMON_FIELD_IO, NULL));
}

static void no_other_record_lacks_a_field(void **state)
{
	struct procmon_record record;
	struct sample sample;
	unsigned int field;

	(void)state;
	memset(&sample, 0xff, sizeof(sample));
	assert_int_equal(procmon_decode(sample.bytes, sample_reader(&sample, 5),
					&record, NULL), 0);
	assert_null(procmon_record_process(&record));
	for (field = 0; field < PROCMON_FIELD_COUNT; field++)
		assert_false(procmon_record_missing(&record, field, NULL));
	record.is_known = false;
	record.header.type = UINT16_MAX;
	assert_null(procmon_record_process(&record));
	assert_false(procmon_record_missing(&record, 0, NULL));
}

static void refuses_names_without_end(void **state)
{
	const struct type *type;
	struct procmon_problem problem;
	struct procmon_record record;
	struct sample sample;
	unsigned int checked = 0;
	size_t len;
	size_t i;

	(void)state;
	for (type = types; type < types + ARRAY_SIZE(types); type++) {
		for (i = 0; i < 3 && type->names[i].field; i++) {
			len = make(type, &sample);
			memset(sample.bytes + type->names[i].offset, 'x',
			       PROCMON_COMM_LEN);
			assert_int_equal(decode_exact(sample.bytes, len,
						      &record, &problem),
					 -EBADMSG);
			assert_string_equal(problem.field,
					    type->names[i].field);
			assert_string_equal(problem.text,
					    "not NUL-terminated");
			assert_int_equal(problem.offset,
					 type->names[i].offset);
			checked++;
		}
	}
	assert_int_equal(checked, 13);
}

static void refuses_strings_of_a_process_that_is_running(void **state)
{
	struct procmon_record record;
	struct sample sample;
	struct procmon_exec *exec = (void *)sample.bytes;
	size_t len = sample_proc(&sample, 9);

	(void)state;
	exec->envp.off = len + 1;
	assert_int_equal(decode_exact(sample.bytes, len, &record, NULL),
			 -EBADMSG);
}

#define TEST(name)	cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_each_type_whole),
		TEST(takes_a_process_that_is_running),
		TEST(takes_what_an_older_sensor_sends),
		TEST(says_why_an_older_sensor_lacks_a_field),
		TEST(no_other_record_lacks_a_field),
		TEST(refuses_names_without_end),
		TEST(refuses_strings_of_a_process_that_is_running),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
