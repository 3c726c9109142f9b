// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_relay_kill.c - procmon-relay with the device, killed again and again
 * under load: with each sink that may be durable, which are all, the output has
 * every number, and none twice but those behind the last acknowledgement. Loads
 * the module itself.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "deadline.h"
#include "load.h"
#include "relay_journal.h"
#include "relay_output.h"
#include "relay_receiver.h"
#include "relay_run.h"
#include "sensor.h"

/* With each sink; PROCMON_KILLS says another number. */
#define KILLS		10
#define KILLS_MAX	1000
#define LOAD_PROCESSES	2
/* More than there is time for: the load is stopped. */
#define LOAD_EACH	500000
/* Events that are not acknowledged: some 20 MiB of the ring at most. */
#define BEHIND_MAX	8000
#define BEHIND_AGAIN	4000
/* Longer than what a pipe takes at once. */
#define LONG_ARGUMENT	6000
#define LONG_PAUSE_US	20000

/* Of the files; the other outputs have sockets beside them. */
#define LINES		RELAY_DISK "/lines"
#define CAPTURE		RELAY_DISK "/capture"
#define SOCKET		RELAY_PLACE "/socket"
#define LOG_SOCKET	RELAY_PLACE "/log"
#define ENTRIES		RELAY_PLACE "/journal"

/**
 * struct sink_case - A sink, and who has what it has written.
 * @name: of the sink.
 * @config: its section, without its path.
 * @path: where it writes to; NULL: it needs none.
 * @kind: who receives it.
 * @add: reads its file, if nobody does.
 * @may_cut: a kill may leave a part of a record, which is none.
 */
struct sink_case {
	const char *name;
	const char *config;
	const char *path;
	enum receiver_kind kind;
	int (*add)(struct relay_output *output, const char *path);
	bool may_cut;
};

static const struct sink_case cases[] = {
	{ "stdout", "type = stdout\n", NULL, RECEIVER_PIPE, NULL, true },
	{ "file", "type = file\nsize_mib = 0\nsync = always\n", LINES,
	  RECEIVER_NONE, output_add_lines, false },
	{ "raw", "type = raw\nsize_mib = 0\nsync_ms = 50\n", CAPTURE,
	  RECEIVER_NONE, output_add_capture, false },
	{ "journal", "type = journal\n", ENTRIES, RECEIVER_DATAGRAM, NULL,
	  false },
	{ "syslog", "type = syslog\n", LOG_SOCKET, RECEIVER_DATAGRAM, NULL,
	  false },
	{ "unix", "type = unix\n", SOCKET, RECEIVER_STREAM, NULL, true },
};

#define CASE_COUNT	(sizeof(cases) / sizeof(cases[0]))

FIXTURE(module_relay_kill)
{
	struct relay_run relay;
	struct sink_case sinks[CASE_COUNT];
	struct receiver receivers[CASE_COUNT];
	unsigned int count;
	pid_t long_load;
	uint64_t first;
};

FIXTURE_VARIANT(module_relay_kill)
{
	const char *name;
};

#define SINK_VARIANT(sink)						\
	FIXTURE_VARIANT_ADD(module_relay_kill, sink)			\
	{								\
		.name = #sink,						\
	}

/* To a compiler of GNU C it is 1. */
#undef unix

SINK_VARIANT(stdout);
SINK_VARIANT(file);
SINK_VARIANT(raw);
SINK_VARIANT(journal);
SINK_VARIANT(syslog);
SINK_VARIANT(unix);
/* Beside each other: what is acknowledged is the least of all. */
SINK_VARIANT(all);

/* A journal of its own, where there is one; else who speaks its protocol. */
static void choose_journal(struct sink_case *sink)
{
	if (strcmp(sink->name, "journal") || !journal_is_there())
		return;
	sink->kind = RECEIVER_JOURNAL;
	sink->path = JOURNAL_SOCKET;
}

