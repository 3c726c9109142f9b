// SPDX-License-Identifier: GPL-2.0-only
/*
 * refuse_test.c - procmon_decode() refuses everything that does not hold
 * together. Each refusal has its own test, which damages one member of a good
 * record.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "libprocmon.h"
#include "decode_exact.h"
#include "sample.h"

static void expect_refused(const void *bytes, size_t len, const char *field,
			   const char *text, uint64_t offset)
{
	struct procmon_problem problem = { NULL, NULL, 0 };
	struct procmon_record before;
	struct procmon_record record;

	memset(&record, 0xA5, sizeof(record));
	before = record;
	assert_int_equal(decode_exact(bytes, len, &record, &problem),
			 -EBADMSG);
	assert_memory_equal(&record, &before, sizeof(record));
	assert_string_equal(problem.field, field);
	assert_string_equal(problem.text, text);
	assert_int_equal(problem.offset, offset);
	/* nobody needs to ask why */
	assert_int_equal(decode_exact(bytes, len, &record, NULL), -EBADMSG);
}

/* A whole string of another length. */
static void set_len(struct procmon_string *string, uint32_t len)
{
	string->len = len;
	string->head = len;
	string->total = len;
}

/* A test that damages an EXEC record: @exec is its structure. */
#define REFUSES(name, damage, field, text, offset) \
static void name(void **state) \
{ \
	struct sample sample; \
	struct procmon_exec *exec = (void *)sample.bytes; \
	size_t len = sample_exec(&sample, 7); \
\
	(void)state; \
	(void)exec; \
	damage; \
	expect_refused(sample.bytes, len, field, text, offset); \
}

#define AT(member)	offsetof(struct procmon_exec, member)

REFUSES(refuses_len_below_the_header, exec->header.len = 24,
	"header.len", "less than the header itself", 0)
REFUSES(refuses_len_zero, exec->header.len = 0,
	"header.len", "less than the header itself", 0)
REFUSES(refuses_len_that_is_not_a_multiple_of_8, exec->header.len -= 4,
	"header.len", "not a multiple of 8", 0)
REFUSES(refuses_len_behind_the_bytes, exec->header.len += 8,
	"header.len", "the bytes end within the record", len)
REFUSES(refuses_a_record_whose_end_is_missing, len -= 1,
	"header.len", "the bytes end within the record", len)
REFUSES(refuses_part_of_a_header, len = 31,
	"header", "the bytes end within it", 31)
REFUSES(refuses_no_bytes, len = 0,
	"header", "the bytes end within it", 0)
REFUSES(refuses_type_0, exec->header.type = 0,
	"header.type", "out of range", 4)
REFUSES(refuses_a_type_beyond_the_limit,
	exec->header.type = PROCMON_TYPE_LIMIT,
	"header.type", "out of range", 4)
REFUSES(refuses_seq_0, exec->header.seq = 0,
	"header.seq", "0, but numbers start with 1", 16)
REFUSES(refuses_a_fixed_part_below_the_header, exec->header.fixed_len = 24,
	"header.fixed_len", "less than the header itself", 8)
REFUSES(refuses_a_fixed_part_that_is_not_a_multiple_of_8,
	exec->header.fixed_len += 4,
	"header.fixed_len", "not a multiple of 8", 8)
REFUSES(refuses_a_fixed_part_behind_the_record,
	exec->header.fixed_len = exec->header.len + 8,
	"header.fixed_len", "more than the record", 8)
REFUSES(refuses_a_fixed_part_without_identity, exec->header.fixed_len = 240,
	"header.fixed_len", "too little for this type", 8)
REFUSES(refuses_a_fixed_part_that_swallows_strings,
	exec->header.fixed_len = exec->header.len,
	"filename", "starts within the fixed part", AT(filename))

REFUSES(refuses_comm_without_end, memset(exec->comm, 'x', 16),
	"comm", "not NUL-terminated", AT(comm))
REFUSES(refuses_prev_comm_without_end, memset(exec->prev_comm, 'x', 16),
	"prev_comm", "not NUL-terminated", AT(prev_comm))

REFUSES(refuses_a_string_in_the_fixed_part, exec->exe.off = 1184,
	"exe", "starts within the fixed part", AT(exe))
