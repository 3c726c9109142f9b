// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle_connector.c - side by side with a listener to the kernel's process
 * events connector: whatever the connector tells of a task, the sensor tells,
 * too, in the same order and with the same ids, and it does not overflow where
 * the connector does.
 *
 * PROCMON_CONNECTOR_SECONDS: for how long, 20 unless told.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "connector.h"
#include "deadline.h"
#include "kselftest_harness.h"
#include "life.h"
#include "life_log.h"
#include "life_stress.h"
#include "life_tellers.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define SECONDS		20
#define BIG_BUFFER	(128 << 20)
#define SMALL_BUFFER	4096
#define LINES_MAX	20
#define STRESS_NG	"stress-ng"

struct said {
	unsigned int lines;
};

static void say(void *argument, const char *line)
{
	struct said *said = argument;

	if (said->lines++ < LINES_MAX)
		fprintf(stderr, "# %s\n", line);
}

static void say_nothing(void *argument, const char *line)
{
	(void)argument;
	(void)line;
}

FIXTURE(lifecycle_connector)
{
	struct stream stream;
	struct connector connector;
	struct life_stress stress;
	struct life_log connector_log;
	struct life_log sensor_log;
	struct sensor_teller teller;
	struct counters before;
	pid_t other;
};

FIXTURE_SETUP(lifecycle_connector)
{
	self->connector.fd = -1;
	self->teller.log = &self->sensor_log;
	/* Who listens is not to be what is too slow. */
	setpriority(PRIO_PROCESS, 0, -15);
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, life_choose(&self->stream, LIFE_TYPES_ALL,
				 PROCMON_EVENTS_THREADS))
		TH_LOG("a hook for an event did not arm; see " SENSOR_SYSFS "/hooks");
	ASSERT_EQ(0, stream_skip(&self->stream));
	ASSERT_EQ(0, sensor_counters(&self->before));
}

FIXTURE_TEARDOWN(lifecycle_connector)
{
	if (self->other > 0) {
		kill(self->other, SIGKILL);
		waitpid(self->other, NULL, 0);
	}
	connector_close(&self->connector);
	stream_close(&self->stream);
	life_log_free(&self->connector_log);
	life_log_free(&self->sensor_log);
}

/* listen_both() - Take what both have; the connector stops to be first. */
static void listen_both(struct __test_metadata *_metadata,
			FIXTURE_DATA(lifecycle_connector) *self)
{
	ASSERT_EQ(0, connector_drain(&self->connector, connector_tells,
				     &self->connector_log))
		TH_LOG("%s", self->connector.error);
	ASSERT_EQ(0, stream_drain(&self->stream, sensor_tells, &self->teller))
		TH_LOG("%s", self->stream.error);
	ASSERT_FALSE(self->connector_log.exhausted ||
		     self->sensor_log.exhausted)
		TH_LOG("no memory for what was told");
}

static void wait_for_both(FIXTURE_DATA(lifecycle_connector) *self)
{
	struct pollfd polled[] = {
		{ .fd = self->connector.fd, .events = POLLIN },
		{ .fd = self->stream.fd, .events = POLLIN },
	};

	poll(polled, 2, 100);
	/* Not for each single event. */
	usleep(5000);
}

/* Each type that was stressed was told of by both. */
static const unsigned int stressed[] = {
	PROCMON_TYPE_FORK, PROCMON_TYPE_EXEC, PROCMON_TYPE_EXIT,
	PROCMON_TYPE_UID, PROCMON_TYPE_GID, PROCMON_TYPE_SID,
	PROCMON_TYPE_PTRACE, PROCMON_TYPE_COMM, PROCMON_TYPE_COREDUMP,
};

/* notices() - Is it noticed when the sensor has not told of an event? */
static bool notices(struct life_log *connector, struct life_log *sensor,
		    unsigned int type)
{
	struct life_event *event = sensor->events;
	struct life_event *end = event + sensor->count;
	struct life_result result;

	while (event < end && !(event->type == type && event->matched))
		event++;
	if (event == end)
		return false;
	/* It is another task's now. */
	event->tid ^= 1U << 30;
	result = life_compare(connector, sensor, say_nothing, NULL);
	for (event = sensor->events; !(event->tid & 1U << 30); event++)
		;
	event->tid ^= 1U << 30;
	return result.missing + result.disordered;
}

