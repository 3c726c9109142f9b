// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode_test.c - procmon_decode() takes what the module's own record.c
 * builds, from older and newer sensors too. What it refuses: refuse_test.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "libprocmon.h"
#include "decode_exact.h"
#include "sample.h"

#define AT(member)	offsetof(struct procmon_exec, member)

static void decode(const void *bytes, size_t len,
		   struct procmon_record *ret_record)
{
	struct procmon_problem problem = { "none", "none", 0 };
	int ret = procmon_decode(bytes, len, ret_record, &problem);

	if (ret)
		fail_msg("%s: %s at %zu", problem.field, problem.text,
			 (size_t)problem.offset);
}

static void takes_a_whole_exec_record(void **state)
{
	struct procmon_record record;
	struct sample sample;
	size_t len = sample_exec(&sample, 7);

	(void)state;
	decode(sample.bytes, len, &record);
	assert_true(record.is_known);
	assert_ptr_equal(record.bytes, sample.bytes);
	assert_memory_equal(&record.exec, sample.bytes, sizeof(record.exec));
	assert_memory_equal(&record.header, sample.bytes,
			    sizeof(record.header));
}

static void takes_sensor_heartbeat_lost_and_reader_records(void **state)
{
	struct procmon_record record;
	struct sample sample;

	(void)state;
	decode(sample.bytes, sample_sensor(&sample, 1,
					   PROCMON_TYPE_SENSOR_START),
	       &record);
	assert_true(record.is_known);
	assert_memory_equal(&record.sensor, sample.bytes,
			    sizeof(record.sensor));
	decode(sample.bytes, sample_sensor(&sample, 1,
					   PROCMON_TYPE_SENSOR_STOP),
	       &record);
	assert_int_equal(record.sensor.reason, PROCMON_STOP_UNLOAD);
	decode(sample.bytes, sample_heartbeat(&sample, 17, 1), &record);
	assert_true(record.is_known);
	assert_memory_equal(&record.heartbeat, sample.bytes,
			    sizeof(record.heartbeat));
	decode(sample.bytes, sample_lost(&sample, 3, 9), &record);
	assert_memory_equal(&record.lost, sample.bytes, sizeof(record.lost));
	decode(sample.bytes, sample_reader(&sample, 5), &record);
	assert_memory_equal(&record.reader, sample.bytes,
			    sizeof(record.reader));
}

static void takes_a_failed_exec(void **state)
{
	struct procmon_record record;
	struct procmon_bytes bytes;
	struct sample sample;
	unsigned int reason;

	(void)state;
	decode(sample.bytes, sample_fail(&sample, 7), &record);
	assert_true(record.is_known);
	assert_memory_equal(&record.exec, sample.bytes, sizeof(record.exec));
	assert_int_equal(record.exec.error, 2);
	assert_true(procmon_record_string(&record, &record.exec.filename,
					  &bytes));
	assert_memory_equal(bytes.bytes, "/opt/bin/nmap", 13);
	assert_true(procmon_field_missing(&record.exec, PROCMON_FIELD_ENVP,
					  &reason));
	assert_int_equal(reason, PROCMON_REASON_INAPPLICABLE);
	assert_false(procmon_field_missing(&record.exec, PROCMON_FIELD_ARGV,
					   &reason));
}

static void takes_hook_and_config_records(void **state)
{
	struct procmon_record record;
	struct sample sample;

	(void)state;
	decode(sample.bytes, sample_hook(&sample, 5, PROCMON_TYPE_HOOK_LOST),
	       &record);
	assert_true(record.is_known);
	assert_memory_equal(&record.hook, sample.bytes, sizeof(record.hook));
	decode(sample.bytes, sample_hook(&sample, 6, PROCMON_TYPE_HOOK_BACK),
	       &record);
	assert_true(record.is_known);
	assert_memory_equal(&record.hook, sample.bytes, sizeof(record.hook));
	decode(sample.bytes, sample_config(&sample, 7,
					   PROCMON_SETTING_FAIL_ERRNO),
	       &record);
	assert_true(record.is_known);
	assert_memory_equal(&record.config, sample.bytes,
			    sizeof(record.config));
}