REFUSES(refuses_a_string_in_the_header, exec->exe.off = 1,
	"exe", "starts within the fixed part", AT(exe))
REFUSES(refuses_a_string_behind_the_record, exec->exe.off = len + 1,
	"exe", "starts behind the record", AT(exe))
REFUSES(refuses_a_string_far_behind_the_record, exec->exe.off = UINT32_MAX,
	"exe", "starts behind the record", AT(exe))
REFUSES(refuses_a_string_whose_end_is_behind_the_record,
	set_len(&exec->exe, len - exec->exe.off + 1),
	"exe", "ends behind the record", AT(exe))
REFUSES(refuses_a_string_whose_end_wraps_around,
	set_len(&exec->exe, UINT32_MAX),
	"exe", "ends behind the record", AT(exe))
REFUSES(refuses_an_absent_string_with_a_length, exec->exe.off = 0,
	"exe", "absent, but has a length", AT(exe))
REFUSES(refuses_a_head_that_is_longer_than_the_string,
	(exec->argv.head++, exec->argv.total += 100),
	"argv", "head is more than there is", AT(argv))
REFUSES(refuses_a_total_below_the_length, exec->argv.total--,
	"argv", "true length is less than there is", AT(argv))
REFUSES(refuses_a_cut_that_cut_nothing, exec->argv.head--,
	"argv", "cut, but nothing was cut out", AT(argv))

REFUSES(refuses_an_absent_array_with_elements, exec->groups.off = 0,
	"groups", "absent, but has elements", AT(groups))
REFUSES(refuses_an_array_that_is_not_aligned, exec->groups.off += 4,
	"groups", "start is not a multiple of 8", AT(groups))
REFUSES(refuses_an_array_in_the_fixed_part, exec->ancestors.off = 1184,
	"ancestors", "starts within the fixed part", AT(ancestors))
REFUSES(refuses_an_array_behind_the_record, exec->ancestors.off = len + 8,
	"ancestors", "starts behind the record", AT(ancestors))
REFUSES(refuses_an_array_whose_end_is_behind_the_record,
	(exec->ancestors.count = (len - exec->ancestors.off) / 40 + 1,
	 exec->ancestors.total = exec->ancestors.count),
	"ancestors", "ends behind the record", AT(ancestors))
REFUSES(refuses_an_array_whose_size_wraps_around,
	(exec->ancestors.count = 0x80000001, exec->ancestors.stride = 40,
	 exec->ancestors.total = UINT32_MAX),
	"ancestors", "ends behind the record", AT(ancestors))
REFUSES(refuses_a_stride_below_the_element, exec->ancestors.stride = 32,
	"ancestors", "stride is less than an element", AT(ancestors))
REFUSES(refuses_a_stride_of_0, exec->groups.stride = 0,
	"groups", "stride is less than an element", AT(groups))
REFUSES(refuses_a_stride_that_is_not_aligned, exec->ancestors.stride = 44,
	"ancestors", "stride is not aligned", AT(ancestors))
REFUSES(refuses_a_total_below_the_count, exec->ancestors.total = 1,
	"ancestors", "true count is less than there is", AT(ancestors))

static struct procmon_fd *fd_of(struct procmon_exec *exec, unsigned int idx)
{
	return (struct procmon_fd *)((char *)exec + exec->fds.off +
				     idx * exec->fds.stride);
}

static struct procmon_socket *socket_of(struct procmon_exec *exec,
					unsigned int idx)
{
	return (struct procmon_socket *)((char *)exec + exec->sockets.off +
					 idx * exec->sockets.stride);
}

REFUSES(refuses_a_path_of_an_fd_behind_the_record,
	fd_of(exec, 1)->path.off = len + 1,
	"fds[].path", "starts behind the record",
	exec->fds.off + 56 + offsetof(struct procmon_fd, path))
REFUSES(refuses_a_local_path_of_a_socket_in_the_fixed_part,
	socket_of(exec, 1)->local_path.off = 8,
	"sockets[].local_path", "starts within the fixed part",
	exec->sockets.off + 96 + offsetof(struct procmon_socket, local_path))
REFUSES(refuses_a_peer_path_of_a_socket_behind_the_record,
	socket_of(exec, 0)->peer_path.off = len + 8,
	"sockets[].peer_path", "starts behind the record",
	exec->sockets.off + offsetof(struct procmon_socket, peer_path))