static void compare(struct __test_metadata *_metadata,
		    FIXTURE_DATA(lifecycle_connector) *self)
{
	struct life_result result;
	struct said said = { 0 };
	unsigned int type, i;

	result = life_compare(&self->connector_log, &self->sensor_log, say,
			      &said);
	EXPECT_EQ(0, result.missing)
		TH_LOG("%u events of the connector are not in the stream",
		       result.missing);
	EXPECT_EQ(0, result.disordered)
		TH_LOG("%u events are in the stream in another order",
		       result.disordered);
	EXPECT_EQ(0, self->teller.contradictions)
		TH_LOG("%s", self->teller.contradiction);
	for (i = 0; i < ARRAY_SIZE(stressed); i++) {
		type = stressed[i];
		TH_LOG("%-8s: %u told by the connector, %u more by the sensor",
		       life_type_name(type), result.compared[type],
		       result.more[type]);
	}
	TH_LOG("%u exits told late by the connector, %u under another number; it overflowed %llu times, %llu events are missing by its numbers",
	       result.late_exits, result.renumbered_exits,
	       (unsigned long long)self->connector.overflows,
	       (unsigned long long)self->connector.holes);
}

/* Where the connector overflowed or not, the sensor did not. */
static void expect_no_loss(struct __test_metadata *_metadata,
			   FIXTURE_DATA(lifecycle_connector) *self)
{
	struct counters after;

	EXPECT_EQ(0, self->stream.lapped);
	EXPECT_EQ(0, self->stream.lost);
	ASSERT_EQ(0, sensor_counters(&after));
	EXPECT_EQ(self->before.lost, after.lost);
	EXPECT_TRUE(counters_balance(&after));
}

TEST_F_TIMEOUT(lifecycle_connector, tells_no_more_than_the_sensor, 3600)
{
	unsigned int seconds = number_from_environment(
		"PROCMON_CONNECTOR_SECONDS", scaled(SECONDS));
	uint64_t deadline;
	unsigned int i;

	ASSERT_EQ(0, connector_open(&self->connector, BIG_BUFFER))
		TH_LOG("%s", self->connector.error);
	ASSERT_EQ(0, life_stress_start(&self->stress, NULL));
	deadline = deadline_in(seconds * 1000ULL);
	while (deadline_left_ms(deadline)) {
		wait_for_both(self);
		listen_both(_metadata, self);
	}
	EXPECT_EQ(0, life_stress_stop(&self->stress));
	listen_both(_metadata, self);
	for (i = 0; i < self->stress.count; i++) {
		EXPECT_EQ(0, self->stress.failures[i])
			TH_LOG("stressor %s: %u of %u rounds failed",
			       self->stress.names[i], self->stress.failures[i],
			       self->stress.rounds[i]);
		EXPECT_LT(0, self->stress.rounds[i])
			TH_LOG("stressor %s did nothing",
			       self->stress.names[i]);
	}
	life_stress_free(&self->stress);
	compare(_metadata, self);
	expect_no_loss(_metadata, self);
	for (i = 0; i < ARRAY_SIZE(stressed); i++) {
		EXPECT_TRUE(notices(&self->connector_log, &self->sensor_log,
				    stressed[i]))
			TH_LOG("no %s, or one that is missing is not noticed",
			       life_type_name(stressed[i]));
	}
}

/* A listener that does not listen: the sensor has all of it all the same. */
TEST_F_TIMEOUT(lifecycle_connector, overflows_alone, 600)
{
	uint64_t deadline = deadline_in(scaled(20) * 1000ULL);
	uint64_t forks = 0, exits = 0;
	unsigned int rounds, i;

	ASSERT_EQ(0, connector_open(&self->connector, SMALL_BUFFER))
		TH_LOG("%s", self->connector.error);
	ASSERT_EQ(0, life_stress_start(&self->stress, "fork"));
	while (deadline_left_ms(deadline)) {
		usleep(20000);
		ASSERT_EQ(0, stream_drain(&self->stream, sensor_tells,
					  &self->teller))
			TH_LOG("%s", self->stream.error);
	}
	EXPECT_EQ(0, life_stress_stop(&self->stress));
	for (i = 0, rounds = 0; i < self->stress.count; i++)
		rounds += self->stress.rounds[i];
	life_stress_free(&self->stress);
	listen_both(_metadata, self);
	EXPECT_LT(0, self->connector.overflows)
		TH_LOG("the connector did not overflow: nothing is shown");
	EXPECT_GT(2 * rounds, self->connector.events);
	compare(_metadata, self);
	expect_no_loss(_metadata, self);
	forks = self->stream.by_type[PROCMON_TYPE_FORK];
	exits = self->stream.by_type[PROCMON_TYPE_EXIT];
	/* The stressor itself, too. */
	EXPECT_LE(rounds + 1, forks);
	EXPECT_LE(rounds + 1, exits);
	TH_LOG("%u rounds: the connector gave %llu events, the sensor %llu forks and %llu exits",
	       rounds, (unsigned long long)self->connector.events,
	       (unsigned long long)forks, (unsigned long long)exits);
}

