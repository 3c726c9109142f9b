// SPDX-License-Identifier: GPL-2.0-only
/*
 * sample.c - records of execs with known content for tests, built with the
 * module's own record.c. Knows no test.
 */
#include <stdlib.h>
#include <string.h>

#include "sample.h"

#define SECOND	1000000000ULL

static void require(bool is_true)
{
	if (!is_true)
		abort();
}

static void add(struct sample *sample, struct procmon_string *field,
		const char *bytes, size_t len)
{
	require(!record_string(&sample->record, field, bytes, len));
}

/**
 * sample_header() - Number, processor and time of a record.
 * @sample: started with record_start().
 * @seq: its number.
 */
void sample_header(struct sample *sample, uint64_t seq)
{
	struct procmon_header *header = (void *)sample->bytes;

	header->seq = seq;
	header->cpu = 1;
	header->time_mono = 5000 * SECOND + seq;
}

/**
 * sample_creds() - Rights of which no two are the same.
 * @creds: filled in.
 * @uid: the first of the ids.
 */
void sample_creds(struct procmon_creds *creds, uint32_t uid)
{
	creds->uid = uid;
	creds->euid = uid + 1;
	creds->suid = uid + 2;
	creds->fsuid = uid + 3;
	creds->gid = uid + 4;
	creds->egid = uid + 5;
	creds->sgid = uid + 6;
	creds->fsgid = uid + 7;
	creds->cap_permitted = 0x1000;
	creds->cap_effective = 0x2000;
	creds->cap_inheritable = 0x4000;
	creds->cap_bounding = 0x1ffffffffffULL;
	creds->cap_ambient = 0x8000;
	creds->securebits = 0x10;
	creds->user_ns = 4026531837U;
}

static void fill_file(struct procmon_file *file, uint64_t ino)
{
	file->dev_major = 254;
	file->dev_minor = 1;
	file->ino = ino;
	file->mtime = 1600000000LL * SECOND + 1;
	file->ctime = 1600000001LL * SECOND + 2;
	file->btime = 1600000002LL * SECOND + 3;
	file->size = 1234567;
	file->fs_magic = 0xEF53;
	file->mount_id = 29;
	file->mode = 0100755;
	file->uid = 0;
	file->gid = 0;
	file->nlink = 1;
	file->generation = 77;
	file->mount_flags = PROCMON_MOUNT_NODEV;
}

/**
 * sample_identity() - Process 4242, child of 4200.
 * @identity: filled in.
 * @seq: number of the exec that started its image.
 */
void sample_identity(struct procmon_identity *identity, uint64_t seq)
{
	identity->tgid = 4242;
	identity->tid = 4242;
	identity->ppid = 4200;
	identity->pgid = 4242;
	identity->sid = 4100;
	identity->ns_tgid = 42;
	identity->ns_tid = 42;
	identity->ns_ppid = 41;
	identity->ns_pgid = 42;
	identity->ns_sid = 1;
	identity->start_boottime = 5500 * SECOND + 7;
	identity->parent_start_boottime = 5400 * SECOND + 8;
	identity->exec_id = seq;
	identity->parent_exec_id = 3;
}

/**
 * sample_exec_fixed() - Start an EXEC record that has no strings yet.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its structure, to be changed until sample_end().
 */
struct procmon_exec *sample_exec_fixed(struct sample *sample, uint64_t seq)
{
	struct procmon_exec *exec;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     PROCMON_TYPE_EXEC, sizeof(*exec));
	sample_header(sample, seq);
	exec = record_exec(&sample->record);
	exec->time_boot = 5600 * SECOND + seq;
	exec->time_real = 1700000000ULL * SECOND + 123456789;
	exec->flags = PROCMON_EXEC_NO_NEW_PRIVS;
	exec->origin = PROCMON_ORIGIN_EXECVE;
	fieldset_add(&exec->missing[PROCMON_REASON_UNARMED],
		     PROCMON_FIELD_EXECVEAT);
	fieldset_add(&exec->missing[PROCMON_REASON_UNSUPPORTED],
		     PROCMON_FIELD_EXE_OVERLAY);
	sample_identity(&exec->identity, seq);
	exec->old_tid = 4242;
	exec->dumpable = 1;
	exec->parent_run_ns = 200 * SECOND;
	memcpy(exec->comm, "true", 4);
	memcpy(exec->prev_comm, "bash", 4);
	sample_creds(&exec->creds, 1000);
	sample_creds(&exec->creds_before, 2000);
	exec->loginuid = 1000;
	exec->audit_session = 5;
	exec->user_ns_owner = 0;
	exec->user_ns_level = 0;
	exec->seccomp_mode = 2;
	exec->umask = 022;
	exec->nice = -5;
	exec->rlimit_nofile = 1024;
	exec->rlimit_nofile_max = 1048576;
	fill_file(&exec->exe_file, 131);
	exec->exe_file.flags = PROCMON_FILE_SUID;
	exec->elf_interp_dev_major = 254;
	exec->elf_interp_dev_minor = 1;
	exec->elf_interp_ino = 9007199254740993ULL;
	exec->namespaces.pid = 4026531836U;
	exec->namespaces.net = 4026531840U;
	exec->namespaces.uts = 4026531838U;
	exec->namespaces.ipc = 4026531839U;
	exec->namespaces.user = 4026531837U;
	exec->namespaces.cgroup = 4026531835U;
	exec->namespaces.time = 4026531834U;
	exec->namespaces.mnt = 4026531841U;
	exec->cgroup_id = 6001;
	exec->fd_count = 4;
	exec->vm_size = 8 << 20;
	exec->rss = 1 << 20;
	exec->min_faults = 90;
	exec->maj_faults = 2;
	return exec;
}

