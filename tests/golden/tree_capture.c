// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree_capture.c - captures that hold the lives of processes: a snapshot, what
 * comes and goes behind it, what is lost. Knows no tree.
 */
#include <string.h>

#include "life.h"
#include "make_captures.h"

#define SECOND		1000000000ULL
#define CONTAINER	"0123456789abcdef0123456789abcdef" \
			"0123456789abcdef0123456789abcdef"
#define ARGV(text)	.argv = text "\0", .argv_len = sizeof(text)

static const struct who init = {
	.tgid = 1, .start = SECOND, .exec_id = 3, .comm = "systemd",
	.exe = "/usr/lib/systemd/systemd", ARGV("/sbin/init"),
	.cgroup = "/init.scope",
};
static const struct who kthreadd = {
	.tgid = 2, .start = SECOND, .comm = "kthreadd",
	.flags = PROCMON_EXEC_KTHREAD,
};
static const struct who kworker = {
	.tgid = 7, .start = 2 * SECOND, .ppid = 2, .parent_start = SECOND,
	.comm = "kworker/0:1", .flags = PROCMON_EXEC_KTHREAD,
};
static const struct who sshd = {
	.tgid = 700, .start = 20 * SECOND, .ppid = 1, .parent_start = SECOND,
	.exec_id = 8, .comm = "sshd", .exe = "/usr/sbin/sshd",
	ARGV("/usr/sbin/sshd\0-D"), .cgroup = "/system.slice/ssh.service",
};
static const struct who session = {
	.tgid = 2100, .start = 5000 * SECOND, .ppid = 700,
	.parent_start = 20 * SECOND, .exec_id = 9, .comm = "sshd",
	.uid = 4001, .euid = 4001, .exe = "/usr/sbin/sshd",
	ARGV("sshd: ann@pts/0"), .cgroup = "/user.slice/session-3.scope",
};
static const struct who bash = {
	.tgid = 2101, .start = 5001 * SECOND, .ppid = 2100,
	.parent_start = 5000 * SECOND, .exec_id = 10, .comm = "bash",
	.uid = 4001, .euid = 4001, .exe = "/usr/bin/bash", ARGV("-bash"),
	.cgroup = "/user.slice/session-3.scope",
};
static const struct who shim = {
	.tgid = 900, .start = 30 * SECOND, .ppid = 1, .parent_start = SECOND,
	.exec_id = 6, .comm = "containerd-shim", .exe = "/usr/bin/shim",
	ARGV("/usr/bin/shim\0-id\0" CONTAINER),
	.cgroup = "/system.slice/containerd.service",
};
static const struct who nginx = {
	.tgid = 901, .start = 31 * SECOND, .ppid = 900,
	.parent_start = 30 * SECOND, .exec_id = 7, .comm = "nginx",
	.exe = "/usr/sbin/nginx", ARGV("nginx: master process"),
	.cgroup = "/system.slice/docker-" CONTAINER ".scope",
	.namespaces = 1,
};

static uint64_t put_exec(struct output *output, uint64_t seq, uint16_t type,
			 const struct who *who)
{
	struct sample sample;

	put(output, sample.bytes, life_exec(&sample, seq, type, who));
	return seq;
}

static void put_snapshot(struct output *output, uint64_t seq, uint16_t type,
			 uint32_t number, uint64_t begin_seq,
			 uint64_t processes)
{
	struct sample sample;

	put(output, sample.bytes,
	    life_snapshot(&sample, seq, type, number, begin_seq, processes));
}

static void put_fork(struct output *output, uint64_t seq,
		     const struct who *who, const struct who *creator)
{
	struct sample sample;

	put(output, sample.bytes, life_fork(&sample, seq, who, creator));
}

static void put_exit(struct output *output, uint64_t seq,
		     const struct who *who, uint32_t status)
{
	struct sample sample;

	put(output, sample.bytes, life_exit(&sample, seq, who, status));
}

static struct who child_of(const struct who *parent, uint32_t tgid,
			   uint64_t start)
{
	struct who who = *parent;

	who.tgid = tgid;
	who.start = start;
	who.ppid = parent->tgid;
	who.parent_start = parent->start;
	return who;
}

/* Up to number 12. */
static void put_first(struct output *output)
{
	static const struct who *const order[] = {
		&init, &kworker, &bash, &shim, &nginx, &sshd, &session,
		&kthreadd,
	};
	struct sample sample;
	uint64_t seq = 1;
	size_t i;

	put_start(output);
	put(output, sample.bytes,
	    sample_sensor(&sample, seq++, PROCMON_TYPE_SENSOR_START));
	put_snapshot(output, seq++, PROCMON_TYPE_SNAPSHOT_BEGIN, 1, 0, 0);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		put_exec(output, seq++, PROCMON_TYPE_PROC, order[i]);
	put_snapshot(output, seq++, PROCMON_TYPE_SNAPSHOT_END, 1, 2, 8);
	put(output, sample.bytes, sample_reader(&sample, seq));
}