/* Before the syscall witness, a SENSOR record ended with its strings. */
static void takes_a_sensor_record_without_mechanism(void **state)
{
	const uint32_t older_len = offsetof(struct procmon_sensor, mechanism);
	struct procmon_record record;
	struct sample sample;
	struct procmon_sensor *sensor = (void *)sample.bytes;

	(void)state;
	sample_sensor(&sample, 1, PROCMON_TYPE_SENSOR_START);
	sensor->header.fixed_len = older_len;
	sensor->header.len = older_len;
	memset(&sensor->version, 0, 2 * sizeof(sensor->version));
	assert_int_equal(decode_exact(sample.bytes, older_len, &record, NULL),
			 0);
	assert_int_equal(record.sensor.mechanism, 0);
	assert_false(PROCMON_RECORD_HAS(&record, procmon_sensor, mechanism));
	assert_true(PROCMON_RECORD_HAS(&record, procmon_sensor,
				       kernel_release));
}

static void leaves_alone_what_follows_the_record(void **state)
{
	struct procmon_record record;
	struct sample sample;
	size_t len = sample_reader(&sample, 5);

	(void)state;
	memset(sample.bytes + len, 0xff, sizeof(sample.bytes) - len);
	decode(sample.bytes, sizeof(sample.bytes), &record);
	assert_int_equal(record.header.len, len);
}

static void takes_a_record_at_any_address(void **state)
{
	struct procmon_record record;
	unsigned char *bytes = malloc(SAMPLE_SIZE + 1);
	struct procmon_ancestor ancestor;
	struct sample sample;
	size_t len = sample_exec(&sample, 7);

	(void)state;
	assert_non_null(bytes);
	memcpy(bytes + 1, sample.bytes, len);
	decode(bytes + 1, len, &record);
	assert_true(procmon_record_element(&record, &record.exec.ancestors, 1,
					   &ancestor, sizeof(ancestor)));
	assert_int_equal(ancestor.tgid, 4199);
	free(bytes);
}

static void takes_an_unknown_type_by_its_length(void **state)
{
	struct procmon_record record;
	struct sample sample;
	struct procmon_header *header = (void *)sample.bytes;
	size_t len = sample_exec(&sample, 7);

	(void)state;
	header->type = PROCMON_TYPE_LIMIT - 1;
	/* whatever it refers to is not ours to judge */
	memset(sample.bytes + sizeof(*header), 0xff, len - sizeof(*header));
	decode(sample.bytes, len, &record);
	assert_false(record.is_known);
	assert_int_equal(record.header.type, PROCMON_TYPE_LIMIT - 1);
	assert_int_equal(record.header.len, len);
}

static void takes_a_fixed_part_that_is_larger_than_ours(void **state)
{
	struct procmon_record record;
	struct procmon_bytes bytes;
	struct procmon_exec *exec;
	unsigned char *longer = calloc(1, SAMPLE_SIZE);
	struct sample sample;
	size_t len;

	(void)state;
	assert_non_null(longer);
	exec = sample_exec_fixed(&sample, 7);
	assert_int_equal(record_string(&sample.record, &exec->exe,
				       LITERAL("/bin/x")), 0);
	len = sample_end(&sample);
	memcpy(longer, sample.bytes, sizeof(*exec));
	memset(longer + sizeof(*exec), 0xEE, 16);
	memcpy(longer + sizeof(*exec) + 16, sample.bytes + sizeof(*exec),
	       len - sizeof(*exec));
	exec = (struct procmon_exec *)longer;
	exec->header.len += 16;
	exec->header.fixed_len += 16;
	exec->exe.off += 16;
	decode(longer, len + 16, &record);
	assert_true(procmon_record_string(&record, &record.exec.exe, &bytes));
	assert_int_equal(bytes.len, 6);
	assert_memory_equal(bytes.bytes, "/bin/x", 6);
	assert_int_equal(record.exec.sockets.off, 0);
	free(longer);
}

