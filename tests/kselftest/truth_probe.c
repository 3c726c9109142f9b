// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_probe.c - the program that the truth test executes: it says of itself
 * what only it can know, then waits, so that the test can look at it from
 * outside. PROCMON_PROBE=REPORT,GO in its environment are the descriptors for
 * that. Each line of the report is described in truth_values.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <linux/procmon.h>

/* What the kernel says of a socket, whatever its family (net/tcp_states.h). */
#define STATE_ESTABLISHED	1
#define STATE_CLOSE		7
#define STATE_LISTEN		10

#ifndef SYS_faccessat2
#define SYS_faccessat2		439
#endif

static char report[65536];
static size_t used;

__attribute__((format(printf, 1, 2)))
static void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	used += vsnprintf(report + used, sizeof(report) - used, format,
			  arguments);
	va_end(arguments);
	if (used >= sizeof(report))
		_exit(3);
}

static void number(const char *name, uint64_t value)
{
	say("N %s %" PRIu64 " %" PRIu64 "\n", name, value, value);
}

static void bytes(const char *name, const void *from, size_t len)
{
	const unsigned char *at = from;
	size_t i;

	say("B %s ", name);
	for (i = 0; i < len; i++)
		say("%02x", at[i]);
	say("\n");
}

static uint64_t now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* The test puts the lower ends to these. */
static void say_bounds(void)
{
	struct rusage usage;

	number("after_mono", now(CLOCK_MONOTONIC));
	number("after_boot", now(CLOCK_BOOTTIME));
	number("after_real", now(CLOCK_REALTIME));
	getrusage(RUSAGE_THREAD, &usage);
	number("after_min_faults", usage.ru_minflt);
	number("after_maj_faults", usage.ru_majflt);
}

static void say_ids(void)
{
	number("identity.ns_tgid", getpid());
	number("identity.ns_tid", syscall(SYS_gettid));
	number("identity.ns_ppid", getppid());
	number("identity.ns_pgid", getpgid(0));
	number("identity.ns_sid", getsid(0));
	number("flags.NS_INIT", getpid() == 1);
	/* A leader from outside the namespace would be 0 in it: not us. */
	number("flags.SESSION_LEADER", getsid(0) == getpid());
}

static void say_rights(void)
{
	number("flags.SECUREEXEC", getauxval(AT_SECURE));
	number("flags.NO_NEW_PRIVS", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	number("creds.securebits", prctl(PR_GET_SECUREBITS));
	number("seccomp_mode", prctl(PR_GET_SECCOMP));
	number("dumpable", prctl(PR_GET_DUMPABLE));
	if (!syscall(SYS_faccessat2, AT_FDCWD, "/proc/self/exe", W_OK,
		     AT_EACCESS))
		number("exe_file.flags.WRITABLE", 1);
	else if (errno == EACCES || errno == EROFS || errno == EPERM)
		number("exe_file.flags.WRITABLE", 0);
}

static void say_machine(void)
{
	struct utsname names;
	struct rlimit limit;

	uname(&names);
	bytes("nodename", names.nodename, strlen(names.nodename));
	getrlimit(RLIMIT_NOFILE, &limit);
	number("rlimit_nofile", limit.rlim_cur);
	number("rlimit_nofile_max", limit.rlim_max);
}

static unsigned int fd_kind(int fd, const struct stat *facts, const char *path)
{
	switch (facts->st_mode & S_IFMT) {
	case S_IFREG:
		return strncmp(path, "/memfd:", 7) ? PROCMON_FD_FILE :
			PROCMON_FD_MEMFD;
	case S_IFDIR:
		return PROCMON_FD_DIR;
	case S_IFCHR:
		return isatty(fd) ? PROCMON_FD_TTY : PROCMON_FD_CHAR;
	case S_IFBLK:
		return PROCMON_FD_BLOCK;
	case S_IFIFO:
		return PROCMON_FD_PIPE;
	case S_IFSOCK:
		return PROCMON_FD_SOCKET;
	}
	return strncmp(path, "anon_inode:", 11) ? PROCMON_FD_OTHER :
		PROCMON_FD_ANON;
}

/* say_fd() - One of the three; its path is known outside, too. */
static void say_fd(int fd)
{
	char name[64], link[32], path[256] = "";
	struct stat facts;
	bool closed = fstat(fd, &facts) != 0;

#define SAY(member, value) \
	(snprintf(name, sizeof(name), "fds[%d]." #member, fd), \
	 number(name, value))

	SAY(fd, fd);
	if (closed) {
		memset(&facts, 0, sizeof(facts));
		SAY(kind, PROCMON_FD_CLOSED);
		SAY(flags, 0);
	} else {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		if (readlink(link, path, sizeof(path) - 1) < 0)
			strcpy(path, "?");
		SAY(kind, fd_kind(fd, &facts, path));
		SAY(flags, fcntl(fd, F_GETFL));
	}
	SAY(mode, facts.st_mode);
	SAY(dev_major, major(facts.st_dev));
	SAY(dev_minor, minor(facts.st_dev));
	SAY(rdev_major, major(facts.st_rdev));
	SAY(rdev_minor, minor(facts.st_rdev));
	SAY(ino, facts.st_ino);
#undef SAY
}

struct end {
	const char *name;
	struct sockaddr_storage address;
	socklen_t len;
	bool there;
};

/* say_end() - One end of a socket. */
static void say_end(unsigned int i, const struct end *end)
{
	const struct sockaddr_in *ipv4 = (const void *)&end->address;
	const struct sockaddr_in6 *ipv6 = (const void *)&end->address;
	const struct sockaddr_un *unix_name = (const void *)&end->address;
	int len = end->len - offsetof(struct sockaddr_un, sun_path);
	unsigned char address[16] = { 0 };
	unsigned int port = 0;
	char name[64];

	if (end->there && end->address.ss_family == AF_INET) {
		memcpy(address, &ipv4->sin_addr, 4);
		port = ntohs(ipv4->sin_port);
	} else if (end->there && end->address.ss_family == AF_INET6) {
		memcpy(address, &ipv6->sin6_addr, 16);
		port = ntohs(ipv6->sin6_port);
	}
	snprintf(name, sizeof(name), "sockets[%u].%s", i, end->name);
	bytes(name, address, sizeof(address));
	snprintf(name, sizeof(name), "sockets[%u].%s_port", i, end->name);
	number(name, port);
	snprintf(name, sizeof(name), "sockets[%u].%s_path", i, end->name);
	if (!end->there || end->address.ss_family != AF_UNIX || len <= 0)
		say("A %s\n", name);
	else
		bytes(name, unix_name->sun_path, unix_name->sun_path[0] ?
		      strnlen(unix_name->sun_path, len) : (size_t)len);
}

static unsigned int option(int fd, int which)
{
	int value = 0;
	socklen_t len = sizeof(value);

	getsockopt(fd, SOL_SOCKET, which, &value, &len);
	return value;
}

/*
 * unix_connected() - As /proc/net/unix shows it: kernels before 5.15 do not
 * call a pair of datagram sockets connected, although they have a peer.
 */
static bool unix_connected(ino_t ino)
{
	FILE *file = fopen("/proc/net/unix", "re");
	unsigned long seen;
	unsigned int state;
	bool found = false;
	char line[512];

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%*x: %*x %*x %*x %*x %x %lu", &state,
			       &seen) == 2 && seen == ino && state == 3;
	if (file)
		fclose(file);
	return found;
}

static unsigned int socket_state(int fd, const struct stat *facts,
				 const struct end *peer)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);
	bool connected = peer->there;

	if (option(fd, SO_PROTOCOL) == IPPROTO_TCP &&
	    !getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len))
		return info.tcpi_state;
	if (option(fd, SO_ACCEPTCONN))
		return STATE_LISTEN;
	if (option(fd, SO_DOMAIN) == AF_UNIX)
		connected = unix_connected(facts->st_ino);
	return connected ? STATE_ESTABLISHED : STATE_CLOSE;
}