void tree(struct output *output)
{
	struct who list = child_of(&bash, 2102, 5600 * SECOND);
	struct who daemon = child_of(&bash, 2103, 5601 * SECOND);
	struct who child = child_of(&daemon, 2104, 5601 * SECOND + 5);
	struct who sudo = child_of(&bash, 2105, 5602 * SECOND);
	struct sample sample;

	put_first(output);
	put_fork(output, 13, &list, &bash);
	list.exec_id = 14;
	list.comm = "ls";
	list.exe = "/usr/bin/ls";
	list.argv = "ls\0-l\0my files\0";
	list.argv_len = 15;
	put_exec(output, 14, PROCMON_TYPE_EXEC, &list);
	put_exit(output, 15, &list, 2 << 8);

	/* forks twice, and the parent of the second ends */
	put_fork(output, 16, &daemon, &bash);
	put_fork(output, 17, &child, &daemon);
	put_exit(output, 18, &daemon, 9);

	/* somebody becomes somebody else */
	put_fork(output, 19, &sudo, &bash);
	sudo.exec_id = 20;
	sudo.euid = 0;
	sudo.comm = "sudo";
	sudo.exe = "/usr/bin/sudo";
	sudo.argv = "sudo\0-i\0";
	sudo.argv_len = 8;
	put_exec(output, 20, PROCMON_TYPE_EXEC, &sudo);
	sudo.uid = 0;
	life_start(&sample, 21, PROCMON_TYPE_UID,
		   sizeof(struct procmon_creds_event), &sudo);
	put_sample(output, &sample);
}

void tree_lost(struct output *output)
{
	struct who list = child_of(&bash, 2102, 5600 * SECOND);
	struct sample sample;

	put_first(output);
	put_fork(output, 13, &list, &bash);
	put(output, sample.bytes,
	    life_lost(&sample, 15, 2, PROCMON_TYPE_EXIT));
	put_snapshot(output, 16, PROCMON_TYPE_SNAPSHOT_BEGIN, 2, 0, 0);
	put_exec(output, 17, PROCMON_TYPE_PROC, &init);
	put_exec(output, 18, PROCMON_TYPE_PROC, &kthreadd);
	put_exec(output, 19, PROCMON_TYPE_PROC, &sshd);
	put_snapshot(output, 20, PROCMON_TYPE_SNAPSHOT_END, 2, 16, 3);
	put(output, sample.bytes,
	    sample_sensor(&sample, 21, PROCMON_TYPE_SENSOR_STOP));
}

/* No snapshot, deep, and nothing in it is to be trusted. */
void tree_hostile(struct output *output)
{
	struct who who = {
		.tgid = 10, .start = 1, .ppid = 11, .parent_start = 1,
		.exec_id = UINT64_MAX, .comm = "a\033[31mb\n\xff",
		.exe = "/tmp/\xe2\x80\xae\xff", ARGV("x\0\n\033]0;y\a\0\xff\0"),
		.cgroup = "/../\033[2J",
	};
	struct sample sample;
	uint64_t seq = 1;
	uint32_t i;

	put_start(output);
	put_exec(output, seq++, PROCMON_TYPE_PROC, &who);
	who.tgid = 11;
	who.ppid = 10;
	put_exec(output, seq++, PROCMON_TYPE_PROC, &who);
	for (i = 0; i < 60; i++) {
		who = child_of(&who, 12 + i, i ? 1 : UINT64_MAX);
		who.argv = NULL;
		who.exe = NULL;
		who.cgroup = NULL;
		put_fork(output, seq++, &who, &who);
	}
	put(output, sample.bytes, life_lost(&sample, seq, 1,
					    PROCMON_TYPE_PROC));
}

/* A process that the exec of its image is told of, one that it is not of. */
void show(struct output *output)
{
	struct procmon_exec *exec;
	struct sample sample;
	struct who other = { .tgid = 4301, .start = 9, .exec_id = 2,
			     .comm = "other" };
	size_t len;

	put_start(output);
	len = sample_exec(&sample, 4);
	exec = (void *)sample.bytes;
	exec->creds.uid = 4000;
	put(output, sample.bytes, len);
	exec = sample_exec_fixed(&sample, 5);
	exec->creds.uid = 4000;
	exec->header.type = PROCMON_TYPE_PROC;
	exec->identity.tgid = 4300;
	exec->identity.tid = 4300;
	exec->identity.ppid = 4242;
	exec->identity.exec_id = 4;
	sample_exec_strings(&sample);
	sample_exec_arrays(&sample);
	put_sample(output, &sample);
	put_exec(output, 6, PROCMON_TYPE_PROC, &other);
}
