// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode.c - procmonctl with a capture that is damaged, and with an output
 * that takes nothing: it says so and its exit status says so. The capture is
 * of the sensor's own records.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#define STATUS_OK	0
#define STATUS_ERROR	1
#define STATUS_ABI	5

#define EXECS		5

/* What a program said. */
struct outcome {
	int status;
	size_t lines;
	char output[65536];
	char errors[4096];
};

FIXTURE(decode)
{
	unsigned char *capture;
	size_t size;
	size_t last_record;
	char program[256];
	char file[64];
	struct outcome outcome;
};

static void add(const struct procmon_header *record, void *context)
{
	FIXTURE_DATA(decode) *self = context;

	self->last_record = self->size;
	memcpy(self->capture + self->size, record, record->len);
	self->size += record->len;
}

FIXTURE_SETUP(decode)
{
	struct procmon_capture start = {
		.magic = PROCMON_CAPTURE_MAGIC,
		.byte_order = PROCMON_CAPTURE_BYTE_ORDER,
		.abi_version = PROCMON_ABI_VERSION,
	};
	struct procmon_info info;
	struct stream stream;
	const char *program = getenv("PROCMONCTL");
	int i;

	snprintf(self->program, sizeof(self->program), "%s",
		 program ? program : "/procmon/procmonctl");
	ASSERT_EQ(0, access(self->program, X_OK))
		TH_LOG("%s: %s", self->program, strerror(errno));
	self->capture = malloc(1 << 20);
	ASSERT_NE(NULL, self->capture);
	ASSERT_EQ(0, file_write(SENSOR_EVENTS, SENSOR_EVENTS_EXECS));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_info(&stream, &info));
	ASSERT_EQ(0, stream_skip(&stream));
	for (i = 0; i < EXECS; i++) {
		ASSERT_LT(0, run_tiny("captured"));
	}
	memcpy(start.boot_id, info.boot_id, sizeof(start.boot_id));
	memcpy(self->capture, &start, sizeof(start));
	self->size = sizeof(start);
	ASSERT_EQ(0, stream_drain(&stream, add, self))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(EXECS, stream.by_type[PROCMON_TYPE_EXEC]);
	stream_close(&stream);
	snprintf(self->file, sizeof(self->file), "/tmp/decode.%d", getpid());
}

FIXTURE_TEARDOWN(decode)
{
	EXPECT_EQ(0, file_write(SENSOR_EVENTS, SENSOR_EVENTS_DEFAULT));
	unlink(self->file);
	free(self->capture);
}

static void slurp(int fd, char *text, size_t size)
{
	size_t length = 0;
	ssize_t got;
	char rest[512];

	while (length < size - 1) {
		got = read(fd, text + length, size - 1 - length);
		if (got <= 0)
			break;
		length += got;
	}
	text[length] = '\0';
	while (read(fd, rest, sizeof(rest)) > 0)
		;
	close(fd);
}

/*
 * Run procmonctl with @argv; its standard output goes to @output, or if that
 * is -1 is kept; -2: it has none.
 */
static void run(struct __test_metadata *_metadata, FIXTURE_DATA(decode) *self,
		char *const argv[], int output)
{
	struct outcome *outcome = &self->outcome;
	char errors_name[96];
	int errors, kept = -1;
	char *at;
	pid_t child;
	int pipes[2];

	snprintf(errors_name, sizeof(errors_name), "%s.errors", self->file);
	errors = open(errors_name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ASSERT_LE(0, errors);
	if (output == -1) {
		ASSERT_EQ(0, pipe2(pipes, O_CLOEXEC));
		kept = pipes[0];
		output = pipes[1];
	} else {
		pipes[1] = -1;
	}
	child = fork();
	ASSERT_NE(-1, child);
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(100);
		if (output == -2)
			close(STDOUT_FILENO);
		else
			dup2(output, STDOUT_FILENO);
		dup2(errors, STDERR_FILENO);
		execv(self->program, argv);
		_exit(127);
	}
	if (pipes[1] >= 0)
		close(pipes[1]);
	outcome->output[0] = '\0';
	if (kept >= 0)
		slurp(kept, outcome->output, sizeof(outcome->output));
	ASSERT_EQ(child, waitpid(child, &outcome->status, 0));
	lseek(errors, 0, SEEK_SET);
	slurp(errors, outcome->errors, sizeof(outcome->errors));
	unlink(errors_name);
	outcome->lines = 0;
	for (at = outcome->output; (at = strchr(at, '\n')); at++)
		outcome->lines++;
}