/**
 * sample_exec_strings() - Append strings that a usual EXEC record has.
 * @sample: started with sample_exec_fixed().
 */
void sample_exec_strings(struct sample *sample)
{
	struct procmon_exec *exec = record_exec(&sample->record);

	exec->argc = 3;
	exec->envc = 2;
	exec->tty_major = 136;
	exec->tty_minor = 2;
	add(sample, &exec->filename, LITERAL("/bin/true"));
	add(sample, &exec->argv, LITERAL("true\0--flag\0two words\0"));
	add(sample, &exec->envp, LITERAL("HOME=/root\0LANG=C\0"));
	exec->interp = exec->filename;
	add(sample, &exec->exe, LITERAL("/usr/bin/true"));
	add(sample, &exec->parent_exe, LITERAL("/usr/bin/bash"));
	add(sample, &exec->parent_argv, LITERAL("-bash\0"));
	add(sample, &exec->cwd, LITERAL("/root"));
	add(sample, &exec->lsm_label, LITERAL("unconfined"));
	add(sample, &exec->nodename, LITERAL("host.example"));
	add(sample, &exec->cgroup, LITERAL("/user.slice/session-5.scope"));
	add(sample, &exec->tty, LITERAL("pts/2"));
}

static void fill_fd(struct sample *sample, struct procmon_fd *fd, int number)
{
	fd->fd = number;
	fd->kind = PROCMON_FD_TTY;
	fd->flags = 02;
	fd->mode = 020620;
	fd->dev_minor = 23;
	fd->rdev_major = 136;
	fd->rdev_minor = 2;
	fd->ino = 5;
	add(sample, &fd->path, LITERAL("/dev/pts/2"));
}

/**
 * sample_exec_arrays() - Append one array of each kind.
 * @sample: started with sample_exec_fixed().
 */
void sample_exec_arrays(struct sample *sample)
{
	struct procmon_exec *exec = record_exec(&sample->record);
	struct procmon_ancestor *ancestors;
	struct procmon_socket *sockets;
	struct procmon_fd *fds;
	uint32_t *groups;
	int i;

	groups = record_array(&sample->record, &exec->groups, 3,
			      sizeof(*groups), 3);
	require(groups);
	groups[0] = 4;
	groups[1] = 27;
	groups[2] = 1000;

	ancestors = record_array(&sample->record, &exec->ancestors, 2,
				 sizeof(*ancestors), 5);
	require(ancestors);
	for (i = 0; i < 2; i++) {
		ancestors[i].tgid = 4200 - i;
		ancestors[i].uid = 1000;
		ancestors[i].start_boottime = (5400 - i) * SECOND;
		ancestors[i].exec_id = 3 - i;
		ancestors[i].exe_dev_major = 254;
		ancestors[i].exe_dev_minor = 1;
		ancestors[i].exe_ino = 200 + i;
	}
	fieldset_add(&exec->truncated, PROCMON_FIELD_ANCESTORS);

	fds = record_array(&sample->record, &exec->fds, 3, sizeof(*fds), 3);
	require(fds);
	for (i = 0; i < 2; i++)
		fill_fd(sample, &fds[i], i);
	fds[2].fd = 2;
	fds[2].kind = PROCMON_FD_CLOSED;

	sockets = record_array(&sample->record, &exec->sockets, 2,
			       sizeof(*sockets), 2);
	require(sockets);
	sockets[0].fd = 3;
	sockets[0].family = 2;
	sockets[0].type = 1;
	sockets[0].protocol = 6;
	sockets[0].state = 1;
	sockets[0].local_port = 40000;
	sockets[0].peer_port = 4444;
	sockets[0].flags = PROCMON_SOCKET_HAS_LOCAL | PROCMON_SOCKET_HAS_PEER;
	sockets[0].ino = 7001;
	memcpy(sockets[0].local, "\xC0\x00\x02\x01", 4);
	memcpy(sockets[0].peer, "\xC6\x33\x64\x07", 4);
	sockets[1].fd = 9;
	sockets[1].family = 1;
	sockets[1].type = 1;
	sockets[1].state = 3;
	sockets[1].ino = 7002;
	add(sample, &sockets[1].local_path, LITERAL("\0abstract"));
	add(sample, &sockets[1].peer_path, LITERAL("/run/peer.sock"));
}

/**
 * sample_end() - Finish a record.
 * @sample: the record.
 *
 * Return: its length.
 */
size_t sample_end(struct sample *sample)
{
	record_end(&sample->record);
	return sample->record.len;
}

