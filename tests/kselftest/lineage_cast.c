// SPDX-License-Identifier: GPL-2.0-only
/*
 * lineage_cast.c - processes that act for a test; see lineage_cast.h.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "files.h"
#include "lineage_cast.h"
#include "load.h"

/* For an answer; to come round all numbers takes its time. */
#define PATIENCE_MS	120000
#define STAT_PARENT	1
#define STAT_START	19

static bool fail(struct cast *cast, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool fail(struct cast *cast, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(cast->error, sizeof(cast->error), format, arguments);
	va_end(arguments);
	return false;
}

/* stat_number() - The field so far behind the state. */
static uint64_t stat_number(pid_t pid, unsigned int field)
{
	char path[64], text[1024], *at;
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	len = content_read(path, text, sizeof(text));
	if (len < 0)
		return 0;
	/* The name may have brackets and blanks in it. */
	at = strrchr(text, ')');
	if (!at)
		return 0;
	at += 2;
	while (field-- && at)
		at = strchr(at + 1, ' ');
	return at ? strtoull(at, NULL, 10) : 0;
}

uint64_t start_ticks(pid_t pid)
{
	return stat_number(pid, STAT_START);
}

pid_t parent_of(pid_t pid)
{
	return stat_number(pid, STAT_PARENT);
}

static struct cast_image *new_image(struct cast *cast, const char *path,
				    const char *argv, size_t bytes)
{
	struct cast_image *image;
	struct stat file;

	if (cast->image_count == CAST_IMAGES_MAX) {
		fail(cast, "more than %d images", CAST_IMAGES_MAX);
		return NULL;
	}
	if (stat(path, &file)) {
		fail(cast, "%s: %s", path, strerror(errno));
		return NULL;
	}
	image = &cast->images[cast->image_count++];
	snprintf(image->path, sizeof(image->path), "%s", path);
	image->dev = file.st_dev;
	image->ino = file.st_ino;
	image->argv = malloc(bytes + 1);
	memcpy(image->argv, argv, bytes);
	image->argv_bytes = bytes;
	return image;
}

/* meet() - A process that was there before, from /proc. */
static bool meet(struct cast *cast, struct cast_role *role, pid_t pid)
{
	char path[64], exe[256], argv[8192];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	len = link_read(path, exe, sizeof(exe));
	if (len < 0)
		return fail(cast, "%s: %s", path, strerror(-len));
	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	len = content_read(path, argv, sizeof(argv));
	if (len < 0)
		return fail(cast, "%s: %s", path, strerror(-len));
	role->is_alive = true;
	role->self.pid = pid;
	role->self.start_ticks = start_ticks(pid);
	role->self.image = new_image(cast, exe, argv, len);
	return role->self.image;
}

/* find_reaper() - Who becomes the parent of what we leave behind? */
static pid_t find_reaper(void)
{
	pid_t reaper = -1;
	int ends[2];

	if (pipe(ends))
		return -1;
	if (!fork()) {
		pid_t middle = getpid();

		if (!fork()) {
			while (getppid() == middle)
				usleep(1000);
			reaper = getppid();
			if (write(ends[1], &reaper, sizeof(reaper)) < 0)
				_exit(1);
		}
		_exit(0);
	}
	wait(NULL);
	close(ends[1]);
	if (read(ends[0], &reaper, sizeof(reaper)) != sizeof(reaper))
		reaper = -1;
	close(ends[0]);
	return reaper;
}

static void find_outside(struct cast *cast)
{
	pid_t pid = getpid();

	while (cast->outside_count < CAST_OUTSIDE) {
		pid = parent_of(pid);
		if (pid <= 0)
			break;
		cast->outside[cast->outside_count++] = pid;
	}
}

static bool make_programs(struct cast *cast)
{
	char from[256], path[256], directory[200], *real;
	unsigned int i;
	int error;

	error = directory_make(directory, sizeof(directory));
	if (error)
		return fail(cast, "no directory to work in: %s",
			    strerror(-error));
	real = realpath(directory, NULL);
	snprintf(cast->directory, sizeof(cast->directory), "%s",
		 real ? real : directory);
	free(real);
	beside_us("lineage_actor", from, sizeof(from));
	for (i = 0; i < CAST_COPIES; i++) {
		snprintf(path, sizeof(path), "%s/program-%u", cast->directory,
			 i);
		error = content_copy(from, path, 0755);
		if (error)
			return fail(cast, "%s to %s: %s", from, path,
				    strerror(-error));
	}
	return true;
}

static bool make_sockets(struct cast *cast)
{
	unsigned int i;
	int ends[2];

	for (i = 0; i < ACTOR_ROLES; i++) {
		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
			       ends))
			return fail(cast, "socketpair: %s", strerror(errno));
		/* The actors' ends have numbers that they know. */
		if (dup2(ends[1], ACTOR_FIRST_FD + i) < 0)
			return fail(cast, "dup2: %s", strerror(errno));
		close(ends[1]);
		/* When the test is gone, they find their end closed. */
		cast->sockets[i] = ends[0];
	}
	return true;
}