static void run_decode(struct __test_metadata *_metadata,
		       FIXTURE_DATA(decode) *self, size_t size, int output)
{
	char *argv[] = {
		"procmonctl", "decode", "--format", "json", self->file, NULL,
	};
	int fd = open(self->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      0600);

	ASSERT_LE(0, fd);
	ASSERT_EQ((ssize_t)size, write(fd, self->capture, size));
	close(fd);
	run(_metadata, self, argv, output);
}

static void expect_failure(struct __test_metadata *_metadata,
			   FIXTURE_DATA(decode) *self, int status)
{
	EXPECT_TRUE(WIFEXITED(self->outcome.status))
		TH_LOG("wait status %#x", self->outcome.status);
	EXPECT_EQ(status, WEXITSTATUS(self->outcome.status))
		TH_LOG("said '%s'", self->outcome.errors);
	/* It names itself and the object. */
	EXPECT_NE(NULL, strstr(self->outcome.errors, "procmonctl"));
	EXPECT_LT(20, strlen(self->outcome.errors));
}

TEST_F(decode, whole)
{
	run_decode(_metadata, self, self->size, -1);
	EXPECT_EQ(0, self->outcome.status);
	EXPECT_EQ(EXECS, self->outcome.lines);
	EXPECT_STREQ("", self->outcome.errors);
}

TEST_F(decode, truncated_anywhere)
{
	const size_t sizes[] = {
		0, 1, sizeof(struct procmon_capture) - 1,
		sizeof(struct procmon_capture) + 1,
		sizeof(struct procmon_capture) + sizeof(struct procmon_header),
		self->last_record + 1,
		self->last_record + sizeof(struct procmon_header),
		self->last_record + sizeof(struct procmon_exec),
		self->size - 1,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		run_decode(_metadata, self, sizes[i], -1);
		expect_failure(_metadata, self, STATUS_ERROR);
		EXPECT_NE(NULL, strstr(self->outcome.errors, self->file));
		/* What is whole is shown. */
		EXPECT_EQ(sizes[i] >= self->last_record ? EXECS - 1 : 0,
			  self->outcome.lines)
			TH_LOG("%zu of %zu bytes", sizes[i], self->size);
	}
}

TEST_F(decode, empty_capture_is_no_error)
{
	run_decode(_metadata, self, sizeof(struct procmon_capture), -1);
	EXPECT_EQ(0, self->outcome.status);
	EXPECT_EQ(0, self->outcome.lines);
}

TEST_F(decode, start_of_the_file)
{
	struct procmon_capture *start = (void *)self->capture;
	struct procmon_capture kept = *start;

	start->magic[0] ^= 1;
	run_decode(_metadata, self, self->size, -1);
	expect_failure(_metadata, self, STATUS_ERROR);
	*start = kept;
	start->byte_order = __builtin_bswap32(start->byte_order);
	run_decode(_metadata, self, self->size, -1);
	expect_failure(_metadata, self, STATUS_ABI);
	*start = kept;
	start->abi_version = PROCMON_ABI_VERSION + 1;
	run_decode(_metadata, self, self->size, -1);
	expect_failure(_metadata, self, STATUS_ABI);
}

