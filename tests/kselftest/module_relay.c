// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_relay.c - procmon-relay with the device: killed again and again under
 * load, and with a disk that is full, its output has every number. Loads the
 * module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "libprocmon.h"
#include "load.h"
#include "sensor.h"

#define RELAY		"/procmon/procmon-relay"
#define PLACE		"/run/procmon-relay-test"
#define CONFIG		PLACE "/relay.conf"
#define SAID		PLACE "/said"
#define CAPTURE		PLACE "/disk/capture"
#define LINES		PLACE "/disk/lines"

/* At most; see scaled(). */
#define KILLS		100
#define LOAD_PROCESSES	2
/* More than there is time for: the load is stopped. */
#define LOAD_EACH	50000
#define FULL_EXECS	600
#define PATIENCE_MS	120000

static const char config_text[] =
	"[relay]\n"
	"user = nobody\n"
	"latency_ms = 20\n"
	"[sink capture]\n"
	"type = raw\n"
	"path = " CAPTURE "\n"
	"size_mib = 0\n"
	"sync_ms = 50\n"
	"retry_ms = 50\n"
	"[sink lines]\n"
	"type = file\n"
	"path = " LINES "\n"
	"size_mib = 0\n"
	"sync = always\n"
	"retry_ms = 50\n";

FIXTURE(module_relay)
{
	pid_t relay;
};

static const char *relay_path(void)
{
	const char *path = getenv("PROCMON_RELAY");

	return path ? path : RELAY;
}

