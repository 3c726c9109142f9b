// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_failure.c - without memory for its record an exec is a tombstone:
 * who, with which rights, which file; never a gap. The module's parameter
 * fail_allocation makes every Nth allocation of a record fail.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define FAIL_ALLOCATION	SENSOR_PARAMETERS "/fail_allocation"
#define PROCESSES	2
/* Enough for what is said of every third, however slow the machine is. */
#define EACH		(30 + scaled(90))

/* What a tombstone cannot have; all of it is marked. */
static const unsigned int absent[] = {
	PROCMON_FIELD_FILENAME,
	PROCMON_FIELD_ARGV,
	PROCMON_FIELD_ENVP,
	PROCMON_FIELD_INTERP,
	PROCMON_FIELD_CWD,
	PROCMON_FIELD_EXE,
	PROCMON_FIELD_NODENAME,
	PROCMON_FIELD_CGROUP,
	PROCMON_FIELD_FDS,
};

FIXTURE(memory_failure)
{
	struct stream stream;
};

FIXTURE_VARIANT(memory_failure)
{
	const char *every;
	unsigned int least_percent;
	unsigned int most_percent;
};

FIXTURE_VARIANT_ADD(memory_failure, none)
{
	.every = "0",
};

FIXTURE_VARIANT_ADD(memory_failure, every)
{
	.every = "1",
	.least_percent = 100,
	.most_percent = 100,
};

/* Of an exec's several allocations some are of its record, some of its image. */
FIXTURE_VARIANT_ADD(memory_failure, every_third)
{
	.every = "3",
	.least_percent = 5,
	.most_percent = 95,
};

FIXTURE_SETUP(memory_failure)
{
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
	ASSERT_EQ(0, file_write(FAIL_ALLOCATION, variant->every));
}

FIXTURE_TEARDOWN(memory_failure)
{
	EXPECT_EQ(0, file_write(FAIL_ALLOCATION, "0"));
	stream_close(&self->stream);
}

struct tombstones {
	struct census census;
	struct stat tiny;
	unsigned int count;
	unsigned int wrong_file;
	unsigned int wrong_rights;
	unsigned int unmarked;
	unsigned int strings;
};

static void visit(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = as_exec(record);
	struct tombstones *tombstones = context;
	const struct procmon_file *file;
	unsigned int i;

	census_visit(record, &tombstones->census);
	if (!exec || !(record->flags & PROCMON_RECORD_TOMBSTONE))
		return;
	tombstones->count++;
	file = &exec->exe_file;
	if (file->ino != tombstones->tiny.st_ino ||
	    file->dev_major != major(tombstones->tiny.st_dev) ||
	    file->dev_minor != minor(tombstones->tiny.st_dev))
		tombstones->wrong_file++;
	if (exec->creds.uid != getuid() || exec->creds.euid != geteuid() ||
	    exec->creds.gid != getgid() ||
	    exec->identity.tgid != exec->identity.tid ||
	    !exec->identity.ppid || !exec->identity.start_boottime ||
	    strncmp(exec->comm, "tiny", sizeof(exec->comm)))
		tombstones->wrong_rights++;
	for (i = 0; i < ARRAY_SIZE(absent); i++)
		if (!record_missing(exec, PROCMON_REASON_MEMORY, absent[i]))
			tombstones->unmarked++;
	if (exec->argv.off || exec->exe.off || exec->filename.off)
		tombstones->strings++;
}

TEST_F_TIMEOUT(memory_failure, is_a_tombstone, 600)
{
	struct stream *stream = &self->stream;
	struct tombstones tombstones = { 0 };
	struct counters before, after;
	unsigned int execs = PROCESSES * EACH;
	struct load load;
	char path[256];

	ASSERT_EQ(0, stat(beside_us("tiny", path, sizeof(path)),
			  &tombstones.tiny));
	ASSERT_EQ(0, sensor_counters(&before));
	ASSERT_EQ(0, load_start(&load, PROCESSES, EACH, -1));
	ASSERT_EQ(0, census_begin(&tombstones.census, &load));
	ASSERT_EQ(0, load_finish(&load));
	ASSERT_EQ(0, stream_drain(stream, visit, &tombstones))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(0, census_end(&tombstones.census));
	ASSERT_EQ(0, sensor_counters(&after));

	TH_LOG("%u tombstones of %u execs", tombstones.count, execs);
	EXPECT_EQ(execs, stream->by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(execs, census_count(&tombstones.census, 1));
	EXPECT_EQ(0, stream->lost);
	EXPECT_LE(execs * variant->least_percent / 100, tombstones.count);
	EXPECT_GE(execs * variant->most_percent / 100, tombstones.count);
	EXPECT_EQ(tombstones.count, after.tombstones - before.tombstones);
	EXPECT_EQ(before.lost, after.lost);
	EXPECT_TRUE(counters_balance(&after));
	EXPECT_EQ(0, tombstones.wrong_file);
	EXPECT_EQ(0, tombstones.wrong_rights);
	EXPECT_EQ(0, tombstones.unmarked);
	EXPECT_EQ(0, tombstones.strings);

	/* With memory again, records are whole again. */
	ASSERT_EQ(0, file_write(FAIL_ALLOCATION, "0"));
	ASSERT_LT(0, run_tiny("whole"));
	ASSERT_EQ(0, stream_drain(stream, visit, &tombstones))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(execs + 1, stream->by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(after.tombstones, sensor_value("counters/tombstones"));
	census_free(&tombstones.census);
	load_free(&load);
}

TEST_HARNESS_MAIN
