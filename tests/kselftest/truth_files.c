// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_files.c - what can be seen of the files of another process: what it
 * runs, where it stands, what it has open.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/hash_info.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "files.h"
#include "truth.h"

/* Magic numbers of what has no disk behind it, linux/magic.h. */
#define MAGIC_TMPFS	0x01021994
#define MAGIC_RAMFS	0x858458f6

#define DELETED		" (deleted)"

/* named() - "PREFIX.MEMBER", good until the next call. */
static const char *named(const char *prefix, const char *member)
{
	static char name[64];

	snprintf(name, sizeof(name), "%s.%s", prefix, member);
	return name;
}

static uint64_t nanoseconds(const struct statx_timestamp *time)
{
	return (uint64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static void file_statx(struct truth *truth, const char *prefix,
		       const struct statx *facts)
{
	const struct {
		const char *member;
		uint64_t value;
	} numbers[] = {
		{ "dev_major", facts->stx_dev_major },
		{ "dev_minor", facts->stx_dev_minor },
		{ "ino", facts->stx_ino },
		{ "mtime", nanoseconds(&facts->stx_mtime) },
		{ "ctime", nanoseconds(&facts->stx_ctime) },
		{ "size", facts->stx_size },
		{ "mode", facts->stx_mode },
		{ "uid", facts->stx_uid },
		{ "gid", facts->stx_gid },
		{ "nlink", facts->stx_nlink },
		{ "flags.SUID", !!(facts->stx_mode & S_ISUID) },
		{ "flags.SGID", !!(facts->stx_mode & S_ISGID) },
		{ "flags.DELETED", !facts->stx_nlink },
		{ "reserved", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		truth_number(truth, named(prefix, numbers[i].member),
			     numbers[i].value);
	if (facts->stx_mask & STATX_BTIME)
		truth_number(truth, named(prefix, "btime"),
			     nanoseconds(&facts->stx_btime));
	else
		truth_absent(truth, named(prefix, "btime"));
	if (facts->stx_mask & STATX_MNT_ID)
		truth_number(truth, named(prefix, "mount_id"),
			     facts->stx_mnt_id);
}

static void file_system(struct truth *truth, const char *prefix,
			const struct statfs *facts)
{
	uint64_t flags = facts->f_flags;

	truth_number(truth, named(prefix, "fs_magic"),
		     (unsigned long)facts->f_type);
	truth_number(truth, named(prefix, "flags.TMPFS"),
		     facts->f_type == MAGIC_TMPFS ||
		     facts->f_type == MAGIC_RAMFS);
	truth_number(truth, named(prefix, "mount_flags"),
		     (flags & ST_NOSUID ? PROCMON_MOUNT_NOSUID : 0) |
		     (flags & ST_NOEXEC ? PROCMON_MOUNT_NOEXEC : 0) |
		     (flags & ST_RDONLY ? PROCMON_MOUNT_RDONLY : 0) |
		     (flags & ST_NODEV ? PROCMON_MOUNT_NODEV : 0));
}

/* file_verity() - The digest that the kernel keeps of a file. */
static void file_verity(struct truth *truth, int fd)
{
	struct {
		struct fsverity_digest head;
		unsigned char digest[64];
	} verity = { .head.digest_size = sizeof(verity.digest) };

	if (ioctl(fd, FS_IOC_MEASURE_VERITY, &verity)) {
		truth_absent(truth, "verity_digest");
		truth_number(truth, "verity_algorithm", 0);
		return;
	}
	truth_bytes(truth, "verity_digest", verity.head.digest,
		    verity.head.digest_size);
	truth_number(truth, "verity_algorithm",
		     verity.head.digest_algorithm == FS_VERITY_HASH_ALG_SHA256 ?
		     HASH_ALGO_SHA256 : HASH_ALGO_SHA512);
}

const char *outside_file(struct truth *truth, const char *prefix,
			 const char *path)
{
	struct statfs filesystem;
	struct statx facts;
	int fd, generation;

	if (statx(AT_FDCWD, path, 0, STATX_BASIC_STATS | STATX_BTIME |
		  STATX_MNT_ID, &facts) || statfs(path, &filesystem))
		return path;
	file_statx(truth, prefix, &facts);
	file_system(truth, prefix, &filesystem);
	truth_number(truth, named(prefix, "flags.MEMFD"), 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return path;
	if (!ioctl(fd, FS_IOC_GETVERSION, &generation))
		truth_number(truth, named(prefix, "generation"),
			     (uint32_t)generation);
	if (!strcmp(prefix, "exe_file"))
		file_verity(truth, fd);
	close(fd);
	return NULL;
}

void outside_no_file(struct truth *truth, const char *prefix)
{
	static const char *const members[] = {
		"dev_major", "dev_minor", "ino", "mtime", "ctime", "btime",
		"size", "fs_magic", "mount_id", "mode", "uid", "gid", "nlink",
		"generation", "mount_flags", "flags.MEMFD", "flags.DELETED",
		"flags.TMPFS", "flags.SUID", "flags.SGID", "reserved",
	};
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		truth_absent(truth, named(prefix, members[i]));
}

static void file_capabilities(struct truth *truth, const char *path)
{
	struct vfs_ns_cap_data caps = { 0 };
	ssize_t len = getxattr(path, "security.capability", &caps,
			       sizeof(caps));
	uint64_t permitted = 0, inheritable = 0;

	/* They are little-endian, as the machines of these tests are. */
	if (len > 0) {
		permitted = caps.data[0].permitted |
			(uint64_t)caps.data[1].permitted << 32;
		inheritable = caps.data[0].inheritable |
			(uint64_t)caps.data[1].inheritable << 32;
	}
	if (len < 0 && errno == EOPNOTSUPP) {
		truth_absent(truth, "exe_file.flags.CAPS");
		return;
	}
	truth_number(truth, "exe_file.flags.CAPS", len > 0);
	truth_number(truth, "exe_caps.permitted", permitted);
	truth_number(truth, "exe_caps.inheritable", inheritable);
	truth_number(truth, "exe_caps.effective",
		     caps.magic_etc & VFS_CAP_FLAGS_EFFECTIVE ? 1 : 0);
	truth_number(truth, "exe_caps.rootid",
		     len == (ssize_t)sizeof(caps) ? caps.rootid : 0);
}

/* is_32bit() - Is what the process runs a program of 32 bits? */
static bool is_32bit(pid_t pid)
{
	unsigned char ident[EI_NIDENT] = { 0 };
	char link[64];
	int fd;

	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	fd = open(link, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, ident, sizeof(ident)) != (ssize_t)sizeof(ident))
		ident[EI_CLASS] = ELFCLASSNONE;
	close(fd);
	return ident[EI_CLASS] == ELFCLASS32;
}

/* loader() - The mapping at the address that the program was told. */
static const char *loader(struct truth *truth, pid_t pid)
{
	size_t word = is_32bit(pid) ? sizeof(uint32_t) : sizeof(uint64_t);
	uint64_t key, base = 0, start, end, ino;
	unsigned char auxv[1024];
	unsigned int dev_major, dev_minor;
	char path[64], line[8192];
	bool found = false;
	ssize_t len, i;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/auxv", pid);
	len = content_read(path, auxv, sizeof(auxv));
	if (len < 0)
		return "auxv";
	/* Numbers of these machines start with their lowest byte. */
	for (i = 0; i + 2 * (ssize_t)word <= len; i += 2 * word) {
		key = 0;
		memcpy(&key, auxv + i, word);
		if (key == AT_BASE)
			memcpy(&base, auxv + i + word, word);
	}
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	maps = fopen(path, "re");
	if (!maps)
		return "maps";
	while (base && !found && fgets(line, sizeof(line), maps))
		found = sscanf(line, "%" SCNx64 "-%" SCNx64
			       " %*s %*x %x:%x %" SCNu64, &start, &end,
			       &dev_major, &dev_minor, &ino) == 5 &&
			base >= start && base < end;
	fclose(maps);
	if (base && !found)
		return "mapping of the loader";
	truth_number(truth, "elf_interp_dev_major", base ? dev_major : 0);
	truth_number(truth, "elf_interp_dev_minor", base ? dev_minor : 0);
	truth_number(truth, "elf_interp_ino", base ? ino : 0);
	return NULL;
}

/* without() - Text without what it starts with, if that is a directory. */
static const char *without(const char *text, const char *root)
{
	size_t len = strlen(root);

	if (!strcmp(root, "/") || strncmp(text, root, len) ||
	    (text[len] && text[len] != '/'))
		return text;
	return text[len] ? text + len : "/";
}

/* link_path() - Where a link leads, without what the kernel appends. */
static bool link_path(const char *link, char *buffer, size_t size)
{
	ssize_t len = link_read(link, buffer, size);
	size_t suffix = strlen(DELETED);
	struct stat facts;

	if (len < 0)
		return false;
	if (!stat(link, &facts) && !facts.st_nlink && len > (ssize_t)suffix &&
	    !strcmp(buffer + len - suffix, DELETED))
		buffer[len - suffix] = '\0';
	return true;
}

static const char *places(struct truth *truth, pid_t pid)
{
	static char root[16384], text[16384];
	char link[64], name[64];
	int fd;

	snprintf(link, sizeof(link), "/proc/%d/root", pid);
	if (!link_path(link, root, sizeof(root)))
		return "root";
	if (strcmp(root, "/"))
		truth_text(truth, "root", root);
	else
		truth_absent(truth, "root");
	snprintf(link, sizeof(link), "/proc/%d/cwd", pid);
	if (!link_path(link, text, sizeof(text)))
		return "cwd";
	truth_text(truth, "cwd", without(text, root));
	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	if (!link_path(link, text, sizeof(text)))
		return "exe";
	truth_text(truth, "exe", without(text, root));
	truth_number(truth, "exe_file.flags.MEMFD",
		     !strncmp(text, "/memfd:", 7));
	for (fd = 0; fd < 3; fd++) {
		snprintf(name, sizeof(name), "fds[%d].path", fd);
		snprintf(link, sizeof(link), "/proc/%d/fd/%d", pid, fd);
		if (link_path(link, text, sizeof(text)))
			truth_text(truth, name, without(text, root));
		else
			truth_absent(truth, name);
	}
	return NULL;
}

/* outside_files() - All of the above. */
const char *outside_files(struct truth *truth, pid_t pid)
{
	const char *failed;
	char link[64];

	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	failed = outside_file(truth, "exe_file", link);
	if (failed)
		return "exe";
	file_capabilities(truth, link);
	failed = loader(truth, pid);
	return failed ? failed : places(truth, pid);
}