/* start_stress_ng() - Return: its pid; 0: it is not here. */
static pid_t start_stress_ng(unsigned int seconds)
{
	char timeout[16];
	char *const argv[] = {
		STRESS_NG, "--quiet", "--timeout", timeout, "--fork", "1",
		"--vfork", "1", "--clone", "1", "--exec", "1", "--zombie",
		"1", "--set", "1", "--sigchld", "1", "--daemon", "1",
		"--procfs", "1", NULL,
	};
	pid_t child;

	if (access("/usr/bin/" STRESS_NG, X_OK) &&
	    access("/bin/" STRESS_NG, X_OK))
		return 0;
	snprintf(timeout, sizeof(timeout), "%u", seconds);
	child = fork();
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setpriority(PRIO_PROCESS, 0, 0);
		execvp(argv[0], argv);
		_exit(127);
	}
	return child;
}

TEST_F_TIMEOUT(lifecycle_connector, under_stress_ng, 3600)
{
	unsigned int seconds = number_from_environment(
		"PROCMON_CONNECTOR_SECONDS", scaled(SECONDS));
	int status;

	ASSERT_EQ(0, connector_open(&self->connector, BIG_BUFFER))
		TH_LOG("%s", self->connector.error);
	self->other = start_stress_ng(seconds);
	if (!self->other)
		SKIP(return, STRESS_NG " is not on this machine");
	ASSERT_LT(0, self->other);
	do {
		wait_for_both(self);
		listen_both(_metadata, self);
	} while (!waitpid(self->other, &status, WNOHANG));
	self->other = 0;
	listen_both(_metadata, self);
	EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) != 127)
		TH_LOG(STRESS_NG " ended with wait status %#x", status);
	compare(_metadata, self);
	expect_no_loss(_metadata, self);
}

/*
 * The comparison itself: a story that both tell alike, and every way in which
 * the second one can tell it wrongly.
 */

#define ALICE	100
#define BOB	101
#define CAROL	102

static const struct life_event story[] = {
	{ .type = PROCMON_TYPE_FORK, .tid = BOB, .tgid = BOB,
	  .other_tid = ALICE, .other_tgid = ALICE, .parent_tgid = ALICE,
	  .values = { 0, SIGCHLD } },
	{ .type = PROCMON_TYPE_UID, .tid = ALICE, .tgid = ALICE,
	  .values = { 1, 2 } },
	{ .type = PROCMON_TYPE_GID, .tid = ALICE, .tgid = ALICE,
	  .values = { 3, 4 } },
	{ .type = PROCMON_TYPE_PTRACE, .tid = BOB, .tgid = BOB,
	  .other_tid = ALICE, .other_tgid = ALICE },
	{ .type = PROCMON_TYPE_PTRACE, .tid = BOB, .tgid = BOB },
	{ .type = PROCMON_TYPE_SID, .tid = BOB, .tgid = BOB,
	  .values = { BOB } },
	{ .type = PROCMON_TYPE_COMM, .tid = BOB, .tgid = BOB, .name = "bob" },
	{ .type = PROCMON_TYPE_FORK, .tid = CAROL, .tgid = BOB,
	  .flags = LIFE_EVENT_FOSTERED, .other_tid = BOB, .other_tgid = BOB,
	  .parent_tgid = ALICE },
	{ .type = PROCMON_TYPE_EXIT, .tid = BOB, .tgid = BOB,
	  .flags = LIFE_EVENT_THREAD, .values = { 9, 0 } },
	{ .type = PROCMON_TYPE_EXEC, .tid = BOB, .tgid = BOB,
	  .flags = LIFE_EVENT_BY_THREAD, .other_tid = CAROL },
	{ .type = PROCMON_TYPE_COREDUMP, .tid = BOB, .tgid = BOB },
	{ .type = PROCMON_TYPE_EXIT, .tid = BOB, .tgid = BOB,
	  .values = { 256, 0 } },
	{ .type = PROCMON_TYPE_FORK, .tid = CAROL, .tgid = CAROL,
	  .other_tid = ALICE, .other_tgid = ALICE, .parent_tgid = ALICE,
	  .values = { 0, SIGUSR1 } },
	{ .type = PROCMON_TYPE_EXIT, .tid = CAROL, .tgid = CAROL,
	  .values = { 0, 0 } },
};

