// SPDX-License-Identifier: GPL-2.0-only
/*
 * attack.c - runs itself in three ways that attackers like: from memory, from
 * a file that is gone, and with a network connection for its standard files.
 * It must not do anything else.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define GONE	"/tmp/gone"

static void copy_self(int to)
{
	int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (self < 0 || fstat(self, &status) ||
	    sendfile(to, self, NULL, status.st_size) != status.st_size)
		err(1, "copying /proc/self/exe");
	close(self);
}

static void from_memory(char **argv)
{
	int fd = memfd_create("payload", MFD_CLOEXEC);

	if (fd < 0)
		err(1, "memfd_create");
	copy_self(fd);
	fexecve(fd, argv, environ);
	err(1, "fexecve of a memfd");
}

static void from_deleted(char **argv)
{
	int to = open(GONE, O_WRONLY | O_CREAT | O_TRUNC, 0755);
	int fd;

	if (to < 0)
		err(1, GONE);
	copy_self(to);
	close(to);
	fd = open(GONE, O_RDONLY | O_CLOEXEC);
	unlink(GONE);
	fexecve(fd, argv, environ);
	err(1, "fexecve of a deleted file");
}

static void with_connection(char **argv)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(address);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int fd;

	if (bind(server, (struct sockaddr *)&address, len) ||
	    listen(server, 1) ||
	    getsockname(server, (struct sockaddr *)&address, &len) ||
	    connect(client, (struct sockaddr *)&address, len))
		err(1, "connecting to the loopback interface");
	for (fd = 0; fd < 3; fd++)
		dup2(client, fd);
	execv("/proc/self/exe", argv);
	err(1, "execv");
}

static void run(void (*how)(char **argv), char *name)
{
	char *argv[] = { "attack", name, NULL };
	int status;
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid)
		how(argv);
	if (waitpid(pid, &status, 0) != pid || status)
		errx(1, "%s failed", name);
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return 0;
	run(from_memory, "from-memory-(memfd)");
	run(from_deleted, "from-a-deleted-file");
	run(with_connection, "with-a-connection-as-stdin");
	return 0;
}