bool cast_begin(struct cast *cast)
{
	pid_t reaper;

	memset(cast, 0, sizeof(*cast));
	if (!make_programs(cast) || !make_sockets(cast))
		return false;
	reaper = find_reaper();
	if (reaper <= 0)
		return fail(cast, "nobody takes in what loses its parent");
	if (!meet(cast, &cast->reaper, reaper) ||
	    !meet(cast, &cast->test, getpid()))
		return false;
	cast->test.self.uid = getuid();
	find_outside(cast);
	return true;
}

void cast_end(struct cast *cast)
{
	unsigned int i;

	for (i = 0; i < cast->role_count; i++)
		if (cast->roles[i].is_alive)
			kill(cast->roles[i].self.pid, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
	for (i = 0; i < ACTOR_ROLES; i++) {
		close(cast->sockets[i]);
		close(ACTOR_FIRST_FD + i);
	}
	for (i = 0; i < cast->image_count; i++)
		free(cast->images[i].argv);
	for (i = 0; i < cast->exec_count; i++)
		free(cast->execs[i].record);
	if (cast->directory[0])
		directory_remove(cast->directory);
}

static bool receive(struct cast *cast, struct cast_role *role,
		    struct actor_answer *answer)
{
	struct pollfd polled = {
		.fd = cast->sockets[role->number],
		.events = POLLIN,
	};

	if (poll(&polled, 1, PATIENCE_MS) != 1)
		return fail(cast, "role %u, process %d: no answer",
			    role->number, role->self.pid);
	if (recv(polled.fd, answer, sizeof(*answer), 0) != sizeof(*answer))
		return fail(cast, "role %u, process %d: it is gone",
			    role->number, role->self.pid);
	return true;
}

static bool command(struct cast *cast, struct cast_role *role,
		    const struct actor_order *order)
{
	size_t bytes = offsetof(struct actor_order, arguments) +
		order->argument_bytes;

	if (send(cast->sockets[role->number], order, bytes, MSG_NOSIGNAL) !=
	    (ssize_t)bytes)
		return fail(cast, "role %u: order %u: %s", role->number,
			    order->verb, strerror(errno));
	return true;
}

/* ask() - Order, and an answer that is no error. */
static bool ask(struct cast *cast, struct cast_role *role,
		const struct actor_order *order, int expected)
{
	struct actor_answer answer;

	if (!command(cast, role, order) || !receive(cast, role, &answer))
		return false;
	if (answer.result != expected || answer.pid != role->self.pid)
		return fail(cast,
			    "role %u: order %u: result %d of process %d, expected %d of %d",
			    role->number, order->verb, answer.result,
			    answer.pid, expected, role->self.pid);
	return true;
}

/* born() - The model of a new process; who is created has the image too. */
static struct cast_role *born(struct cast *cast, struct cast_role *by)
{
	struct cast_role *role;

	if (cast->role_count == ACTOR_ROLES) {
		fail(cast, "more than %d roles", ACTOR_ROLES);
		return NULL;
	}
	role = &cast->roles[cast->role_count];
	role->number = cast->role_count++;
	role->self.uid = by->self.uid;
	role->self.image = by->self.image;
	role->line.count = by->line.count + 1;
	role->line.ancestors[0] = by->self;
	memcpy(&role->line.ancestors[1], by->line.ancestors,
	       sizeof(by->line.ancestors) - sizeof(by->line.ancestors[0]));
	role->parent = by;
	return role;
}

/* appear() - It answers for the first time. */
static bool appear(struct cast *cast, struct cast_role *role, pid_t pid)
{
	struct actor_answer answer;

	if (!receive(cast, role, &answer))
		return false;
	if (answer.result || (pid && answer.pid != pid))
		return fail(cast, "role %u: result %d of process %d",
			    role->number, answer.result, answer.pid);
	role->is_alive = true;
	role->self.pid = answer.pid;
	role->self.start_ticks = start_ticks(answer.pid);
	if (parent_of(answer.pid) != role->parent->self.pid)
		return fail(cast,
			    "role %u: process %d has the parent %d, the model says %d",
			    role->number, answer.pid, parent_of(answer.pid),
			    role->parent->self.pid);
	return true;
}

static bool next_program(struct cast *cast, struct cast_role *role,
			 size_t more, struct actor_order *order)
{
	unsigned int number = cast->image_count;
	size_t i;
	int len;

	snprintf(order->path, sizeof(order->path), "%s/program-%u",
		 cast->directory, number % CAST_COPIES);
	/* Each exec has arguments of its own, with an empty one. */
	len = snprintf(order->arguments, sizeof(order->arguments),
		       "exec-%u%crole %u%c%c", number, '\0', role->number,
		       '\0', '\0');
	if (len + more + 1 > sizeof(order->arguments))
		return fail(cast, "%zu bytes of arguments", more);
	if (more) {
		/* No piece of it is like another. */
		for (i = 0; i < more; i++)
			order->arguments[len + i] =
				'!' + (number + i + i / 93 * 31) % 94;
		order->arguments[len + more] = '\0';
		len += more + 1;
	}
	order->argument_bytes = len;
	return true;
}

/* note_exec() - What its record must hold. */
static bool note_exec(struct cast *cast, struct cast_role *role,
		      const struct cast_image *called, bool is_failure,
		      const char *title)
{
	struct cast_exec *exec;

	if (cast->exec_count == CAST_EXECS_MAX)
		return fail(cast, "more than %d execs", CAST_EXECS_MAX);
	exec = &cast->execs[cast->exec_count++];
	snprintf(exec->title, sizeof(exec->title), "%s", title);
	exec->is_failure = is_failure;
	exec->self = role->self;
	exec->argv = called->argv;
	exec->argv_bytes = called->argv_bytes;
	exec->parent = role->parent->self;
	exec->line = role->line;
	return true;
}

/* What the test creates executes an actor at once: a stand-in for itself. */
static bool fork_self(struct cast *cast, struct cast_role *role)
{
	char environment[32], path[256], *envp[] = { environment, NULL };
	char *argv[] = { "stand-in", NULL };
	pid_t child;

	snprintf(environment, sizeof(environment), ACTOR_ENVIRONMENT "=%u",
		 role->number);
	beside_us("lineage_actor", path, sizeof(path));
	role->self.image = new_image(cast, path, argv[0],
				     strlen(argv[0]) + 1);
	if (!role->self.image)
		return false;
	child = fork();
	if (!child) {
		execve(path, argv, envp);
		_exit(127);
	}
	return child > 0 || fail(cast, "fork: %s", strerror(errno));
}

struct cast_role *cast_fork(struct cast *cast, struct cast_role *by,
			    enum actor_verb verb, pid_t pid)
{
	struct cast_role *role = born(cast, by);
	struct actor_order order = { .verb = verb, .number = pid };

	if (!role)
		return NULL;
	if (verb == ACTOR_FORK_SIBLING)
		role->parent = by->parent;
	order.role = role->number;
	if (by == &cast->test) {
		if (!fork_self(cast, role))
			return NULL;
	} else if (!ask(cast, by, &order, 0)) {
		return NULL;
	}
	if (!appear(cast, role, pid))
		return NULL;
	if (by == &cast->test &&
	    !note_exec(cast, role, role->self.image, false, "stand-in"))
		return NULL;
	return role;
}

bool cast_exec(struct cast *cast, struct cast_role *role, enum actor_verb verb,
	       const char *title, size_t more)
{
	struct actor_order order = { .verb = verb };
	const struct cast_image *image;

	if (!next_program(cast, role, more, &order))
		return false;
	image = new_image(cast, order.path, order.arguments,
			  order.argument_bytes);
	if (!image)
		return false;
	if (verb == ACTOR_EXEC_FAIL) {
		strcat(order.path, "-that-is-not-there");
		return ask(cast, role, &order, -ENOENT) &&
			note_exec(cast, role, image, true, title);
	}
	if (!ask(cast, role, &order, 0))
		return false;
	role->self.image = image;
	if (start_ticks(role->self.pid) != role->self.start_ticks)
		return fail(cast, "process %d has another start now",
			    role->self.pid);
	return note_exec(cast, role, image, false, title);
}

struct cast_role *cast_vfork_exec(struct cast *cast, struct cast_role *by,
				  const char *title)
{
	struct cast_role *role = born(cast, by);
	struct actor_order order = { .verb = ACTOR_VFORK_EXEC };

	if (!role || !next_program(cast, role, 0, &order))
		return NULL;
	order.role = role->number;
	role->self.image = new_image(cast, order.path, order.arguments,
				     order.argument_bytes);
	if (!role->self.image || !ask(cast, by, &order, 0) ||
	    !appear(cast, role, 0) ||
	    !note_exec(cast, role, role->self.image, false, title))
		return NULL;
	return role;
}

bool cast_do(struct cast *cast, struct cast_role *role, enum actor_verb verb,
	     uint32_t number)
{
	struct actor_order order = { .verb = verb, .number = number };

	if (!ask(cast, role, &order, 0))
		return false;
	if (verb == ACTOR_SUBREAPER)
		role->is_subreaper = true;
	if (verb == ACTOR_SET_UID)
		role->self.uid = number;
	return true;
}

/* heir() - Who becomes the parent of the children of a process? */
static struct cast_role *heir(struct cast *cast, struct cast_role *role)
{
	struct cast_role *above = role->parent;

	while (above && above != &cast->reaper && above != &cast->test) {
		if (above->is_alive && above->is_subreaper)
			return above;
		above = above->parent;
	}
	return &cast->reaper;
}

/* buried() - It is gone, number and all. */
static bool buried(struct cast *cast, struct cast_role *role)
{
	struct actor_order reap = { .verb = ACTOR_REAP };
	uint64_t deadline = deadline_in(PATIENCE_MS);
	struct actor_answer answer;

	while (start_ticks(role->self.pid) == role->self.start_ticks) {
		if (!deadline_left_ms(deadline))
			return fail(cast, "process %d does not go away",
				    role->self.pid);
		if (role->parent->self.pid == getpid()) {
			waitpid(role->self.pid, NULL, WNOHANG);
		} else if (role->parent != &cast->reaper) {
			if (!command(cast, role->parent, &reap) ||
			    !receive(cast, role->parent, &answer))
				return false;
		}
		usleep(1000);
	}
	return true;
}

bool cast_leave(struct cast *cast, struct cast_role *role)
{
	struct actor_order order = { .verb = ACTOR_END };
	struct cast_role *child;
	unsigned int i;

	if (!command(cast, role, &order))
		return false;
	role->is_alive = false;
	if (!buried(cast, role))
		return false;
	for (i = 0; i < cast->role_count; i++) {
		child = &cast->roles[i];
		if (!child->is_alive || child->parent != role)
			continue;
		child->parent = heir(cast, role);
		if (parent_of(child->self.pid) != child->parent->self.pid)
			return fail(cast,
				    "process %d has the parent %d now, the model says %d",
				    child->self.pid,
				    parent_of(child->self.pid),
				    child->parent->self.pid);
	}
	return true;
}

struct cast_exec *cast_find(struct cast *cast, pid_t tgid, const char *argv,
			    size_t bytes)
{
	struct cast_exec *exec;
	unsigned int i;

	for (i = 0; i < cast->exec_count; i++) {
		exec = &cast->execs[i];
		if (exec->self.pid == tgid && exec->argv_bytes == bytes &&
		    !memcmp(exec->argv, argv, bytes))
			return exec;
	}
	return NULL;
}