static uint32_t scope(const struct end *end)
{
	const struct sockaddr_in6 *ipv6 = (const void *)&end->address;

	return end->there && ipv6->sin6_family == AF_INET6 ?
		ipv6->sin6_scope_id : 0;
}

static void say_socket(unsigned int i, int fd, const struct stat *facts)
{
	struct end local = { .name = "local", .len = sizeof(local.address) };
	struct end peer = { .name = "peer", .len = sizeof(peer.address) };
	unsigned int family = option(fd, SO_DOMAIN);
	bool internet = family == AF_INET || family == AF_INET6;
	char name[64];

	local.there = !getsockname(fd, (void *)&local.address, &local.len);
	peer.there = !getpeername(fd, (void *)&peer.address, &peer.len);
#define SAY(member, value) \
	(snprintf(name, sizeof(name), "sockets[%u]." #member, i), \
	 number(name, value))
	SAY(fd, fd);
	SAY(family, family);
	SAY(type, option(fd, SO_TYPE));
	SAY(protocol, option(fd, SO_PROTOCOL));
	SAY(state, socket_state(fd, facts, &peer));
	SAY(flags, (internet && local.there ? PROCMON_SOCKET_HAS_LOCAL : 0) |
	    (internet && peer.there ? PROCMON_SOCKET_HAS_PEER : 0));
	SAY(scope_id, scope(&peer) ? scope(&peer) : scope(&local));
	SAY(ino, facts->st_ino);
#undef SAY
	say_end(i, &local);
	say_end(i, &peer);
}

static void say_descriptors(void)
{
	unsigned int sockets = 0, open = 0;
	struct stat facts;
	int fd;

	for (fd = 0; fd < 3; fd++)
		say_fd(fd);
	for (fd = 0; fd < 4096; fd++) {
		if (fstat(fd, &facts))
			continue;
		open++;
		if (!S_ISSOCK(facts.st_mode))
			continue;
		if (sockets < PROCMON_SOCKETS_MAX)
			say_socket(sockets, fd, &facts);
		sockets++;
	}
	number("sockets.total", sockets);
	number("fd_count", open);
}

int main(void)
{
	const char *fds = getenv("PROCMON_PROBE");
	int report_fd, go_fd;
	char byte;

	say_bounds();
	if (!fds || sscanf(fds, "%d,%d", &report_fd, &go_fd) != 2)
		return 2;
	say_ids();
	say_rights();
	say_machine();
	say_descriptors();
	say("end\n");
	if (write(report_fd, report, used) != (ssize_t)used)
		return 4;
	return read(go_fd, &byte, 1) == 1 ? 0 : 5;
}
