// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_degraded.c - the sensor with its lesser hooks switched off: every
 * exec is still reported, the fields that it then cannot have are marked, and
 * every other field is as it is with all hooks. Loads the module itself.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "life.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define PROCESSES	2
#define EACH		60
#define SCRIPT_FILE	"/tmp/module_degraded.script"
/* More than the module keeps of one exec's arguments. */
#define LONG_BYTES	100000
/* For what must come to an end by itself, ms. */
#define PATIENCE_MS	30000

static const unsigned int file_fields[] = {
	PROCMON_FIELD_PREV_COMM,
	PROCMON_FIELD_SCRIPT,
	PROCMON_FIELD_CREDS_BEFORE,
};

static const unsigned int task_work_fields[] = {
	PROCMON_FIELD_CWD,
	PROCMON_FIELD_ROOT,
	PROCMON_FIELD_EXE_BTIME,
	PROCMON_FIELD_EXE_WRITABLE,
	PROCMON_FIELD_EXE_CAPS,
	PROCMON_FIELD_VERITY_DIGEST,
	PROCMON_FIELD_IMA_DIGEST,
	PROCMON_FIELD_ELF_INTERP,
	PROCMON_FIELD_LSM_LABEL,
	PROCMON_FIELD_FDS,
	PROCMON_FIELD_SOCKETS,
	PROCMON_FIELD_FD_COUNT,
};

/* Without the script as a whole there is nothing to say of its parts. */
static const unsigned int script_parts[] = {
	PROCMON_FIELD_SCRIPT_BTIME,
	PROCMON_FIELD_SCRIPT_MOUNT_ID,
};

/* The execs that are compared. */
enum scene {
	SCENE_PLAIN,
	SCENE_SCRIPT,
	SCENE_LONG,
	SCENE_COUNT,
};

static const char *const scene_names[SCENE_COUNT] = {
	"plain", "script", "long",
};

struct scenes {
	unsigned int count;
	unsigned char *records[SCENE_COUNT];
};

FIXTURE(module_degraded)
{
	struct scenes normal;
	struct procmon_fieldset unsupported;
	char long_argument[LONG_BYTES + 1];
};

FIXTURE_VARIANT(module_degraded)
{
	const char *parameters;
	bool file_witness;
	bool task_work;
};

FIXTURE_VARIANT_ADD(module_degraded, task_work_off)
{
	.parameters = "task_work=0",
	.file_witness = true,
};

FIXTURE_VARIANT_ADD(module_degraded, file_witness_off)
{
	.parameters = "file_witness=0",
	.task_work = true,
};

FIXTURE_VARIANT_ADD(module_degraded, both_off)
{
	.parameters = "task_work=0 file_witness=0",
};

static void keep(const struct procmon_header *record, void *context)
{
	struct scenes *scenes = context;

	if (record->type != PROCMON_TYPE_EXEC)
		return;
	if (scenes->count < SCENE_COUNT) {
		scenes->records[scenes->count] = malloc(record->len);
		if (scenes->records[scenes->count])
			memcpy(scenes->records[scenes->count], record,
			       record->len);
	}
	scenes->count++;
}

static const struct procmon_exec *scene_exec(const struct scenes *scenes,
					     unsigned int scene)
{
	return (const void *)scenes->records[scene];
}

static void run_scenes(struct __test_metadata *_metadata,
		       FIXTURE_DATA(module_degraded) *self,
		       struct scenes *scenes)
{
	char tiny[256];
	char *plain[] = { "tiny", "an argument", "", "another", NULL };
	char *script[] = { SCRIPT_FILE, "of a script", NULL };
	char *long_one[] = { "tiny", self->long_argument, "end", NULL };
	struct procmon_info info;
	struct stream stream;

	memset(scenes, 0, sizeof(*scenes));
	beside_us("tiny", tiny, sizeof(tiny));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	/* Before it, who runs us is not known. */
	ASSERT_TRUE(life_wait_for_snapshot(&stream, PATIENCE_MS))
		TH_LOG("the snapshot does not end: %s", stream.error);
	ASSERT_EQ(0, run_program(tiny, plain, NULL));
	ASSERT_EQ(0, run_program(SCRIPT_FILE, script, NULL));
	ASSERT_EQ(0, run_program(tiny, long_one, NULL));
	ASSERT_EQ(0, stream_drain(&stream, keep, scenes))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(SCENE_COUNT, scenes->count);
	EXPECT_EQ(0, stream.tombstones);
	EXPECT_EQ(0, stream.lost);
	ASSERT_EQ(0, stream_info(&stream, &info));
	self->unsupported = info.unsupported;
	stream_close(&stream);
}