/* As the connector tells it. */
static void tell_story(struct life_log *log)
{
	struct life_event event;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(story); i++) {
		event = story[i];
		event.flags = 0;
		if (event.type == PROCMON_TYPE_FORK) {
			event.other_tid = event.parent_tgid;
			event.other_tgid = event.parent_tgid;
		}
		if (event.type == PROCMON_TYPE_EXIT)
			event.values[1] = event.tid == CAROL ? SIGUSR1 :
				SIGCHLD;
		life_log_add(log, &event);
	}
}

/**
 * tell_wrongly() - The story as the sensor would tell it if it were wrong.
 * @log: returned.
 * @without: event to leave out; none if it is too large.
 * @after: event that is told after the next one.
 * @spoiled: event to spoil.
 * @at: byte of it to spoil.
 */
static void tell_wrongly(struct life_log *log, size_t without, size_t after,
			 size_t spoiled, size_t at)
{
	struct life_event event;
	size_t i, which;

	for (i = 0; i < ARRAY_SIZE(story); i++) {
		which = i;
		if (i == after && i + 1 < ARRAY_SIZE(story))
			which = i + 1;
		else if (i && i - 1 == after)
			which = after;
		if (which == without)
			continue;
		event = story[which];
		if (which == spoiled)
			((unsigned char *)&event)[at] ^= 0x41;
		life_log_add(log, &event);
	}
}

#define NONE	1000

static unsigned int differences(size_t without, size_t after, size_t spoiled,
				size_t at)
{
	struct life_log first = { 0 }, second = { 0 };
	struct life_result result;

	tell_story(&first);
	tell_wrongly(&second, without, after, spoiled, at);
	result = life_compare(&first, &second, say_nothing, NULL);
	life_log_free(&first);
	life_log_free(&second);
	return result.missing + result.disordered;
}

TEST(comparison_of_what_is_alike)
{
	struct life_log first = { 0 }, second = { 0 };
	struct life_event event;
	struct life_result result;
	struct said said = { 0 };
	size_t i;

	EXPECT_EQ(0, differences(NONE, NONE, NONE, 0));
	/* The connector may tell of the leader's exit late and misnumbered. */
	for (i = 0; i < ARRAY_SIZE(story); i++) {
		event = story[i];
		life_log_add(&second, &event);
	}
	tell_story(&first);
	event = first.events[8];
	first.events[8] = first.events[9];
	first.events[9] = event;
	first.events[8].order = 8;
	first.events[9].order = 9;
	result = life_compare(&first, &second, say, &said);
	EXPECT_EQ(0, result.missing + result.disordered);
	EXPECT_EQ(1, result.late_exits);
	life_log_free(&first);
	tell_story(&first);
	first.events[8].tid = CAROL;
	first.events[8].values[1] = -1;
	result = life_compare(&first, &second, say, &said);
	EXPECT_EQ(0, result.missing + result.disordered);
	EXPECT_EQ(1, result.renumbered_exits);
	life_log_free(&first);
	life_log_free(&second);
}

