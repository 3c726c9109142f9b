// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock.c - the clocks of the bench. It must not know what is measured.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"

uint64_t clock_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

uint64_t clock_idle_ns(void)
{
	static const char path[] = "/proc/timer_list";
	unsigned long long value;
	FILE *file = fopen(path, "re");
	uint64_t total = 0;
	char line[256];
	int found = 0;

	if (!file) {
		fprintf(stderr, "%s: %s: %s; the bench needs root\n",
			program_invocation_short_name, path, strerror(errno));
		exit(1);
	}
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, " .idle_sleeptime : %llu", &value) != 1 &&
		    sscanf(line, " .iowait_sleeptime : %llu", &value) != 1)
			continue;
		total += value;
		found++;
	}
	fclose(file);
	if (!found) {
		fprintf(stderr,
			"%s: %s: tells no idle time; the kernel must have CONFIG_NO_HZ_IDLE\n",
			program_invocation_short_name, path);
		exit(1);
	}
	return total;
}

void clock_sleep_ms(unsigned long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000L };

	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		;
}

unsigned long number_from(const char *text, unsigned long min)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || end == text || *end || value < min) {
		fprintf(stderr, "%s: '%s': not a number from %lu on\n",
			program_invocation_short_name, text, min);
		exit(2);
	}
	return value;
}
