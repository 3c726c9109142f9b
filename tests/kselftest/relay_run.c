// SPDX-License-Identifier: GPL-2.0-only
/*
 * relay_run.c - a procmon-relay that a test starts, kills and ends; see
 * relay_run.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "files.h"
#include "relay_run.h"
#include "sensor.h"

#define RELAY		"/procmon/procmon-relay"
#define CONFIG		RELAY_PLACE "/relay.conf"
#define SAID		RELAY_PLACE "/said"

static const char *relay_path(void)
{
	const char *path = getenv("PROCMON_RELAY");

	return path ? path : RELAY;
}

bool relay_is_there(void)
{
	return !access(relay_path(), X_OK);
}

int relay_place_make(void)
{
	mkdir(RELAY_PLACE, 0755);
	mkdir(RELAY_DISK, 0755);
	unlink(SAID);
	return mount("tmpfs", RELAY_DISK, "tmpfs", 0, "mode=0777");
}

void relay_place_leave(void)
{
	umount2(RELAY_DISK, MNT_DETACH);
}

int relay_configure(const char *sinks)
{
	char text[4096];

	snprintf(text, sizeof(text), "[relay]\n"
		 "user = nobody\n"
		 "latency_ms = 20\n"
		 "%s", sinks);
	return content_write(CONFIG, text, strlen(text), 0644);
}

int relay_start(struct relay_run *relay)
{
	int fd;

	relay->pid = fork();
	if (relay->pid)
		return relay->pid < 0 ? -1 : 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = open(SAID, O_WRONLY | O_CREAT | O_APPEND, 0644);
	dup2(fd, STDERR_FILENO);
	if (relay->output >= 0)
		dup2(relay->output, STDOUT_FILENO);
	execl(relay_path(), "procmon-relay", "--config", CONFIG, NULL);
	_exit(127);
}

/* Return: wait status, or -1. */
static int end_with(struct relay_run *relay, int signal)
{
	pid_t pid = relay->pid;
	int status;

	relay->pid = 0;
	if (pid <= 0 || kill(pid, signal) || waitpid(pid, &status, 0) != pid)
		return -1;
	return status;
}

int relay_kill(struct relay_run *relay)
{
	int status = end_with(relay, SIGKILL);

	if (status == -1)
		return -1;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? 0 : -1;
}

int relay_stop(struct relay_run *relay)
{
	return end_with(relay, SIGTERM);
}

const char *relay_said(void)
{
	static char text[65536];

	if (file_read(SAID, text, sizeof(text)))
		text[0] = '\0';
	return text;
}

bool relay_says(const char *words)
{
	uint64_t end = deadline_in(RELAY_PATIENCE_MS);

	while (deadline_left_ms(end)) {
		if (strstr(relay_said(), words))
			return true;
		usleep(5000);
	}
	return false;
}

bool sensor_reaches(const char *name, uint64_t value)
{
	uint64_t end = deadline_in(RELAY_PATIENCE_MS);

	while (deadline_left_ms(end)) {
		if (sensor_value(name) >= value)
			return true;
		usleep(5000);
	}
	return false;
}

bool relay_is_harmless(const struct relay_run *relay)
{
	char path[64], text[4096];

	snprintf(path, sizeof(path), "/proc/%d/status", relay->pid);
	return !file_read(path, text, sizeof(text)) &&
	       strstr(text, "CapEff:\t0000000000000000") &&
	       strstr(text, "CapPrm:\t0000000000000000") &&
	       strstr(text, "CapBnd:\t0000000000000000") &&
	       strstr(text, "NoNewPrivs:\t1") &&
	       strstr(text, "Uid:\t65534\t65534\t65534\t65534");
}