/* How the leader ended is told of by wait(2), so a process has that code. */
TEST(comparison_of_a_last_thread)
{
	struct life_event told[] = {
		{ .type = PROCMON_TYPE_EXIT, .tid = BOB, .tgid = BOB,
		  .flags = LIFE_EVENT_THREAD, .values = { 3 << 8, SIGCHLD } },
		{ .type = PROCMON_TYPE_EXIT, .tid = CAROL, .tgid = BOB,
		  .values = { 7 << 8, -1 } },
	};
	struct life_log first = { 0 }, second = { 0 };
	struct life_result result;

	life_log_add(&first, &told[0]);
	life_log_add(&first, &told[1]);
	told[1].values[0] = 3 << 8;
	life_log_add(&second, &told[0]);
	life_log_add(&second, &told[1]);
	result = life_compare(&first, &second, say_nothing, NULL);
	EXPECT_EQ(0, result.missing + result.disordered);
	second.events[1].values[0] = 4 << 8;
	result = life_compare(&first, &second, say_nothing, NULL);
	EXPECT_EQ(1, result.missing);
	life_log_free(&first);
	life_log_free(&second);
}

TEST(comparison_notices_what_is_missing)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(story); i++) {
		EXPECT_LT(0, differences(i, NONE, NONE, 0))
			TH_LOG("%s, number %zu, is missing: not noticed",
			       life_type_name(story[i].type), i);
	}
}

/* one_order() - Has somebody done both, or are both of one task? */
static bool one_order(const struct life_event *a, const struct life_event *b)
{
	bool by_tracer = a->type == PROCMON_TYPE_PTRACE;

	if (by_tracer != (b->type == PROCMON_TYPE_PTRACE))
		return false;
	if (a->tid == b->tid)
		return true;
	return (a->type == PROCMON_TYPE_FORK && a->other_tid == b->tid &&
		!a->flags) ||
		(b->type == PROCMON_TYPE_FORK && b->other_tid == a->tid &&
		 !b->flags);
}

TEST(comparison_notices_another_order)
{
	unsigned int tried = 0;
	size_t i;

	for (i = 0; i + 1 < ARRAY_SIZE(story); i++) {
		if (!one_order(&story[i], &story[i + 1])) {
			EXPECT_EQ(0, differences(NONE, i, NONE, 0))
				TH_LOG("%zu and %zu have no order", i, i + 1);
			continue;
		}
		tried++;
		EXPECT_LT(0, differences(NONE, i, NONE, 0))
			TH_LOG("%s, number %zu, after the next one: not noticed",
			       life_type_name(story[i].type), i);
	}
	EXPECT_LE(8, tried);
}

#define MEMBER(name)	offsetof(struct life_event, name)

TEST(comparison_notices_other_ids)
{
	static const struct {
		unsigned int types;
		size_t at;
	} members[] = {
		{ ~0U, MEMBER(type) },
		{ ~0U, MEMBER(tid) },
		{ ~0U, MEMBER(tgid) },
		{ 1U << PROCMON_TYPE_FORK, MEMBER(other_tid) },
		{ 1U << PROCMON_TYPE_FORK, MEMBER(other_tgid) },
		{ 1U << PROCMON_TYPE_FORK, MEMBER(parent_tgid) },
		{ 1U << PROCMON_TYPE_PTRACE, MEMBER(other_tid) },
		{ 1U << PROCMON_TYPE_PTRACE, MEMBER(other_tgid) },
		{ 1U << PROCMON_TYPE_UID | 1U << PROCMON_TYPE_GID |
		  1U << PROCMON_TYPE_SID | 1U << PROCMON_TYPE_EXIT,
		  MEMBER(values[0]) },
		{ 1U << PROCMON_TYPE_UID | 1U << PROCMON_TYPE_GID,
		  MEMBER(values[1]) },
		{ 1U << PROCMON_TYPE_COMM, MEMBER(name) },
	};
	unsigned int type;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(story); i++) {
		for (j = 0; j < ARRAY_SIZE(members); j++) {
			type = story[i].type;
			if (!(members[j].types & 1U << type))
				continue;
			/* Who created a thread the connector does not tell. */
			if (story[i].flags & LIFE_EVENT_FOSTERED &&
			    members[j].at >= MEMBER(other_tid) &&
			    members[j].at <= MEMBER(other_tgid))
				continue;
			EXPECT_LT(0, differences(NONE, NONE, i, members[j].at))
				TH_LOG("%s, number %zu: byte %zu is wrong: not noticed",
				       life_type_name(type), i, members[j].at);
		}
	}
}

TEST_HARNESS_MAIN
