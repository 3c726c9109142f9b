// SPDX-License-Identifier: GPL-2.0-only
/*
 * relay_journal.c - a systemd-journald of a test's own; see relay_journal.h.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "files.h"
#include "relay_journal.h"

#define JOURNALD	"/lib/systemd/systemd-journald"
#define JOURNALCTL	"journalctl --namespace=" JOURNAL_NAME		\
	" --no-pager -q -o json"					\
	" --output-fields=PROCMON_SEQ,PROCMON_LOST_FIRST_SEQ"		\
	" SYSLOG_IDENTIFIER=procmon"
#define CONFIG		"/etc/systemd/journald@" JOURNAL_NAME ".conf"
#define MACHINE_ID	"/etc/machine-id"
#define RUN		"/run/systemd/journal." JOURNAL_NAME
#define LOGS		"/run/log/journal"

/* For a machine that has none, which journald refuses. */
#define MACHINE_ID_HERE	"70726f636d6f6e2d746573742d686f73"

static const char config_text[] =
	"[Journal]\n"
	"Storage=volatile\n"
	"RateLimitIntervalSec=0\n"
	"RuntimeMaxUse=400M\n"
	"RuntimeKeepFree=1M\n"
	"ForwardToSyslog=no\n"
	"ForwardToWall=no\n"
	"ReadKMsg=no\n"
	"Audit=no\n";

static bool has_made_machine_id;

bool journal_is_there(void)
{
	return !access(JOURNALD, X_OK) &&
	       system("command -v journalctl >/dev/null") == 0;
}

static int prepare(void)
{
	mkdir("/etc/systemd", 0755);
	mkdir("/run/systemd", 0755);
	mkdir("/run/log", 0755);
	if (access(MACHINE_ID, F_OK)) {
		if (content_write(MACHINE_ID, MACHINE_ID_HERE "\n",
				  strlen(MACHINE_ID_HERE) + 1, 0444))
			return -1;
		has_made_machine_id = true;
	}
	return content_write(CONFIG, config_text, sizeof(config_text) - 1,
			     0644);
}

pid_t journal_start(void)
{
	uint64_t end = deadline_in(DEADLINE_DEFAULT_MS);
	pid_t pid;

	if (prepare())
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(JOURNALD, "systemd-journald", JOURNAL_NAME, NULL);
		_exit(127);
	}
	while (pid > 0 && access(JOURNAL_SOCKET, F_OK)) {
		if (!deadline_left_ms(end) ||
		    waitpid(pid, NULL, WNOHANG) == pid) {
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
			return -1;
		}
		usleep(20000);
	}
	return pid;
}

/* Return: 0; -1: journalctl failed. */
static int read_entries(const char *command, struct relay_output *output)
{
	FILE *entries = popen(command, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (!entries)
		return -1;
	while ((len = getline(&line, &size, entries)) > 0)
		output_add(output, message_number(line, (size_t)len - 1));
	free(line);
	return pclose(entries) ? -1 : 0;
}

uint64_t journal_last(void)
{
	struct relay_output output = { 0 };

	if (read_entries(JOURNALCTL " -n 1", &output))
		return 0;
	return output.last;
}

int journal_output(struct relay_output *output)
{
	return read_entries(JOURNALCTL, output);
}

void journal_remove(void)
{
	char id[64], path[128];
	ssize_t len;

	len = content_read(MACHINE_ID, id, sizeof(id));
	if (len > 0) {
		id[strcspn(id, "\n")] = '\0';
		snprintf(path, sizeof(path), LOGS "/%s." JOURNAL_NAME, id);
		directory_remove(path);
	}
	directory_remove(RUN);
	unlink(CONFIG);
	if (has_made_machine_id)
		unlink(MACHINE_ID);
	has_made_machine_id = false;
}
