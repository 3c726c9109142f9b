// SPDX-License-Identifier: GPL-2.0-only
/*
 * batch_test.c - batches, as the device gives them: records one behind the
 * other, whole or damaged.
 */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "libprocmon.h"
#include "sample.h"

#define RECORDS	4

/* Records in memory, and where each of them starts. */
struct records {
	unsigned char bytes[RECORDS * SAMPLE_SIZE];
	size_t len;
	size_t starts[RECORDS];
};

static void append(struct records *records, unsigned int idx,
		   const struct sample *sample, size_t len)
{
	memcpy(records->bytes + records->len, sample->bytes, len);
	records->starts[idx] = records->len;
	records->len += len;
}

static void make_records(struct records *records)
{
	struct sample sample;

	records->len = 0;
	append(records, 0, &sample,
	       sample_sensor(&sample, 1, PROCMON_TYPE_SENSOR_START));
	append(records, 1, &sample, sample_exec(&sample, 2));
	append(records, 2, &sample, sample_lost(&sample, 3, 5));
	append(records, 3, &sample, sample_reader(&sample, 6));
}

static struct procmon_batch batch_of(const struct records *records)
{
	return (struct procmon_batch) {
		.bytes = records->bytes,
		.len = records->len,
	};
}

static void a_batch_gives_its_records(void **state)
{
	struct procmon_record record;
	struct procmon_batch batch;
	struct records records;
	int i;

	(void)state;
	make_records(&records);
	batch = batch_of(&records);
	for (i = 0; i < RECORDS; i++) {
		assert_int_equal(procmon_batch_next(&batch, &record, NULL), 1);
		assert_ptr_equal(record.bytes, records.bytes + records.starts[i]);
	}
	assert_int_equal(procmon_batch_next(&batch, &record, NULL), 0);
	assert_int_equal(procmon_batch_next(&batch, &record, NULL), 0);
}

static void a_batch_goes_on_behind_a_damaged_record(void **state)
{
	struct procmon_problem problem;
	struct procmon_record record;
	struct procmon_header header;
	struct procmon_batch batch;
	struct records records;

	(void)state;
	make_records(&records);
	memcpy(&header, records.bytes + records.starts[1], sizeof(header));
	header.seq = 0;
	memcpy(records.bytes + records.starts[1], &header, sizeof(header));
	batch = batch_of(&records);
	assert_int_equal(procmon_batch_next(&batch, &record, &problem), 1);
	assert_int_equal(procmon_batch_next(&batch, &record, &problem),
			 -EBADMSG);
	assert_string_equal(problem.field, "header.seq");
	assert_int_equal(problem.offset, records.starts[1] + 16);
	assert_int_equal(procmon_batch_next(&batch, &record, NULL), 1);
	assert_int_equal(record.header.type, PROCMON_TYPE_LOST);
}

static void a_batch_ends_where_a_length_cannot_be_trusted(void **state)
{
	static const uint32_t lengths[] = { 0, 24, 1201, 0xfffffff8 };
	struct procmon_record record;
	struct procmon_batch batch;
	struct records records;
	size_t i;

	(void)state;
	make_records(&records);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		memcpy(records.bytes + records.starts[1], &lengths[i],
		       sizeof(lengths[i]));
		batch = batch_of(&records);
		assert_int_equal(procmon_batch_next(&batch, &record, NULL), 1);
		assert_int_equal(procmon_batch_next(&batch, &record, NULL),
				 -EBADMSG);
		assert_int_equal(procmon_batch_next(&batch, &record, NULL), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_gives_its_records),
		cmocka_unit_test(a_batch_goes_on_behind_a_damaged_record),
		cmocka_unit_test(a_batch_ends_where_a_length_cannot_be_trusted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