/* An EXEC record as a sensor would send it that knows only its start. */
static size_t older_exec(struct sample *sample, uint32_t fixed_len,
			 uint32_t dirty_len)
{
	struct procmon_exec *exec = sample_exec_fixed(sample, 7);

	/* the last member that it sends, and all that it does not */
	memset(sample->bytes + fixed_len - dirty_len, 0xEE,
	       sizeof(*exec) - fixed_len + dirty_len);
	exec->header.fixed_len = fixed_len;
	exec->header.len = fixed_len;
	return fixed_len;
}

static void zeroes_what_an_older_sensor_did_not_send(void **state)
{
	static const unsigned char zero[sizeof(struct procmon_exec)];
	struct procmon_record record;
	struct sample sample;
	size_t len = older_exec(&sample, AT(rlimit_nofile), 0);

	(void)state;
	assert_int_equal(decode_exact(sample.bytes, len, &record, NULL), 0);
	assert_int_equal(record.exec.nice, -5);
	assert_memory_equal((char *)&record.exec + len, zero,
			    sizeof(record.exec) - len);
	assert_true(PROCMON_RECORD_HAS(&record, procmon_exec, nice));
	assert_true(PROCMON_RECORD_HAS(&record, procmon_exec, error));
	assert_false(PROCMON_RECORD_HAS(&record, procmon_exec,
					rlimit_nofile));
}

static void zeroes_half_a_reference(void **state)
{
	static const unsigned char zero[16];
	struct procmon_record record;
	struct sample sample;
	size_t len;

	(void)state;
	len = older_exec(&sample, AT(exe) + 8, 8);
	assert_int_equal(decode_exact(sample.bytes, len, &record, NULL), 0);
	assert_memory_equal(&record.exec.exe, zero, 16);
	len = older_exec(&sample, AT(groups) + 8, 8);
	assert_int_equal(decode_exact(sample.bytes, len, &record, NULL), 0);
	assert_memory_equal(&record.exec.groups, zero, 16);
	len = older_exec(&sample, AT(comm) + 8, 8);
	assert_int_equal(decode_exact(sample.bytes, len, &record, NULL), 0);
	assert_memory_equal(record.exec.comm, zero, 16);
}

static void says_why_an_older_sensor_lacks_a_field(void **state)
{
	struct procmon_record record;
	struct sample sample;
	unsigned int reason;
	unsigned int field;
	size_t len;

	(void)state;
	/* only what lies in front of the end of identity is left */
	len = older_exec(&sample, AT(old_tid), 0);
	assert_int_equal(decode_exact(sample.bytes, len, &record, NULL), 0);
	for (field = 0; field < PROCMON_FIELD_COUNT; field++) {
		reason = 99;
		if (field == PROCMON_FIELD_ORIGIN ||
		    field == PROCMON_FIELD_EXEC_ID ||
		    field == PROCMON_FIELD_IO ||
		    field == PROCMON_FIELD_PARENT_EXEC_ID) {
			assert_false(procmon_field_missing(&record.exec, field,
							   &reason));
			assert_int_equal(reason, 99);
		} else {
			assert_true(procmon_field_missing(&record.exec, field,
							  &reason));
			/* the sensor's own word stands */
			assert_int_equal(reason,
					 field == PROCMON_FIELD_EXECVEAT ?
					 PROCMON_REASON_UNARMED :
					 PROCMON_REASON_UNSUPPORTED);
		}
	}
}

static void says_why_an_older_sensor_lacks_a_field_of_a_failure(void **state)
{
	struct procmon_record record;
	struct sample sample;
	unsigned int reason;
	size_t len;

	(void)state;
	len = older_exec(&sample, AT(script_file), 0);
	((struct procmon_exec *)sample.bytes)->header.type =
		PROCMON_TYPE_EXEC_FAIL;
	assert_int_equal(decode_exact(sample.bytes, len, &record, NULL), 0);
	assert_false(procmon_field_missing(&record.exec,
					   PROCMON_FIELD_EXE_FILE, NULL));
	assert_true(procmon_field_missing(&record.exec, PROCMON_FIELD_ARGC,
					  &reason));
	assert_int_equal(reason, PROCMON_REASON_UNSUPPORTED);
	assert_true(procmon_field_missing(&record.exec, PROCMON_FIELD_ENVC,
					  &reason));
	assert_int_equal(reason, PROCMON_REASON_UNSUPPORTED);
}