/* Each string and each array, one after the other: none is left unchecked. */
static void checks_every_string_and_array(void **state)
{
	struct procmon_record record;
	struct procmon_string string;
	struct procmon_array array;
	struct sample sample;
	size_t offset;
	size_t len;

	(void)state;
	for (offset = AT(filename); offset < AT(groups);
	     offset += sizeof(string)) {
		len = sample_exec(&sample, 7);
		memcpy(&string, sample.bytes + offset, sizeof(string));
		assert_int_not_equal(string.off, 0);
		string.off = len + 1;
		memcpy(sample.bytes + offset, &string, sizeof(string));
		assert_int_equal(decode_exact(sample.bytes, len, &record,
					      NULL), -EBADMSG);
	}
	for (; offset < sizeof(struct procmon_exec); offset += sizeof(array)) {
		len = sample_exec(&sample, 7);
		memcpy(&array, sample.bytes + offset, sizeof(array));
		assert_int_not_equal(array.off, 0);
		array.off = len + 8;
		memcpy(sample.bytes + offset, &array, sizeof(array));
		assert_int_equal(decode_exact(sample.bytes, len, &record,
					      NULL), -EBADMSG);
	}
}

static void refuses_strings_of_a_sensor_record(void **state)
{
	struct sample sample;
	struct procmon_sensor *sensor = (void *)sample.bytes;
	size_t len;

	(void)state;
	len = sample_sensor(&sample, 1, PROCMON_TYPE_SENSOR_START);
	sensor->version.off = len + 1;
	expect_refused(sample.bytes, len, "version",
		       "starts behind the record",
		       offsetof(struct procmon_sensor, version));
	len = sample_sensor(&sample, 1, PROCMON_TYPE_SENSOR_STOP);
	sensor->kernel_release.len = 1000;
	expect_refused(sample.bytes, len, "kernel_release",
		       "ends behind the record",
		       offsetof(struct procmon_sensor, kernel_release));
}

static void refuses_comm_of_a_reader_without_end(void **state)
{
	struct sample sample;
	struct procmon_reader_event *reader = (void *)sample.bytes;
	size_t len = sample_reader(&sample, 1);

	(void)state;
	memset(reader->comm, 'x', sizeof(reader->comm));
	expect_refused(sample.bytes, len, "comm", "not NUL-terminated",
		       offsetof(struct procmon_reader_event, comm));
}

static void refuses_strings_of_a_failed_exec(void **state)
{
	struct sample sample;
	struct procmon_exec *exec = (void *)sample.bytes;
	size_t len;

	(void)state;
	len = sample_fail(&sample, 1);
	exec->filename.off = len + 1;
	expect_refused(sample.bytes, len, "filename",
		       "starts behind the record", AT(filename));
	len = sample_fail(&sample, 1);
	set_len(&exec->argv, UINT32_MAX);
	expect_refused(sample.bytes, len, "argv", "ends behind the record",
		       AT(argv));
	len = sample_fail(&sample, 1);
	memset(exec->comm, 'x', sizeof(exec->comm));
	expect_refused(sample.bytes, len, "comm", "not NUL-terminated",
		       AT(comm));
	len = sample_fail(&sample, 1);
	exec->header.fixed_len = 240;
	expect_refused(sample.bytes, len, "header.fixed_len",
		       "too little for this type", 8);
}

static void refuses_comm_of_a_config_record_without_end(void **state)
{
	struct sample sample;
	struct procmon_config_event *config = (void *)sample.bytes;
	size_t len = sample_config(&sample, 1, PROCMON_SETTING_LOCKED);

	(void)state;
	memset(config->comm, 'x', sizeof(config->comm));
	expect_refused(sample.bytes, len, "comm", "not NUL-terminated",
		       offsetof(struct procmon_config_event, comm));
}

static void refuses_records_of_the_sensor_that_say_nothing(void **state)
{
	struct sample sample;
	struct procmon_header *header = (void *)sample.bytes;
	size_t len;

	(void)state;
	len = sample_hook(&sample, 1, PROCMON_TYPE_HOOK_LOST);
	header->fixed_len = offsetof(struct procmon_hook_event, hook);
	expect_refused(sample.bytes, len, "header.fixed_len",
		       "too little for this type", 8);
	len = sample_config(&sample, 1, PROCMON_SETTING_LOCKED);
	header->fixed_len = offsetof(struct procmon_config_event, setting);
	expect_refused(sample.bytes, len, "header.fixed_len",
		       "too little for this type", 8);
	len = sample_heartbeat(&sample, 11, 1);
	header->fixed_len = offsetof(struct procmon_heartbeat, counters);
	expect_refused(sample.bytes, len, "header.fixed_len",
		       "too little for this type", 8);
}

