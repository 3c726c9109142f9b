// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth.c - every field of an EXEC record says what other sources say, in many
 * situations; and so do the sensor's records about itself
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <kselftest_harness.h>

#include "deadline.h"
#include "files.h"
#include "process.h"
#include "tap.h"
#include "truth.h"

#define SITUATION_TIMEOUT_S	90

#define SYSFS	"/sys/class/misc/procmon/"

FIXTURE(truth)
{
	struct launch launch;
	struct truth truth;
	struct tap tap;
};

FIXTURE_VARIANT(truth)
{
	const struct situation *situation;
};

#define SITUATION(name) \
	FIXTURE_VARIANT_ADD(truth, name) { .situation = &situation_##name }

SITUATION(plain);
SITUATION(dynamic);
SITUATION(script);
SITUATION(user_on_terminal);
SITUATION(new_namespaces);
SITUATION(time_namespace);
SITUATION(chroot);
SITUATION(setuid);
SITUATION(no_new_privs);
SITUATION(file_capabilities);
SITUATION(capabilities);
SITUATION(limits);
SITUATION(login);
SITUATION(control_group);
SITUATION(thread);
SITUATION(traced);
SITUATION(memfd);
SITUATION(deleted);
SITUATION(memfd_and_closed);
SITUATION(files);
SITUATION(internet_sockets);
SITUATION(unix_sockets);
SITUATION(many_sockets);
SITUATION(overlay);
SITUATION(overlay_upper);
SITUATION(ext4);
SITUATION(ext4_script);
SITUATION(verity);
SITUATION(mount_flags);

/* In memory that all tests share: the last one asks. */
static struct {
	unsigned int compared;
	unsigned int skipped;
} *progress;

__attribute__((constructor)) static void make_progress(void)
{
	progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* open_tap() - Return: NULL, or why there is nothing to test. */
static const char *open_tap(struct tap *tap, int *ret_error)
{
	*ret_error = 0;
	if (geteuid())
		return "needs root";
	*ret_error = tap_open(tap, false);
	if (*ret_error == -ENOENT || *ret_error == -ENXIO ||
	    *ret_error == -ENODEV)
		return PROCMON_DEVICE ": the module is not loaded";
	return NULL;
}

FIXTURE_SETUP(truth)
{
	struct launch *launch = &self->launch;
	const char *why;
	int error;

	why = open_tap(&self->tap, &error);
	if (why)
		SKIP(return, "%s", why);
	ASSERT_EQ(0, error)
		TH_LOG("%s", self->tap.problem);
	/* Mounts of a situation are its own. */
	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	ASSERT_EQ(0, program_directory(launch->programs,
				       sizeof(launch->programs)));
	error = directory_make(launch->directory, sizeof(launch->directory));
	if (error == -EPERM)
		SKIP(return, "/tmp and /var/tmp are nosuid or noexec: set TMPDIR");
	ASSERT_EQ(0, error);
	launch->truth = &self->truth;
	launch->origin = PROCMON_ORIGIN_EXECVE;
	launch->dirfd = -1;
	launch->argv[0] = "probe";
	launch->argv[1] = "an argument\nwith more";
	launch->envp[1] = "LANG=C";
	launch->shared = mmap(NULL, sizeof(*launch->shared),
			      PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, launch->shared);
	launch_path(launch, "probe");
	ASSERT_TRUE(launch_copy(launch, "truth_probe", 0755));
}

FIXTURE_TEARDOWN(truth)
{
	if (variant->situation->clean)
		variant->situation->clean(&self->launch);
	tap_close(&self->tap);
	if (self->launch.directory[0])
		directory_remove(self->launch.directory);
}

/* find_exec() - The EXEC record of a process. */
static bool find_exec(struct __test_metadata *_metadata, struct tap *tap,
		      pid_t pid, struct procmon_record *record)
{
	uint64_t deadline = deadline_in(DEADLINE_DEFAULT_MS);
	int result;

	for (;;) {
		result = tap_next(tap, deadline, record);
		if (result <= 0) {
			TH_LOG("no EXEC record of %d: %s", pid, tap->problem);
			return false;
		}
		if (record->header.type == PROCMON_TYPE_EXEC &&
		    (pid_t)record->exec.identity.tgid == pid)
			return true;
	}
}

static void say(void *argument, const char *line)
{
	struct __test_metadata *_metadata = argument;

	TH_LOG("%s", line);
}

TEST_F_TIMEOUT(truth, compare, SITUATION_TIMEOUT_S)
{
	const struct situation *situation = variant->situation;
	struct launch *launch = &self->launch;
	struct fields_result result;
	struct procmon_record record;
	bool good = true;

	if (situation->prepare)
		good = situation->prepare(launch);
	if (!launch->skip[0] && good)
		good = launch_run(launch, situation);
	if (launch->skip[0]) {
		progress->skipped++;
		SKIP(return, "%s", launch->skip);
	}
	ASSERT_TRUE(good)
		TH_LOG("%s", launch->problem);
	ASSERT_TRUE(find_exec(_metadata, &self->tap, launch->shared->pid,
			      &record));
	truth_number(&self->truth, "identity.exec_id", record.header.seq);
	result = fields_compare(&record, &self->truth, say, _metadata);
	EXPECT_EQ(0, result.different);
	/* All but a few fields have a source in every situation. */
	EXPECT_LT(100, result.equal)
		TH_LOG("only %u fields were compared", result.equal);
	if (!result.different)
		EXPECT_EQ(0, fields_corrupt(&record, &self->truth, say,
					    _metadata));
	progress->compared++;
}

/* A fixture of its own, because it must run last. */
FIXTURE(all) {
};

FIXTURE_SETUP(all)
{
}

FIXTURE_TEARDOWN(all)
{
}

/* What no situation had a source for. */
TEST_F(all, every_field)
{
	char problem[256];
	unsigned int unexplained;

	ASSERT_TRUE(fields_check_table(problem, sizeof(problem)))
		TH_LOG("%s", problem);
	if (!progress->compared)
		SKIP(return, "no situation ran");
	unexplained = fields_unchecked(say, _metadata);
	/* What only a skipped situation offers is listed, not held against. */
	if (!progress->skipped)
		EXPECT_EQ(0, unexplained);
}

/* string_is() - A string of the record against a text. */
static bool string_is(const struct procmon_record *record,
		      const struct procmon_string *string, const char *text)
{
	struct procmon_bytes seen;

	return procmon_record_string(record, string, &seen) &&
		seen.len == strlen(text) &&
		!memcmp(seen.bytes, text, seen.len);
}

/* read_line() - A file of one line, without its end. */
static bool read_line(const char *path, char *text, size_t size)
{
	ssize_t len = content_read(path, text, size);

	if (len > 0 && text[len - 1] == '\n')
		text[len - 1] = '\0';
	return len >= 0;
}

static uint64_t parameter(const char *name)
{
	char path[256], text[64] = "";

	snprintf(path, sizeof(path), "/sys/module/procmon/parameters/%s",
		 name);
	read_line(path, text, sizeof(text));
	return strtoull(text, NULL, 10);
}

/* hooks_armed() - As sysfs says it, by enum procmon_hook. */
static uint32_t hooks_armed(void)
{
	static const char *const names[PROCMON_HOOK_COUNT] = {
		"exec", "file", "task_work", "syscall", "fork", "exit",
		"creds", "sid", "ptrace", "comm", "coredump"
	};
	char path[256], text[256];
	uint32_t armed = 0;
	int i;

	for (i = 0; i < PROCMON_HOOK_COUNT; i++) {
		snprintf(path, sizeof(path), SYSFS "hooks/%s", names[i]);
		if (read_line(path, text, sizeof(text)) &&
		    !strncmp(text, "armed", strlen("armed")))
			armed |= 1U << i;
	}
	return armed;
}

/* boot_id() - The 16 bytes of the text that the kernel shows. */
static bool boot_id(unsigned char id[16])
{
	char text[64], digits[3] = "";
	size_t i = 0, count = 0;

	if (!read_line("/proc/sys/kernel/random/boot_id", text, sizeof(text)))
		return false;
	while (count < 16 && text[i]) {
		if (text[i] == '-') {
			i++;
			continue;
		}
		memcpy(digits, text + i, 2);
		id[count++] = strtoul(digits, NULL, 16);
		i += 2;
	}
	return count == 16;
}

/* next_of_type() - Skip records until one of this type. */
static bool next_of_type(struct __test_metadata *_metadata, struct tap *tap,
			 unsigned int type, struct procmon_record *record)
{
	uint64_t deadline = deadline_in(DEADLINE_DEFAULT_MS);

	do {
		if (tap_next(tap, deadline, record) <= 0) {
			TH_LOG("no record of type %u: %s", type, tap->problem);
			return false;
		}
	} while (record->header.type != type);
	return true;
}

/* check_sensor() - What SENSOR_START and SENSOR_STOP have in common. */
static void check_sensor(struct __test_metadata *_metadata, struct tap *tap,
			 const struct procmon_record *record, uint64_t before)
{
	const struct procmon_sensor *sensor = &record->sensor;
	unsigned char id[16];
	struct procmon_info info;
	char version[64] = "";

	ASSERT_TRUE(boot_id(id));
	EXPECT_EQ(0, memcmp(id, sensor->boot_id, sizeof(id)));
	ASSERT_EQ(0, procmon_device_get_info(tap->device, &info));
	EXPECT_EQ(0, memcmp(id, info.boot_id, sizeof(id)));
	EXPECT_LE(before, sensor->time_real);
	EXPECT_GE(clock_ns(CLOCK_REALTIME), sensor->time_real);
	EXPECT_GE(clock_ns(CLOCK_MONOTONIC), record->header.time_mono);
	EXPECT_EQ(PROCMON_ABI_VERSION, sensor->abi_version);
	EXPECT_EQ(parameter("ring_kib") * 1024, sensor->ring_bytes);
	EXPECT_EQ(sensor->ring_bytes, info.ring_bytes);
	EXPECT_EQ(parameter("argv_kib") * 1024, sensor->argv_max);
	EXPECT_EQ(parameter("env_kib") * 1024, sensor->env_max);
	EXPECT_EQ(parameter("grace_ms"), sensor->grace_ms);
	EXPECT_EQ(0, memcmp(&sensor->unsupported, &info.unsupported,
			    sizeof(info.unsupported)));
	ASSERT_TRUE(read_line(SYSFS "version", version, sizeof(version)));
	EXPECT_TRUE(string_is(record, &sensor->version, version));
	EXPECT_EQ(0, strcmp(info.version, version));
}

TEST(sensor_records)
{
	struct procmon_record record;
	struct utsname names;
	struct tap tap;
	uint64_t before;
	const char *why;
	uint32_t armed;
	int error;

	why = open_tap(&tap, &error);
	if (why)
		SKIP(return, "%s", why);
	ASSERT_EQ(0, error)
		TH_LOG("%s", tap.problem);
	armed = hooks_armed();
	EXPECT_NE(0, armed & 1U << PROCMON_HOOK_EXEC);
	before = clock_ns(CLOCK_REALTIME);
	ASSERT_EQ(0, content_set(SYSFS "armed", "0"));
	EXPECT_EQ(0, hooks_armed());
	ASSERT_EQ(0, content_set(SYSFS "armed", "1"));
	EXPECT_EQ(armed, hooks_armed());

	ASSERT_TRUE(next_of_type(_metadata, &tap, PROCMON_TYPE_SENSOR_STOP,
				 &record));
	EXPECT_EQ(PROCMON_STOP_DISARM, record.sensor.reason);
	check_sensor(_metadata, &tap, &record, before);
	ASSERT_TRUE(next_of_type(_metadata, &tap, PROCMON_TYPE_SENSOR_START,
				 &record));
	EXPECT_EQ(PROCMON_STOP_NONE, record.sensor.reason);
	EXPECT_EQ(armed, record.sensor.hooks_armed);
	EXPECT_EQ(0, record.sensor.hooks_armed & record.sensor.hooks_off);
	EXPECT_EQ(0, record.sensor.hooks_armed & record.sensor.hooks_failed);
	EXPECT_EQ((1U << PROCMON_HOOK_COUNT) - 1, record.sensor.hooks_armed |
		  record.sensor.hooks_off | record.sensor.hooks_failed);
	check_sensor(_metadata, &tap, &record, before);
	ASSERT_EQ(0, uname(&names));
	EXPECT_TRUE(string_is(&record, &record.sensor.kernel_release,
			      names.release));
	tap_close(&tap);
}

/*
 * The child of reader_records opens the device, reads the record of its own
 * opening and closes it. Return: its exit status.
 */
static int read_one(int report_fd)
{
	struct procmon_record record;
	struct procmon_info info;
	struct tap tap;

	prctl(PR_SET_NAME, "a reader");
	if (tap_open(&tap, true) ||
	    procmon_device_get_info(tap.device, &info))
		return 1;
	do {
		if (tap_next(&tap, deadline_in(DEADLINE_DEFAULT_MS),
			     &record) <= 0)
			return 2;
	} while (record.header.type != PROCMON_TYPE_READER ||
		 record.reader.reader != info.reader);
	if (write(report_fd, &info.reader, sizeof(info.reader)) !=
	    sizeof(info.reader))
		return 3;
	tap_close(&tap);
	return 0;
}

/* start_ticks() - Field 22 of /proc/PID/stat. */
static uint64_t start_ticks(pid_t pid)
{
	char path[64], text[4096], *at;
	int i;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (content_read(path, text, sizeof(text)) < 0)
		return 0;
	at = strrchr(text, ')');
	for (i = 2; at && i < 22; i++)
		at = strchr(at + 1, ' ');
	return at ? strtoull(at, NULL, 10) : 0;
}

static void check_reader(struct __test_metadata *_metadata,
			 const struct procmon_record *record, pid_t pid,
			 unsigned int action, uint32_t reader, uint64_t ticks)
{
	const struct procmon_reader_event *event = &record->reader;
	uint64_t tick = 1000000000 / sysconf(_SC_CLK_TCK);
	char text[64];

	EXPECT_EQ(action, event->action);
	EXPECT_EQ(reader, event->reader);
	EXPECT_EQ(pid, (pid_t)event->actor.tgid);
	EXPECT_EQ(pid, (pid_t)event->actor.tid);
	EXPECT_EQ(0, event->actor.uid);
	EXPECT_EQ(0, event->actor.euid);
	EXPECT_EQ(0, event->actor.reserved);
	EXPECT_EQ(ticks, event->actor.start_boottime / tick);
	EXPECT_EQ(0, event->acked_seq);
	EXPECT_STREQ("a reader", event->comm);
	if (read_line("/proc/self/loginuid", text, sizeof(text)))
		EXPECT_EQ(strtoul(text, NULL, 10), event->actor.loginuid);
	EXPECT_GE(clock_ns(CLOCK_REALTIME), event->time_real);
}

TEST(reader_records)
{
	struct procmon_record record;
	uint32_t reader = 0;
	int report[2], status, error;
	struct tap tap;
	const char *why;
	uint64_t ticks;
	pid_t pid;

	why = open_tap(&tap, &error);
	if (why)
		SKIP(return, "%s", why);
	ASSERT_EQ(0, error)
		TH_LOG("%s", tap.problem);
	ASSERT_EQ(0, pipe(report));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(read_one(report[1]));
	ticks = start_ticks(pid);
	ASSERT_EQ((ssize_t)sizeof(reader),
		  read(report[0], &reader, sizeof(reader)));
	ASSERT_EQ(0, child_wait(pid, deadline_in(DEADLINE_DEFAULT_MS),
				&status));
	ASSERT_EQ(0, status);
	do {
		ASSERT_TRUE(next_of_type(_metadata, &tap, PROCMON_TYPE_READER,
					 &record));
	} while ((pid_t)record.reader.actor.tgid != pid);
	check_reader(_metadata, &record, pid, PROCMON_READER_OPEN, reader,
		     ticks);
	EXPECT_EQ(0, record.reader.delivered);
	EXPECT_EQ(0, record.reader.overwritten);
	ASSERT_TRUE(next_of_type(_metadata, &tap, PROCMON_TYPE_READER,
				 &record));
	check_reader(_metadata, &record, pid, PROCMON_READER_CLOSE, reader,
		     ticks);
	/* It has read its own opening. */
	EXPECT_LT(0, record.reader.delivered);
	tap_close(&tap);
}

TEST_HARNESS_MAIN