static int configure(const struct sink_case *sinks, unsigned int count)
{
	char text[2048] = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		used += snprintf(text + used, sizeof(text) - used,
				 "[sink %s]\n%spolicy = durable\n",
				 sinks[i].name, sinks[i].config);
		if (sinks[i].path)
			used += snprintf(text + used, sizeof(text) - used,
					 "retry_ms = 50\npath = %s\n",
					 sinks[i].path);
	}
	return relay_configure(text);
}

FIXTURE_SETUP(module_relay_kill)
{
	struct sink_case *sink;
	unsigned int i;

	self->relay = (struct relay_run) { .output = -1 };
	if (!relay_is_there())
		SKIP(return, "procmon-relay is not there: it was not built for this machine, or PROCMON_RELAY does not name it");
	if (sensor_loaded())
		SKIP(return, "the module is loaded");
	ASSERT_EQ(0, relay_place_make());
	for (i = 0; i < CASE_COUNT; i++) {
		if (strcmp(variant->name, "all") &&
		    strcmp(variant->name, cases[i].name))
			continue;
		sink = &self->sinks[self->count];
		*sink = cases[i];
		choose_journal(sink);
		ASSERT_EQ(0, receiver_start(&self->receivers[self->count++],
					    sink->kind, sink->path))
			TH_LOG("%s: its receiver does not start", sink->name);
		if (sink->kind == RECEIVER_PIPE)
			self->relay.output =
				self->receivers[self->count - 1].output;
	}
	ASSERT_LT(0, self->count);
	ASSERT_EQ(0, configure(self->sinks, self->count));
	/* Room for what comes while a slow receiver is caught up with. */
	ASSERT_EQ(0, sensor_load("snapshot=N ring_kib=65536"));
	self->first = sensor_value("ring/oldest_seq");
}

FIXTURE_TEARDOWN(module_relay_kill)
{
	unsigned int i;

	relay_kill(&self->relay);
	if (self->long_load > 0) {
		kill(self->long_load, SIGKILL);
		waitpid(self->long_load, NULL, 0);
	}
	for (i = 0; i < self->count; i++)
		receiver_end(&self->receivers[i]);
	relay_place_leave();
	if (sensor_loaded())
		EXPECT_EQ(0, sensor_unload());
}

/* Execs whose records take more than one write. Return: pid or -1. */
static pid_t start_long_load(void)
{
	static char argument[LONG_ARGUMENT + 1];
	char path[256];
	char *argv[] = { "tiny", argument, NULL };
	pid_t pid;

	beside_us("tiny", path, sizeof(path));
	memset(argument, 'x', LONG_ARGUMENT);
	pid = fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!run_program(path, argv, NULL))
		usleep(LONG_PAUSE_US);
	_exit(1);
}

static unsigned int kills_wanted(void)
{
	unsigned int kills = number_from_environment("PROCMON_KILLS", KILLS);

	return kills < KILLS_MAX ? kills : KILLS_MAX;
}

static uint64_t events_behind(void)
{
	uint64_t acked = sensor_value("ring/acked_seq");

	return sensor_value("ring/next_seq") - 1 - acked;
}

static void signal_load(const struct load *load, int signal)
{
	unsigned int i;

	for (i = 0; i < load->processes; i++)
		kill(load->workers[i], signal);
}

/* What a ring loses that is full is no fault of the relay: the load waits. */
static bool let_catch_up(const struct load *load)
{
	uint64_t end = deadline_in(RELAY_PATIENCE_MS);

	if (events_behind() < BEHIND_MAX)
		return true;
	signal_load(load, SIGSTOP);
	while (events_behind() > BEHIND_AGAIN && deadline_left_ms(end))
		usleep(5000);
	signal_load(load, SIGCONT);
	return events_behind() < BEHIND_MAX;
}