static void refuses_lost_numbers_out_of_order(void **state)
{
	struct sample sample;
	struct procmon_lost *lost = (void *)sample.bytes;
	size_t len;

	(void)state;
	len = sample_lost(&sample, 10, 12);
	lost->first_seq = 13;
	expect_refused(sample.bytes, len, "first_seq", "0, or behind last_seq",
		       offsetof(struct procmon_lost, first_seq));
	lost->first_seq = 0;
	expect_refused(sample.bytes, len, "first_seq", "0, or behind last_seq",
		       offsetof(struct procmon_lost, first_seq));
}

static void refuses_lost_numbers_that_do_not_end_at_seq(void **state)
{
	struct sample sample;
	struct procmon_lost *lost = (void *)sample.bytes;
	size_t len = sample_lost(&sample, 10, 12);

	(void)state;
	lost->header.seq = 13;
	expect_refused(sample.bytes, len, "last_seq",
		       "differs from header.seq",
		       offsetof(struct procmon_lost, last_seq));
}

#define TEST(name)	cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses_len_below_the_header),
		TEST(refuses_len_zero),
		TEST(refuses_len_that_is_not_a_multiple_of_8),
		TEST(refuses_len_behind_the_bytes),
		TEST(refuses_a_record_whose_end_is_missing),
		TEST(refuses_part_of_a_header),
		TEST(refuses_no_bytes),
		TEST(refuses_type_0),
		TEST(refuses_a_type_beyond_the_limit),
		TEST(refuses_seq_0),
		TEST(refuses_a_fixed_part_below_the_header),
		TEST(refuses_a_fixed_part_that_is_not_a_multiple_of_8),
		TEST(refuses_a_fixed_part_behind_the_record),
		TEST(refuses_a_fixed_part_without_identity),
		TEST(refuses_a_fixed_part_that_swallows_strings),
		TEST(refuses_comm_without_end),
		TEST(refuses_prev_comm_without_end),
		TEST(refuses_a_string_in_the_fixed_part),
		TEST(refuses_a_string_in_the_header),
		TEST(refuses_a_string_behind_the_record),
		TEST(refuses_a_string_far_behind_the_record),
		TEST(refuses_a_string_whose_end_is_behind_the_record),
		TEST(refuses_a_string_whose_end_wraps_around),
		TEST(refuses_an_absent_string_with_a_length),
		TEST(refuses_a_head_that_is_longer_than_the_string),
		TEST(refuses_a_total_below_the_length),
		TEST(refuses_a_cut_that_cut_nothing),
		TEST(refuses_an_absent_array_with_elements),
		TEST(refuses_an_array_that_is_not_aligned),
		TEST(refuses_an_array_in_the_fixed_part),
		TEST(refuses_an_array_behind_the_record),
		TEST(refuses_an_array_whose_end_is_behind_the_record),
		TEST(refuses_an_array_whose_size_wraps_around),
		TEST(refuses_a_stride_below_the_element),
		TEST(refuses_a_stride_of_0),
		TEST(refuses_a_stride_that_is_not_aligned),
		TEST(refuses_a_total_below_the_count),
		TEST(refuses_a_path_of_an_fd_behind_the_record),
		TEST(refuses_a_local_path_of_a_socket_in_the_fixed_part),
		TEST(refuses_a_peer_path_of_a_socket_behind_the_record),
		TEST(checks_every_string_and_array),
		TEST(refuses_strings_of_a_sensor_record),
		TEST(refuses_comm_of_a_reader_without_end),
		TEST(refuses_strings_of_a_failed_exec),
		TEST(refuses_comm_of_a_config_record_without_end),
		TEST(refuses_records_of_the_sensor_that_say_nothing),
		TEST(refuses_lost_numbers_out_of_order),
		TEST(refuses_lost_numbers_that_do_not_end_at_seq),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
