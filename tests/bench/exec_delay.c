// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_delay.c - how long an exec takes to reach a reader: from the time in its
 * record to the return of the read() that gave it. Reads until SIGTERM. It must
 * not know who executes.
 *
 *	exec_delay WAKEUP_BYTES WAKEUP_MS
 *
 * WAKEUP_BYTES, WAKEUP_MS: when the reader is woken, see struct procmon_wakeup;
 * both 0: by each record. Prints "ready" when it reads, and in the end "samples"
 * and the percentiles of them in nanoseconds: "p50", "p99", "p99.9", "max".
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/procmon.h>

#include "clock.h"

#define BUFFER		(1U << 20)
#define SAMPLES		(1U << 20)
#define RECHECK_MS	1000

static volatile sig_atomic_t is_over;

static void end(int signal)
{
	(void)signal;
	is_over = 1;
}

static void fail(const char *what)
{
	fprintf(stderr, "exec_delay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_device(uint32_t wakeup_bytes, uint32_t wakeup_ms)
{
	struct procmon_wakeup wakeup = { wakeup_bytes, wakeup_ms, 0 };
	int fd = open(PROCMON_DEVICE, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || lseek(fd, 0, SEEK_END) < 0 ||
	    ioctl(fd, PROCMON_IOC_SET_WAKEUP, &wakeup))
		fail(PROCMON_DEVICE);
	return fd;
}

/* Return: how many samples there are now. */
static size_t take(const unsigned char *bytes, ssize_t len, uint64_t now,
		   uint64_t *samples, size_t count)
{
	const struct procmon_header *header;
	ssize_t at;

	for (at = 0; at < len; at += header->len) {
		header = (const void *)(bytes + at);
		if (header->type != PROCMON_TYPE_EXEC)
			continue;
		if (count == SAMPLES) {
			errno = ENOBUFS;
			fail("samples");
		}
		samples[count++] = now - header->time_mono;
	}
	return count;
}

static size_t read_all(int fd, uint64_t *samples)
{
	static unsigned char buffer[BUFFER] __attribute__((aligned(8)));
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	size_t count = 0;
	ssize_t len;

	while (!is_over) {
		len = read(fd, buffer, sizeof(buffer));
		if (len > 0)
			count = take(buffer, len, clock_now_ns(), samples,
				     count);
		else if (errno == EAGAIN)
			/* A signal may have come just before. */
			poll(&wait, 1, RECHECK_MS);
		else if (errno != EINTR)
			fail(PROCMON_DEVICE);
	}
	return count;
}

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

/* The least value that so many of a thousand samples do not exceed. */
static unsigned long long percentile(const uint64_t *samples, size_t count,
				     unsigned int per_mille)
{
	return samples[(count * per_mille + 999) / 1000 - 1];
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = end };
	uint64_t *samples;
	size_t count;
	int fd;

	if (argc != 3) {
		fputs("exec_delay: usage: exec_delay WAKEUP_BYTES WAKEUP_MS\n",
		      stderr);
		return 2;
	}
	fd = open_device(number_from(argv[1], 0), number_from(argv[2], 0));
	samples = calloc(SAMPLES, sizeof(*samples));
	if (!samples)
		fail("samples");
	sigaction(SIGTERM, &action, NULL);
	puts("ready");
	fflush(stdout);

	count = read_all(fd, samples);
	if (!count) {
		fputs("exec_delay: no exec was read\n", stderr);
		return 1;
	}
	qsort(samples, count, sizeof(*samples), compare);
	printf("samples %zu\np50 %llu\np99 %llu\np99.9 %llu\nmax %llu\n", count,
	       percentile(samples, count, 500), percentile(samples, count, 990),
	       percentile(samples, count, 999),
	       percentile(samples, count, 1000));
	return 0;
}