static void adds_no_reason_to_a_whole_record(void **state)
{
	struct procmon_record record;
	struct sample sample;
	unsigned int field;

	(void)state;
	decode(sample.bytes, sample_exec(&sample, 7), &record);
	for (field = 0; field < PROCMON_FIELD_COUNT; field++)
		assert_int_equal(procmon_field_missing(&record.exec, field,
						       NULL),
				 field == PROCMON_FIELD_EXECVEAT ||
				 field == PROCMON_FIELD_EXE_OVERLAY);
}

static void takes_empty_and_shared_strings(void **state)
{
	struct procmon_record record;
	struct procmon_bytes bytes;
	struct procmon_exec *exec;
	struct sample sample;

	(void)state;
	exec = sample_exec_fixed(&sample, 7);
	assert_int_equal(record_string(&sample.record, &exec->cwd, "", 0), 0);
	assert_int_equal(record_string(&sample.record, &exec->exe,
				       LITERAL("/x")), 0);
	exec->interp = exec->exe;
	/* empty, at the very end of the record */
	sample_end(&sample);
	exec->tty.off = sample.record.len;
	decode(sample.bytes, sample.record.len, &record);
	assert_true(procmon_record_string(&record, &record.exec.cwd, &bytes));
	assert_int_equal(bytes.len, 0);
	assert_true(procmon_record_string(&record, &record.exec.tty, &bytes));
	assert_int_equal(bytes.len, 0);
	assert_false(procmon_record_string(&record, &record.exec.root,
					   &bytes));
	assert_true(procmon_record_string(&record, &record.exec.interp,
					  &bytes));
	assert_memory_equal(bytes.bytes, "/x", 2);
}

/* Random damage: never a wild access, and what is taken stays in bounds. */
static void survives_random_damage(void **state)
{
	struct procmon_record record;
	struct procmon_bytes bytes;
	struct sample original;
	struct sample sample;
	uint64_t seed = 5;
	size_t offset;
	int taken = 0;
	size_t len = sample_exec(&original, 7);
	int i;
	int n;

	(void)state;
	for (i = 0; i < 50000; i++) {
		sample = original;
		for (n = next_random(&seed) % 3; n >= 0; n--) {
			offset = AT(filename) + next_random(&seed) %
				 (len - AT(filename));
			sample.bytes[offset] = next_random(&seed);
		}
		if (decode_exact(sample.bytes, len, &record, NULL))
			continue;
		taken++;
		record.bytes = sample.bytes;
		if (procmon_record_string(&record, &record.exec.argv, &bytes))
			assert_true(bytes.bytes + bytes.len <=
				    sample.bytes + len);
	}
	assert_in_range(taken, 100, 49900);
}

#define TEST(name)	cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_a_whole_exec_record),
		TEST(takes_sensor_heartbeat_lost_and_reader_records),
		TEST(takes_a_failed_exec),
		TEST(takes_hook_and_config_records),
		TEST(takes_a_sensor_record_without_mechanism),
		TEST(leaves_alone_what_follows_the_record),
		TEST(takes_a_record_at_any_address),
		TEST(takes_an_unknown_type_by_its_length),
		TEST(takes_a_fixed_part_that_is_larger_than_ours),
		TEST(takes_empty_and_shared_strings),
		TEST(zeroes_what_an_older_sensor_did_not_send),
		TEST(zeroes_half_a_reference),
		TEST(says_why_an_older_sensor_lacks_a_field),
		TEST(says_why_an_older_sensor_lacks_a_field_of_a_failure),
		TEST(adds_no_reason_to_a_whole_record),
		TEST(survives_random_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