static int write_config(void)
{
	int fd = open(CONFIG, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ssize_t len = sizeof(config_text) - 1;
	ssize_t done;

	if (fd < 0)
		return -1;
	done = write(fd, config_text, len);
	close(fd);
	return done == len ? 0 : -1;
}

FIXTURE_SETUP(module_relay)
{
	if (access(relay_path(), X_OK))
		SKIP(return, "procmon-relay is not there: it was not built for this machine, or PROCMON_RELAY does not name it");
	if (sensor_loaded())
		SKIP(return, "the module is loaded");
	mkdir(PLACE, 0755);
	mkdir(PLACE "/disk", 0755);
	ASSERT_EQ(0, mount("tmpfs", PLACE "/disk", "tmpfs", 0, "mode=0777"));
	unlink(SAID);
	ASSERT_EQ(0, write_config());
	ASSERT_EQ(0, sensor_load("snapshot=N"));
}

FIXTURE_TEARDOWN(module_relay)
{
	if (self->relay > 0) {
		kill(self->relay, SIGKILL);
		waitpid(self->relay, NULL, 0);
	}
	umount2(PLACE "/disk", MNT_DETACH);
	if (sensor_loaded())
		EXPECT_EQ(0, sensor_unload());
}

static pid_t start_relay(void)
{
	pid_t pid = fork();
	int fd;

	if (pid)
		return pid;
	fd = open(SAID, O_WRONLY | O_CREAT | O_APPEND, 0644);
	dup2(fd, STDERR_FILENO);
	execl(relay_path(), "procmon-relay", "--config", CONFIG, NULL);
	_exit(127);
}

/* What the relay said, for people; good until the next call. */
static const char *said(void)
{
	static char text[4096];

	if (file_read(SAID, text, sizeof(text)))
		text[0] = '\0';
	return text;
}

static bool reaches(const char *name, uint64_t value)
{
	uint64_t end = now_ns() + PATIENCE_MS * 1000000ULL;

	while (now_ns() < end) {
		if (sensor_value(name) >= value)
			return true;
		usleep(5000);
	}
	return false;
}

static bool is_said(const char *words)
{
	uint64_t end = now_ns() + PATIENCE_MS * 1000000ULL;

	while (now_ns() < end) {
		if (strstr(said(), words))
			return true;
		usleep(5000);
	}
	return false;
}

/* End it as an administrator does. Return: wait status. */
static int stop_relay(pid_t *relay)
{
	int status = -1;

	kill(*relay, SIGTERM);
	if (waitpid(*relay, &status, 0) != *relay)
		status = -1;
	*relay = 0;
	return status;
}

/**
 * struct numbers - What numbers an output has.
 * @last: up to here each is there.
 * @back: how often it went back, to records that were there already.
 * @too_far: likewise, further than to behind what was acknowledged.
 * @missing: numbers that were left out.
 * @acked: what was acknowledged at each kill.
 * @kills: how many.
 * @at: the number before.
 */
struct numbers {
	uint64_t last;
	unsigned int back;
	unsigned int too_far;
	uint64_t missing;
	const uint64_t *acked;
	unsigned int kills;
	uint64_t at;
};

/* Each run begins behind what was acknowledged when the last was killed. */
static void note(struct numbers *numbers, uint64_t first, uint64_t last)
{
	unsigned int i;

	if (numbers->at && first != numbers->at + 1) {
		numbers->back++;
		for (i = 0; i < numbers->kills; i++)
			if (numbers->acked[i] + 1 == first)
				break;
		if (i == numbers->kills)
			numbers->too_far++;
	}
	if (numbers->last && first > numbers->last + 1)
		numbers->missing += first - numbers->last - 1;
	if (last > numbers->last)
		numbers->last = last;
	numbers->at = last;
}

/* Return: records that the sensor lost; UINT64_MAX: it is no whole capture. */
static uint64_t read_capture(struct numbers *numbers)
{
	struct procmon_capture_reader *reader;
	struct procmon_record record;
	uint64_t lost = 0;
	int ret;
	int fd;

	fd = open(CAPTURE, O_RDONLY);
	if (fd < 0 || procmon_capture_open(fd, NULL, &reader, NULL))
		return UINT64_MAX;
	while ((ret = procmon_capture_next(reader, &record, NULL)) == 1) {
		bool is_lost = record.header.type == PROCMON_TYPE_LOST;

		note(numbers, is_lost ? record.lost.first_seq :
		     record.header.seq, record.header.seq);
		if (is_lost)
			lost += record.lost.last_seq - record.lost.first_seq + 1;
	}
	procmon_capture_close(reader);
	close(fd);
	return ret ? UINT64_MAX : lost;
}

/* Return: 0; -1: there is a line without a number, or one that is not whole. */
static int read_lines(struct numbers *numbers)
{
	static const char key[] = "\"sequence\":";
	FILE *file = fopen(LINES, "r");
	char *line = NULL;
	const char *at;
	size_t size = 0;
	ssize_t len;
	int ret = 0;

	if (!file)
		return -1;
	while (!ret && (len = getline(&line, &size, file)) > 0) {
		at = strstr(line, key);
		if (!at || line[len - 1] != '\n' || line[len - 2] != '}') {
			ret = -1;
			break;
		}
		at += strlen(key);
		note(numbers, strtoull(at, NULL, 10), strtoull(at, NULL, 10));
	}
	free(line);
	fclose(file);
	return ret;
}

/* No capability, and another user: what is in /proc/PID/status. */
static bool is_harmless(pid_t pid)
{
	char path[64], text[4096];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	return !file_read(path, text, sizeof(text)) &&
	       strstr(text, "CapEff:\t0000000000000000") &&
	       strstr(text, "CapPrm:\t0000000000000000") &&
	       strstr(text, "CapBnd:\t0000000000000000") &&
	       strstr(text, "NoNewPrivs:\t1") &&
	       strstr(text, "Uid:\t65534\t65534\t65534\t65534");
}

TEST_F_TIMEOUT(module_relay, misses_nothing_when_it_is_killed, 1800)
{
	unsigned int kills = scaled(KILLS);
	struct numbers capture = { 0 };
	struct numbers lines = { 0 };
	uint64_t acked[KILLS + 1];
	struct load load;
	unsigned int moved = 0;
	uint64_t begin, usual_us;
	unsigned int i;
	uint64_t last;

	ASSERT_GE(KILLS, kills);
	srandom(1);
	ASSERT_EQ(0, load_start(&load, LOAD_PROCESSES, LOAD_EACH, -1));
	/* How long it takes here until it has stored something. */
	begin = now_ns();
	self->relay = start_relay();
	ASSERT_LT(0, self->relay);
	ASSERT_TRUE(reaches("ring/acked_seq", 1))
		TH_LOG("%s", said());
	usual_us = (now_ns() - begin) / 1000;
	for (i = 0; i < kills; i++) {
		ASSERT_EQ(0, kill(self->relay, SIGKILL));
		ASSERT_EQ(self->relay, waitpid(self->relay, NULL, 0));
		acked[i] = sensor_value("ring/acked_seq");
		moved += i && acked[i] > acked[i - 1];
		ASSERT_TRUE(load_running(&load));
		self->relay = start_relay();
		ASSERT_LT(0, self->relay);
		usleep((useconds_t)((uint64_t)random() % (2 * usual_us)));
	}
	EXPECT_LE(kills / 10, moved)
		TH_LOG("%u of %u runs acknowledged anything", moved, kills);
	ASSERT_EQ(0, kill(self->relay, SIGKILL));
	ASSERT_EQ(self->relay, waitpid(self->relay, NULL, 0));
	acked[kills++] = sensor_value("ring/acked_seq");
	self->relay = start_relay();
	load_stop(&load);
	EXPECT_EQ(0, load_finish(&load));
	last = sensor_value("ring/next_seq") - 1;
	EXPECT_TRUE(reaches("ring/acked_seq", last))
		TH_LOG("acknowledged %llu of %llu: %s", (unsigned long long)
		       sensor_value("ring/acked_seq"),
		       (unsigned long long)last, said());
	EXPECT_TRUE(is_harmless(self->relay));
	EXPECT_EQ(0, stop_relay(&self->relay))
		TH_LOG("%s", said());

	capture.acked = acked;
	capture.kills = kills;
	lines.acked = acked;
	lines.kills = kills;
	EXPECT_EQ(0, read_capture(&capture));
	EXPECT_EQ(0, read_lines(&lines));
	TH_LOG("%u kills, %llu ms to the first acknowledgement, %u times more was acknowledged, %llu events, back %u and %u times",
	       kills, (unsigned long long)usual_us / 1000, moved,
	       (unsigned long long)sensor_value("counters/captured"),
	       capture.back, lines.back);
	EXPECT_EQ(0, capture.missing);
	EXPECT_EQ(0, lines.missing);
	EXPECT_LE(last, capture.last);
	EXPECT_LE(last, lines.last);
	/* Nothing before what was acknowledged comes again. */
	EXPECT_EQ(0, capture.too_far);
	EXPECT_EQ(0, lines.too_far);
	load_free(&load);
}

TEST_F_TIMEOUT(module_relay, a_full_disk_is_waited_for, 600)
{
	unsigned int execs = scaled(FULL_EXECS);
	struct numbers capture = { 0 };
	struct numbers lines = { 0 };
	uint64_t acked, last;
	struct load load;

	ASSERT_EQ(0, mount(NULL, PLACE "/disk", NULL, MS_REMOUNT,
			   "mode=0777,size=256k"));
	self->relay = start_relay();
	ASSERT_LT(0, self->relay);
	ASSERT_EQ(0, load_start(&load, 1, execs, -1));
	EXPECT_TRUE(is_said("suspended: "))
		TH_LOG("%s", said());
	EXPECT_EQ(0, load_finish(&load));
	last = sensor_value("ring/next_seq") - 1;
	acked = sensor_value("ring/acked_seq");
	EXPECT_GT(last, acked);
	EXPECT_EQ(0, kill(self->relay, 0));
	EXPECT_EQ(0, mount(NULL, PLACE "/disk", NULL, MS_REMOUNT,
			   "mode=0777,size=64m"));
	EXPECT_TRUE(reaches("ring/acked_seq", last))
		TH_LOG("%s", said());
	EXPECT_TRUE(is_said("goes on after "));
	EXPECT_EQ(0, stop_relay(&self->relay))
		TH_LOG("%s", said());
	EXPECT_EQ(0, read_capture(&capture));
	EXPECT_EQ(0, read_lines(&lines));
	EXPECT_EQ(0, capture.missing + lines.missing);
	EXPECT_EQ(0, capture.back + lines.back);
	EXPECT_LE(last, capture.last);
	EXPECT_LE(last, lines.last);
	load_free(&load);
}

TEST_F_TIMEOUT(module_relay, there_is_one_holder, 120)
{
	pid_t second;
	int status;

	self->relay = start_relay();
	ASSERT_LT(0, self->relay);
	ASSERT_TRUE(reaches("ring/holder", 1));
	second = start_relay();
	ASSERT_LT(0, second);
	ASSERT_EQ(second, waitpid(second, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(1, WEXITSTATUS(status));
	EXPECT_TRUE(strstr(said(), "somebody holds it already"))
		TH_LOG("%s", said());
	EXPECT_EQ(0, stop_relay(&self->relay));
	/* The ring still holds what the next one is to get. */
	EXPECT_TRUE(sensor_value("ring/grace_ms_left") > 0);
}

TEST_HARNESS_MAIN
