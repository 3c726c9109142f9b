// SPDX-License-Identifier: GPL-2.0-only
/*
 * selection_capture.c - a capture to select from: execs that differ in all that
 * a filter looks at, and a record of each other type. Knows no filter.
 */
#include <string.h>

#include "make_captures.h"

/* A program start, without its strings but the arguments. */
static struct procmon_exec *begin(struct sample *sample, uint64_t seq,
				  uint32_t pid, uint32_t ppid, uint32_t uid,
				  const char *comm)
{
	struct procmon_exec *exec = sample_exec_fixed(sample, seq);

	exec->identity.tgid = pid;
	exec->identity.tid = pid;
	exec->identity.ppid = ppid;
	exec->creds.uid = uid;
	memset(exec->comm, 0, sizeof(exec->comm));
	memcpy(exec->comm, comm, strlen(comm));
	exec->argc = 1;
	add(sample, &exec->argv, comm, strlen(comm) + 1);
	return exec;
}

void selection(struct output *output)
{
	struct procmon_exec *exec;
	struct sample sample;

	put_start(output);
	put(output, sample.bytes,
	    sample_sensor(&sample, 1, PROCMON_TYPE_SENSOR_START));
	exec = begin(&sample, 2, 101, 100, 0, "sshd");
	add(&sample, &exec->exe, LITERAL("/usr/sbin/sshd"));
	add(&sample, &exec->cgroup, LITERAL("/system.slice/ssh.service"));
	put_sample(output, &sample);
	exec = begin(&sample, 3, 102, 101, 1000, "bash");
	add(&sample, &exec->exe, LITERAL("/bin/bash"));
	add(&sample, &exec->cgroup, LITERAL("/user.slice/1.scope"));
	put_sample(output, &sample);

	/* it is another's child, and asks for what is nowhere */
	exec = sample_fail_fixed(&sample, 4, 2);
	exec->identity.tgid = 103;
	exec->identity.ppid = 102;
	exec->creds.uid = 1000;
	exec->argc = 1;
	add(&sample, &exec->filename, LITERAL("/opt/nmap"));
	add(&sample, &exec->argv, LITERAL("nmap\0"));
	add(&sample, &exec->exe, LITERAL("/bin/bash"));
	add(&sample, &exec->cgroup, LITERAL("/user.slice/1.scope"));
	put_sample(output, &sample);

	/* nobody knows its file and its cgroup */
	begin(&sample, 5, 104, 102, 1001, "curl");
	put_sample(output, &sample);
	put(output, sample.bytes, sample_reader(&sample, 6));
	put(output, sample.bytes,
	    sample_config(&sample, 7, PROCMON_SETTING_LOCKED));
	put(output, sample.bytes, sample_lost(&sample, 8, 9));

	/* its file's name is cut; the same process as once before */
	exec = begin(&sample, 10, 102, 101, 1000, "python3");
	add_cut(&sample, &exec->exe, LITERAL("/usr/lib/python3"), 9, 5000);
	fieldset_add(&exec->truncated, PROCMON_FIELD_EXE);
	add(&sample, &exec->cgroup, LITERAL("/user.slice/1.scope"));
	put_sample(output, &sample);

	/* what a window is too narrow for */
	exec = begin(&sample, 11, 105, 100, 0, "find");
	exec->argc = 4;
	exec->argv.off = 0;
	add(&sample, &exec->argv,
	    LITERAL("find\0/var/lib/one/long/directory\0-name\0"
		    "another-word-that-is-long-too\0"));
	add(&sample, &exec->exe, LITERAL("/usr/bin/find"));
	add(&sample, &exec->cgroup, LITERAL("/system.slice/cron.service"));
	put_sample(output, &sample);
	put(output, sample.bytes,
	    sample_hook(&sample, 12, PROCMON_TYPE_HOOK_LOST));
}