static void write_script(struct __test_metadata *_metadata)
{
	char text[300], tiny[256];
	int fd;

	snprintf(text, sizeof(text), "#!%s\n",
		 beside_us("tiny", tiny, sizeof(tiny)));
	unlink(SCRIPT_FILE);
	fd = open(SCRIPT_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	ASSERT_LE(0, fd);
	ASSERT_EQ((ssize_t)strlen(text), write(fd, text, strlen(text)));
	close(fd);
}

FIXTURE_SETUP(module_degraded)
{
	if (sensor_loaded()) {
		ASSERT_EQ(0, sensor_unload());
	}
	write_script(_metadata);
	memset(self->long_argument, 'x', LONG_BYTES);
	ASSERT_EQ(0, sensor_load(""));
	run_scenes(_metadata, self, &self->normal);
	ASSERT_EQ(0, sensor_unload());
	ASSERT_EQ(0, sensor_load(variant->parameters));
}

FIXTURE_TEARDOWN(module_degraded)
{
	EXPECT_EQ(0, sensor_unload());
	unlink(SCRIPT_FILE);
}

static bool is_one_of(unsigned int field, const unsigned int *fields,
		      size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (fields[i] == field)
			return true;
	return false;
}

static void expect_same_string(struct __test_metadata *_metadata,
			       const struct procmon_exec *normal,
			       const struct procmon_string *a,
			       const struct procmon_exec *degraded,
			       const struct procmon_string *b,
			       const char *name)
{
	const char *a_bytes = record_bytes(&normal->header, a);
	const char *b_bytes = record_bytes(&degraded->header, b);

	EXPECT_EQ(a->len, b->len)
		TH_LOG("%s", name);
	EXPECT_EQ(a->head, b->head)
		TH_LOG("%s", name);
	EXPECT_EQ(a->total, b->total)
		TH_LOG("%s", name);
	EXPECT_EQ(!a_bytes, !b_bytes)
		TH_LOG("%s", name);
	if (a_bytes && b_bytes && a->len == b->len) {
		EXPECT_EQ(0, memcmp(a_bytes, b_bytes, a->len))
			TH_LOG("%s", name);
	}
}

#define SAME(member) \
	EXPECT_EQ(0, memcmp(&normal->member, &degraded->member, \
			    sizeof(normal->member))) \
		TH_LOG("%s: " #member, scene_names[scene])
#define SAME_STRING(member) \
	expect_same_string(_metadata, normal, &normal->member, degraded, \
			   &degraded->member, #member)

/* What no lesser hook gives is there, with the same value. */
static void expect_same_values(struct __test_metadata *_metadata,
			       const struct procmon_exec *normal,
			       const struct procmon_exec *degraded,
			       unsigned int scene)
{
	struct procmon_file a = normal->exe_file;
	struct procmon_file b = degraded->exe_file;

	SAME(header.type);
	SAME(header.flags);
	SAME(identity.ppid);
	SAME(identity.sid);
	SAME(comm);
	SAME(creds);
	SAME(loginuid);
	SAME(namespaces.pid);
	SAME(namespaces.net);
	SAME(namespaces.user);
	SAME(umask);
	SAME(nice);
	SAME(argc);
	SAME(envc);
	SAME(rlimit_nofile);
	SAME_STRING(filename);
	SAME_STRING(interp);
	SAME_STRING(argv);
	SAME_STRING(envp);
	SAME_STRING(exe);
	SAME_STRING(nodename);
	SAME_STRING(cgroup);
	/* These come with the task work. */
	a.btime = 0;
	b.btime = 0;
	a.flags &= ~(PROCMON_FILE_WRITABLE | PROCMON_FILE_CAPS);
	b.flags &= ~(PROCMON_FILE_WRITABLE | PROCMON_FILE_CAPS);
	EXPECT_EQ(0, memcmp(&a, &b, sizeof(a)))
		TH_LOG("%s: exe_file", scene_names[scene]);
}

TEST_F_TIMEOUT(module_degraded, marks_what_it_cannot_have, 600)
{
	const struct procmon_exec *normal, *degraded;
	unsigned int scene, field, reason;
	struct scenes scenes;
	bool expected;

	run_scenes(_metadata, self, &scenes);
	for (scene = 0; scene < SCENE_COUNT; scene++) {
		normal = scene_exec(&self->normal, scene);
		degraded = scene_exec(&scenes, scene);
		for (field = 0; field < PROCMON_FIELD_COUNT; field++) {
			expected = (!variant->file_witness &&
				    is_one_of(field, file_fields,
					      ARRAY_SIZE(file_fields))) ||
				   (!variant->task_work &&
				    is_one_of(field, task_work_fields,
					      ARRAY_SIZE(task_work_fields)));
			/* A digest is for a block that was cut. */
			if (!variant->task_work && scene == SCENE_LONG &&
			    field == PROCMON_FIELD_ARGV_DIGEST)
				expected = true;
			if (!variant->file_witness &&
			    is_one_of(field, script_parts,
				      ARRAY_SIZE(script_parts)))
				continue;
			if (expected &&
			    !set_has(&self->unsupported, field)) {
				EXPECT_TRUE(record_missing(degraded,
					PROCMON_REASON_UNARMED, field))
					TH_LOG("%s: field %u is not marked",
					       scene_names[scene], field);
				continue;
			}
			for (reason = 0; reason < PROCMON_REASON_COUNT;
			     reason++) {
				if (expected &&
				    reason == PROCMON_REASON_UNARMED)
					continue;
				EXPECT_EQ(record_missing(normal, reason,
							 field),
					  record_missing(degraded, reason,
							 field))
					TH_LOG("%s: field %u, reason %u",
					       scene_names[scene], field,
					       reason);
			}
		}
		expect_same_values(_metadata, normal, degraded, scene);
	}
}

TEST_F_TIMEOUT(module_degraded, reports_every_exec, 600)
{
	unsigned int each = scaled(EACH);
	struct counters counters;
	struct stream stream;
	struct census census;
	struct load load;

	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_skip(&stream));
	ASSERT_EQ(0, load_start(&load, PROCESSES, each, -1));
	ASSERT_EQ(0, census_begin(&census, &load));
	ASSERT_EQ(0, load_finish(&load));
	ASSERT_EQ(0, stream_drain(&stream, census_visit, &census))
		TH_LOG("%s", stream.error);
	EXPECT_EQ(PROCESSES * each, stream.by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(PROCESSES * each, census_count(&census, 1));
	EXPECT_EQ(0, stream.tombstones);
	EXPECT_EQ(0, stream.lost);
	ASSERT_EQ(0, sensor_counters(&counters));
	EXPECT_TRUE(counters_balance(&counters));
	stream_close(&stream);
	census_free(&census);
	load_free(&load);
}

static void visit_start(const struct procmon_header *record, void *context)
{
	if (record->type == PROCMON_TYPE_SENSOR_START)
		*(struct procmon_sensor *)context =
			*(const struct procmon_sensor *)record;
}

TEST_F_TIMEOUT(module_degraded, tells_which_hooks_are_off, 600)
{
	/* What sees no event that is recorded by default is off, too. */
	const unsigned int off =
		1U << PROCMON_HOOK_SID | 1U << PROCMON_HOOK_PTRACE |
		1U << PROCMON_HOOK_COMM | 1U << PROCMON_HOOK_COREDUMP |
		(variant->file_witness ? 0 : 1U << PROCMON_HOOK_FILE) |
		(variant->task_work ? 0 : 1U << PROCMON_HOOK_TASK_WORK);
	struct procmon_sensor start = { .hooks_off = ~0U };
	struct procmon_info info;
	struct stream stream;
	char text[64];

	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_info(&stream, &info));
	EXPECT_EQ(off, info.hooks_off);
	EXPECT_EQ(0, info.hooks_failed);
	EXPECT_EQ(((1U << PROCMON_HOOK_COUNT) - 1) & ~off, info.hooks_armed);
	ASSERT_EQ(0, stream_drain(&stream, visit_start, &start))
		TH_LOG("%s", stream.error);
	EXPECT_EQ(off, start.hooks_off);
	EXPECT_EQ(info.hooks_armed, start.hooks_armed);
	stream_close(&stream);
	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/hooks/exec", text,
			       sizeof(text)));
	EXPECT_STREQ("armed", text);
	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/hooks/file", text,
			       sizeof(text)));
	EXPECT_STREQ(variant->file_witness ? "armed" : "off", text);
	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/hooks/task_work", text,
			       sizeof(text)));
	EXPECT_STREQ(variant->task_work ? "armed" : "off", text);
}

TEST_HARNESS_MAIN
