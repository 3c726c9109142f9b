// SPDX-License-Identifier: GPL-2.0-only
/*
 * relay_receiver.c - whoever takes what a relay sends; see relay_receiver.h.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "relay_journal.h"
#include "relay_receiver.h"

/* More than any test leaves; what is above it counts as never received. */
#define NUMBERS_MAX	(1U << 20)
/* A record in any form. */
#define MESSAGE_BYTES	(1U << 20)
/* Small, so that it is full at once. */
#define PIPE_BYTES	4096
#define WORK_MS		300
#define BREAK_MS	100

/**
 * struct received - What a receiver has.
 * @count: how many messages.
 * @last: the largest number.
 * @numbers: of each; 0: it was damaged.
 */
struct received {
	uint64_t count;
	uint64_t last;
	uint64_t numbers[NUMBERS_MAX];
};

static void take(struct received *received, uint64_t number)
{
	if (received->count == NUMBERS_MAX)
		return;
	received->numbers[received->count++] = number;
	if (number > received->last)
		__atomic_store_n(&received->last, number, __ATOMIC_RELEASE);
}

static void rest_sometimes(void)
{
	static uint64_t until;

	if (until && deadline_left_ms(until))
		return;
	if (until)
		usleep(BREAK_MS * 1000);
	until = deadline_in(WORK_MS);
}

/* An empty line is what a relay begins its output with: it tells nothing. */
static void take_lines(struct received *received, int fd)
{
	static char bytes[MESSAGE_BYTES];
	size_t used = 0;
	ssize_t count;
	char *newline;
	char *line;

	while ((count = read(fd, bytes + used, sizeof(bytes) - used)) > 0) {
		used += (size_t)count;
		line = bytes;
		while ((newline = memchr(line, '\n', used)) != NULL) {
			count = newline - line;
			if (count)
				take(received,
				     message_number(line, (size_t)count));
			used -= (size_t)count + 1;
			line = newline + 1;
		}
		memmove(bytes, line, used);
		rest_sometimes();
	}
}

static void take_connections(struct received *received, int listener)
{
	int fd;

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		take_lines(received, fd);
		close(fd);
	}
}

static void take_datagrams(struct received *received, int fd)
{
	static char bytes[MESSAGE_BYTES];
	ssize_t count;

	while ((count = recv(fd, bytes, sizeof(bytes), 0)) >= 0) {
		take(received, message_number(bytes, (size_t)count));
		rest_sometimes();
	}
}

/* Return: a descriptor, or -1. */
static int listen_at(const char *path, int type)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	unlink(path);
	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    chmod(path, 0666) || (type == SOCK_STREAM && listen(fd, 8))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Return: what to read from, or -1. */
static int open_input(struct receiver *receiver, const char *path)
{
	int ends[2];

	switch (receiver->kind) {
	case RECEIVER_STREAM:
		return listen_at(path, SOCK_STREAM);
	case RECEIVER_DATAGRAM:
		return listen_at(path, SOCK_DGRAM);
	default:
		if (pipe2(ends, O_CLOEXEC))
			return -1;
		receiver->output = ends[1];
		fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
		return ends[0];
	}
}

static void receive(struct receiver *receiver, int fd)
{
	switch (receiver->kind) {
	case RECEIVER_STREAM:
		take_connections(receiver->received, fd);
		break;
	case RECEIVER_DATAGRAM:
		take_datagrams(receiver->received, fd);
		break;
	default:
		close(receiver->output);
		take_lines(receiver->received, fd);
	}
}

int receiver_start(struct receiver *receiver, enum receiver_kind kind,
		   const char *path)
{
	int fd;

	*receiver = (struct receiver) { .kind = kind, .output = -1 };
	if (kind == RECEIVER_NONE)
		return 0;
	if (kind == RECEIVER_JOURNAL) {
		receiver->pid = journal_start();
		return receiver->pid > 0 ? 0 : -1;
	}
	receiver->received = mmap(NULL, sizeof(*receiver->received),
				  PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE,
				  -1, 0);
	if (receiver->received == MAP_FAILED) {
		receiver->received = NULL;
		return -1;
	}
	fd = open_input(receiver, path);
	if (fd < 0)
		return -1;
	receiver->pid = fork();
	if (!receiver->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		receive(receiver, fd);
		_exit(0);
	}
	close(fd);
	return receiver->pid > 0 ? 0 : -1;
}

static uint64_t last_of(const struct receiver *receiver)
{
	if (receiver->kind == RECEIVER_JOURNAL)
		return journal_last();
	return __atomic_load_n(&receiver->received->last, __ATOMIC_ACQUIRE);
}

bool receiver_reaches(const struct receiver *receiver, uint64_t number,
		      uint64_t ms)
{
	uint64_t end = deadline_in(ms);

	if (receiver->kind == RECEIVER_NONE)
		return true;
	while (last_of(receiver) < number) {
		if (!deadline_left_ms(end))
			return false;
		usleep(20000);
	}
	return true;
}

int receiver_output(const struct receiver *receiver,
		    struct relay_output *output)
{
	uint64_t i;

	if (receiver->kind == RECEIVER_JOURNAL)
		return journal_output(output);
	for (i = 0; i < receiver->received->count; i++)
		output_add(output, receiver->received->numbers[i]);
	return 0;
}

void receiver_end(struct receiver *receiver)
{
	if (receiver->output >= 0)
		close(receiver->output);
	receiver->output = -1;
	if (receiver->pid > 0) {
		kill(receiver->pid, SIGKILL);
		waitpid(receiver->pid, NULL, 0);
	}
	receiver->pid = 0;
	if (receiver->kind == RECEIVER_JOURNAL)
		journal_remove();
	if (receiver->received)
		munmap(receiver->received, sizeof(*receiver->received));
	receiver->received = NULL;
}