/**
 * sample_exec() - An EXEC record with all that it can have.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_exec(struct sample *sample, uint64_t seq)
{
	struct procmon_exec *exec = sample_exec_fixed(sample, seq);

	sample_exec_strings(sample);
	sample_exec_arrays(sample);
	exec->exe_file.flags |= PROCMON_FILE_CAPS;
	exec->exe_caps.permitted = 0x2000;
	exec->exe_caps.effective = 1;
	fill_file(&exec->script_file, 132);
	exec->verity_algorithm = 4;
	exec->ima_algorithm = 4;
	add(sample, &exec->argv_digest, LITERAL("0123456789abcdef"
						"0123456789ABCDEF"));
	add(sample, &exec->env_digest, LITERAL("fedcba9876543210"
					       "FEDCBA9876543210"));
	add(sample, &exec->verity_digest, LITERAL("VERITY--VERITY--"
						  "VERITY--VERITY--"));
	add(sample, &exec->ima_digest, LITERAL("IMA-----IMA-----"
					       "IMA-----IMA-----"));
	add(sample, &exec->script, LITERAL("/root/script"));
	add(sample, &exec->root, LITERAL("/srv/jail"));
	return sample_end(sample);
}

/* What only a new program has. */
static const uint32_t fields_of_success[] = {
	PROCMON_FIELD_PREV_COMM, PROCMON_FIELD_ENVP, PROCMON_FIELD_ENVC,
	PROCMON_FIELD_ARGV_DIGEST, PROCMON_FIELD_ENV_DIGEST,
	PROCMON_FIELD_INTERP, PROCMON_FIELD_EXE_CAPS,
	PROCMON_FIELD_EXE_WRITABLE, PROCMON_FIELD_VERITY_DIGEST,
	PROCMON_FIELD_IMA_DIGEST, PROCMON_FIELD_SCRIPT,
	PROCMON_FIELD_SCRIPT_BTIME, PROCMON_FIELD_SCRIPT_MOUNT_ID,
	PROCMON_FIELD_ELF_INTERP, PROCMON_FIELD_CREDS_BEFORE,
	PROCMON_FIELD_FDS, PROCMON_FIELD_SOCKETS, PROCMON_FIELD_FD_COUNT,
};

/* What the sensor does not keep of the images that run. */
static const uint32_t fields_of_lineage[] = {
	PROCMON_FIELD_EXEC_ID, PROCMON_FIELD_PARENT_EXEC_ID,
	PROCMON_FIELD_PARENT_EXE, PROCMON_FIELD_PARENT_ARGV,
	PROCMON_FIELD_ANCESTORS,
};

/**
 * sample_fail_fixed() - Start an EXEC_FAIL record that has no strings yet.
 * @sample: where to.
 * @seq: its number.
 * @error: why the exec failed.
 *
 * Return: its structure, to be changed until sample_end().
 */
struct procmon_exec *sample_fail_fixed(struct sample *sample, uint64_t seq,
				       uint32_t error)
{
	struct procmon_exec *exec = sample_exec_fixed(sample, seq);
	size_t i;

	exec->header.type = PROCMON_TYPE_EXEC_FAIL;
	exec->flags |= PROCMON_EXEC_AS_PASSED;
	exec->error = error;
	exec->origin = PROCMON_ORIGIN_EXECVEAT;
	exec->execveat_flags = 0x1100;
	exec->dirfd = -100;
	memcpy(exec->comm, "bash", 5);
	memset(exec->missing, 0, sizeof(exec->missing));
	for (i = 0; i < sizeof(fields_of_success) / 4; i++)
		exec_missing(exec, fields_of_success[i],
			     PROCMON_REASON_INAPPLICABLE);
	for (i = 0; i < sizeof(fields_of_lineage) / 4; i++)
		exec_missing(exec, fields_of_lineage[i],
			     PROCMON_REASON_UNARMED);
	memset(exec->prev_comm, 0, sizeof(exec->prev_comm));
	memset(&exec->creds_before, 0, sizeof(exec->creds_before));
	exec->identity.exec_id = 0;
	exec->identity.parent_exec_id = 0;
	exec->elf_interp_dev_major = 0;
	exec->elf_interp_dev_minor = 0;
	exec->elf_interp_ino = 0;
	exec->fd_count = 0;
	return exec;
}

/**
 * sample_fail() - An EXEC_FAIL record with all that it can have.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_fail(struct sample *sample, uint64_t seq)
{
	struct procmon_exec *exec = sample_fail_fixed(sample, seq, 2);

	exec->argc = 2;
	exec->tty_major = 136;
	exec->tty_minor = 2;
	add(sample, &exec->filename, LITERAL("/opt/bin/nmap"));
	add(sample, &exec->argv, LITERAL("nmap\0-sS\0"));
	add(sample, &exec->exe, LITERAL("/usr/bin/bash"));
	add(sample, &exec->cwd, LITERAL("/root"));
	add(sample, &exec->nodename, LITERAL("host.example"));
	add(sample, &exec->cgroup, LITERAL("/user.slice/session-5.scope"));
	add(sample, &exec->tty, LITERAL("pts/2"));
	return sample_end(sample);
}