/* Whether the output of a sink is all that was promised. */
static void judge(struct __test_metadata *_metadata,
		  const struct sink_case *sink,
		  const struct receiver *receiver, uint64_t first,
		  uint64_t last, const uint64_t *acked, unsigned int kills)
{
	struct relay_output output = {
		.acked = acked, .kills = kills, .last = first - 1,
	};
	const char *who = sink->kind == RECEIVER_JOURNAL ?
			  " (systemd-journald)" : "";

	EXPECT_TRUE(receiver_reaches(receiver, last, RELAY_PATIENCE_MS))
		TH_LOG("%s: does not come to %llu", sink->name,
		       (unsigned long long)last);
	EXPECT_EQ(0, sink->add ? sink->add(&output, sink->path) :
			  receiver_output(receiver, &output));
	TH_LOG("%s%s: up to %llu, back %u times, cut %u times", sink->name,
	       who, (unsigned long long)output.last, output.back,
	       output.damaged);
	EXPECT_LE(last, output.last);
	EXPECT_EQ(0, output.missing)
		TH_LOG("%s: %llu numbers are missing", sink->name,
		       (unsigned long long)output.missing);
	EXPECT_EQ(0, output.astray)
		TH_LOG("%s: goes on %u times elsewhere than behind an acknowledgement",
		       sink->name, output.astray);
	EXPECT_LE(output.damaged, sink->may_cut ? kills : 0)
		TH_LOG("%s: %u messages are no record", sink->name,
		       output.damaged);
}

TEST_F_TIMEOUT(module_relay_kill, misses_nothing, 3600)
{
	unsigned int kills = kills_wanted();
	uint64_t acked[KILLS_MAX + 1];
	struct load load;
	unsigned int moved = 0;
	uint64_t begin, usual_us;
	unsigned int i;
	uint64_t last;

	srandom(1);
	ASSERT_EQ(0, load_start(&load, LOAD_PROCESSES, LOAD_EACH, -1));
	self->long_load = start_long_load();
	ASSERT_LT(0, self->long_load);
	/* How long it takes here until something is stored. */
	begin = now_ns();
	ASSERT_EQ(0, relay_start(&self->relay));
	ASSERT_TRUE(sensor_reaches("ring/acked_seq", 1))
		TH_LOG("%s", relay_said());
	usual_us = (now_ns() - begin) / 1000;
	for (i = 0; i < kills; i++) {
		ASSERT_EQ(0, relay_kill(&self->relay))
			TH_LOG("%s", relay_said());
		acked[i] = sensor_value("ring/acked_seq");
		moved += i && acked[i] > acked[i - 1];
		ASSERT_TRUE(load_running(&load));
		ASSERT_EQ(0, relay_start(&self->relay));
		/* One comes to its work, another is caught where it may be. */
		if (i % 2)
			ASSERT_TRUE(sensor_reaches("ring/acked_seq",
						   acked[i] + 1))
				TH_LOG("%s", relay_said());
		usleep((useconds_t)((uint64_t)random() % (2 * usual_us)));
		ASSERT_TRUE(let_catch_up(&load))
			TH_LOG("%s", relay_said());
	}
	EXPECT_LE((kills - 1) / 2, moved)
		TH_LOG("%u of %u runs acknowledged anything", moved, kills);
	ASSERT_EQ(0, relay_kill(&self->relay));
	acked[kills++] = sensor_value("ring/acked_seq");
	ASSERT_EQ(0, relay_start(&self->relay));
	load_stop(&load);
	EXPECT_EQ(0, load_finish(&load));
	last = sensor_value("ring/next_seq") - 1;
	EXPECT_TRUE(sensor_reaches("ring/acked_seq", last))
		TH_LOG("acknowledged %llu of %llu: %s", (unsigned long long)
		       sensor_value("ring/acked_seq"),
		       (unsigned long long)last, relay_said());
	EXPECT_TRUE(relay_is_harmless(&self->relay));
	EXPECT_EQ(0, relay_stop(&self->relay))
		TH_LOG("%s", relay_said());
	TH_LOG("%u kills, %llu ms to the first acknowledgement, %u times more was acknowledged, %llu events",
	       kills, (unsigned long long)usual_us / 1000, moved,
	       (unsigned long long)(last - self->first + 1));
	EXPECT_EQ(0, sensor_value("counters/lost"));
	for (i = 0; i < self->count; i++)
		judge(_metadata, &self->sinks[i], &self->receivers[i],
		      self->first, last, acked, kills);
	load_free(&load);
}

TEST_HARNESS_MAIN
