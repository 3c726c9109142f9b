// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_selftest.c - start procmonctl in every way there is, and look whether
 * the sensor sees it. It must not know any of the ways.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "message.h"
#include "output.h"
#include "report_options.h"
#include "selftest.h"
#include "sensor.h"
#include "sysfs.h"

/* No further way is begun after so long. */
#define BEGIN_SECONDS	30
/* A record is there when its process has gone on; grant it this all the same. */
#define GRACE_MS	1000
#define GRACE_STEP_MS	20

#define FAIL_ERRNO_PATH	"/sys/module/procmon/parameters/fail_errno"

static const struct option_table options = {
	OPTION_ROWS(report_option_rows), .print_help = cmd_selftest_help
};

void cmd_selftest_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl selftest [OPTION]...\n\n"
		    "Start procmonctl itself in every way that a program can be started, and in\n"
		    "ways that fail, and look whether each witness of the sensor sees it. Nothing is\n"
		    "left behind but the records. Exit status 1 if anything was missed.\n\n"
		    "Options:\n");
	option_table_help(&options);
}

/* The kernel's list of errors that are counted only: "2,13". */
static void read_fail_errno(struct procmon_errno_set *ret_set)
{
	char text[1024];
	char *at = text;
	unsigned long number;
	ssize_t len;
	int fd;

	memset(ret_set, 0, sizeof(*ret_set));
	fd = open(FAIL_ERRNO_PATH, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	while (*at >= '0' && *at <= '9') {
		number = strtoul(at, &at, 10);
		if (number < 64 * PROCMON_ERRNO_WORDS)
			ret_set->bits[number / 64] |= 1ULL << number % 64;
		at += *at == ',';
	}
}

/* A word that no other program on this host has among its arguments. */
static bool make_token(struct selftest_stream *stream)
{
	unsigned long long number;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number)) {
		message("selftest: no random number: %s; try again",
			strerror(errno));
		return false;
	}
	snprintf(stream->token, sizeof(stream->token), "procmon-%016llx",
		 number);
	return true;
}

/* Where the program that runs is. If that has no name, /proc has one. */
static const char *find_self(void)
{
	static char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (len <= 0)
		return "/proc/self/exe";
	path[len] = '\0';
	return access(path, X_OK) == 0 ? path : "/proc/self/exe";
}

static long long now_ms(void)
{
	struct timespec now = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Return: 0 or -errno. */
static int try_all(struct selftest_stream *stream,
		   struct selftest_try *ret_tries)
{
	long long end = now_ms() + BEGIN_SECONDS * 1000LL;
	char token[SELFTEST_TOKEN_MAX];
	struct selftest_program program = {
		.path = find_self(),
		.token = token,
	};
	unsigned int i;
	int ret;

	for (i = 0; selftest_ways[i].name; i++) {
		selftest_token(stream, i, token);
		if (now_ms() < end)
			selftest_run(&selftest_ways[i], &program,
				     &ret_tries[i]);
		else
			ret_tries[i] = (struct selftest_try) {
				.end = SELFTEST_NOT_TRIED,
				.result = ETIME,
			};
		ret = selftest_read(stream);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static bool judge_all(const struct selftest_stream *stream,
		      const struct selftest_try *tries,
		      struct selftest_report *report)
{
	bool is_bad = false;
	unsigned int i;

	for (i = 0; selftest_ways[i].name; i++) {
		selftest_judge(&selftest_ways[i], &tries[i],
			       &stream->sightings[i], &report->hooks,
			       &report->verdicts[i]);
		is_bad |= report->verdicts[i].is_bad;
	}
	report->lost = stream->lost;
	return is_bad;
}

/* Return: 0 or -errno. */
static int examine(struct selftest_stream *stream,
		   struct selftest_report *report)
{
	static struct selftest_try tries[SELFTEST_WAYS_MAX];
	long long end;
	int ret;

	ret = procmon_device_seek_end(stream->device);
	if (ret < 0)
		return ret;
	ret = try_all(stream, tries);
	if (ret < 0)
		return ret;
	end = now_ms() + GRACE_MS;
	for (;;) {
		ret = procmon_device_get_info(stream->device,
					      &report->hooks.info);
		if (ret < 0)
			return ret;
		if (!judge_all(stream, tries, report) || now_ms() >= end)
			return 0;
		poll(NULL, 0, GRACE_STEP_MS);
		ret = selftest_read(stream);
		if (ret < 0)
			return ret;
	}
}

static int run(const struct report_options *asked)
{
	static const struct attribute attribute = {
		"hooks", "syscall", false, false, false
	};
	static struct selftest_stream stream;
	static struct selftest_report report;
	char state[SYSFS_VALUE_MAX] = "unknown";
	int status;
	int ret;

	status = sensor_open(&stream.device);
	if (status != EXIT_STATUS_OK)
		return status;
	status = EXIT_STATUS_ERROR;
	if (!make_token(&stream))
		goto out;
	read_fail_errno(&report.hooks.fail_errno);
	ret = examine(&stream, &report);
	if (ret < 0) {
		sensor_error("selftest", ret);
		goto out;
	}
	if (sysfs_read(&attribute, state) < 0)
		snprintf(state, sizeof(state), "unknown");
	report.syscall_state = state;
	if (asked->is_json)
		selftest_report_json(&report);
	else
		selftest_report_table(&report, asked->no_headings);
	if (!selftest_report_is_bad(&report))
		status = EXIT_STATUS_OK;
out:
	procmon_device_close(stream.device);
	return status;
}

int cmd_selftest(int argc, char **argv)
{
	struct report_options asked = { 0 };
	int status;

	if (!option_table_parse_only(&options, argc, argv, &asked, &status))
		return status;
	return run(&asked);
}