TEST_F(decode, corrupted_record)
{
	struct procmon_exec *exec = (void *)(self->capture + self->last_record);
	struct procmon_exec kept = *exec;

#define CORRUPT(member, value) do { \
	exec->member = (value); \
	run_decode(_metadata, self, self->size, -1); \
	expect_failure(_metadata, self, STATUS_ERROR); \
	EXPECT_EQ(EXECS - 1, self->outcome.lines) \
		TH_LOG(#member " = " #value); \
	*exec = kept; \
} while (0)

	CORRUPT(header.len, 0);
	CORRUPT(header.len, 8);
	CORRUPT(header.len, kept.header.len - 1);
	CORRUPT(header.len, kept.header.len + 8);
	CORRUPT(header.len, UINT32_MAX);
	CORRUPT(header.len, UINT32_MAX & ~7U);
	CORRUPT(header.fixed_len, 0);
	CORRUPT(header.fixed_len, kept.header.len + 8);
	CORRUPT(header.fixed_len, UINT32_MAX);
	CORRUPT(argv.off, kept.header.len);
	CORRUPT(argv.off, UINT32_MAX);
	CORRUPT(argv.off, 8);
	CORRUPT(argv.len, UINT32_MAX);
	CORRUPT(argv.len, kept.header.len);
	CORRUPT(argv.head, UINT32_MAX);
	CORRUPT(fds.count, UINT32_MAX);
	CORRUPT(fds.stride, UINT32_MAX);
	CORRUPT(fds.stride, 0);
	CORRUPT(fds.off, kept.header.len);
	CORRUPT(groups.off, UINT32_MAX);
	/* Undamaged, it still works. */
	run_decode(_metadata, self, self->size, -1);
	EXPECT_EQ(0, self->outcome.status);
	EXPECT_EQ(EXECS, self->outcome.lines);
}

TEST_F(decode, unknown_type_is_skipped)
{
	struct procmon_header *header =
		(void *)(self->capture + self->last_record);

	header->type = PROCMON_TYPE_LIMIT - 1;
	run_decode(_metadata, self, self->size, -1);
	EXPECT_EQ(0, self->outcome.status);
}

TEST_F(decode, missing_file)
{
	char *argv[] = {
		"procmonctl", "decode", "/tmp/no such capture", NULL,
	};

	run(_metadata, self, argv, -1);
	expect_failure(_metadata, self, STATUS_ERROR);
	EXPECT_NE(NULL, strstr(self->outcome.errors, "no such capture"));
}

TEST_F(decode, output_is_full)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	ASSERT_LE(0, full);
	run_decode(_metadata, self, self->size, full);
	expect_failure(_metadata, self, STATUS_ERROR);
	close(full);
}

TEST_F(decode, output_is_closed)
{
	run_decode(_metadata, self, self->size, -2);
	expect_failure(_metadata, self, STATUS_ERROR);
}

/* Who reads has gone: an end without a mess, by signal or by status. */
TEST_F(decode, output_is_read_by_nobody)
{
	int pipes[2];

	ASSERT_EQ(0, pipe2(pipes, O_CLOEXEC));
	close(pipes[0]);
	run_decode(_metadata, self, self->size, pipes[1]);
	close(pipes[1]);
	EXPECT_NE(0, self->outcome.status);
	if (WIFSIGNALED(self->outcome.status)) {
		EXPECT_EQ(SIGPIPE, WTERMSIG(self->outcome.status));
	}
}

TEST_F(decode, watch_with_output_full)
{
	char *argv[] = {
		"procmonctl", "watch", "--since-start", "--format", "json",
		NULL,
	};
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	ASSERT_LE(0, full);
	run(_metadata, self, argv, full);
	expect_failure(_metadata, self, STATUS_ERROR);
	close(full);
}

TEST_F(decode, watch_with_output_closed)
{
	char *argv[] = {
		"procmonctl", "watch", "--since-start", "--format", "json",
		NULL,
	};

	run(_metadata, self, argv, -2);
	expect_failure(_metadata, self, STATUS_ERROR);
}

TEST_HARNESS_MAIN
