// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_file.c - rows of the field table: which file runs, and what was
 * asked for when that is another one.
 */
#include "kind.h"

/* Flags of a file that no other field says to be absent. */
#define FLAGS_ALWAYS \
	(UINT32_MAX & ~(PROCMON_FILE_OVERLAY_UPPER | PROCMON_FILE_WRITABLE | \
			PROCMON_FILE_CAPS))

static bool has_caps(const struct procmon_record *record)
{
	return (record->exec.exe_file.flags & PROCMON_FILE_CAPS) ||
	       procmon_field_missing(&record->exec, PROCMON_FIELD_EXE_CAPS,
				     NULL);
}

static bool has_script(const struct procmon_record *record)
{
	return record->exec.script.off != 0;
}

static bool has_verity(const struct procmon_record *record)
{
	return record->exec.verity_digest.off != 0;
}

static bool has_ima(const struct procmon_record *record)
{
	return record->exec.ima_digest.off != 0;
}

static bool has_elf_interp(const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;

	return exec->elf_interp_dev_major || exec->elf_interp_dev_minor ||
	       exec->elf_interp_ino;
}

#define SCRIPT(column, key, what, shown_as, ...)			\
	{ "SCRIPT_" column, "procmon.script." key, &shown_as,		\
	  EXEC(script_file.what), .applies = has_script,		\
	  .help = "EXE_" column " of the script", __VA_ARGS__ }

static const struct field fields[] = {
	{ "EXE", "process.executable", &kind_text, EXEC(exe), BIT(EXE),
	  .help = "path of the file that runs, as the process sees it",
	  .ocsf = "process.file.path" },
	{ "EXE_DEVICE", "file.device", &kind_device,
	  EXEC_PAIR(exe_file.dev_major, exe_file.dev_minor), BIT(EXE_FILE),
	  .help = "device that the file is on" },
	{ "EXE_INODE", "file.inode", &kind_wide, EXEC(exe_file.ino), BIT(EXE_FILE),
	  .help = "inode number" },
	{ "EXE_MODE", "file.mode", &kind_octal, EXEC(exe_file.mode), BIT(EXE_FILE),
	  .mask = 07777, .help = "permission bits" },
	{ "EXE_TYPE", "file.type", &kind_name, EXEC(exe_file.mode), BIT(EXE_FILE),
	  .mask = 0170000, .names = &file_type_names,
	  .help = "type of the file" },
	{ "EXE_UID", "file.uid", &kind_id, EXEC(exe_file.uid), BIT(EXE_FILE),
	  .help = "owner, as the mount shows it",
	  .ocsf = "process.file.owner.uid" },
	{ "EXE_GID", "file.gid", &kind_id, EXEC(exe_file.gid), BIT(EXE_FILE),
	  .help = "group, as the mount shows it" },
	{ "EXE_SIZE", "file.size", &kind_number, EXEC(exe_file.size), BIT(EXE_FILE),
	  .unit = "bytes", .help = "size",
	  .ocsf = OCSF_TOLD },
	{ "EXE_MTIME", "file.mtime", &kind_time, EXEC(exe_file.mtime), BIT(EXE_FILE),
	  .help = "last modification" },
	{ "EXE_CTIME", "file.ctime", &kind_time, EXEC(exe_file.ctime), BIT(EXE_FILE),
	  .help = "last change of the inode" },
	{ "EXE_BTIME", "file.created", &kind_time, EXEC(exe_file.btime),
	  BIT(EXE_BTIME), .help = "birth" },
	{ "EXE_NLINK", "procmon.exe.nlink", &kind_number,
	  EXEC(exe_file.nlink), BIT(EXE_FILE), .help = "links" },
	{ "EXE_GENERATION", "procmon.exe.generation", &kind_number,
	  EXEC(exe_file.generation), BIT(EXE_FILE), .help = "inode generation" },
	{ "EXE_FS_MAGIC", "procmon.exe.fs_magic", &kind_hex,
	  EXEC(exe_file.fs_magic), BIT(EXE_FILE), .help = "filesystem, as statfs(2) f_type" },
	{ "EXE_MOUNT_ID", "procmon.exe.mount_id", &kind_wide,
	  EXEC(exe_file.mount_id), BIT(EXE_MOUNT_ID),
	  .help = "mount, as statx(2) stx_mnt_id" },
	{ "EXE_MOUNT_FLAGS", "procmon.exe.mount_flags", &kind_flags,
	  EXEC(exe_file.mount_flags), BIT(EXE_FILE), .names = &mount_flag_names,
	  .help = "nosuid, noexec, rdonly, nodev" },
	{ "EXE_FLAGS", "procmon.exe.flags", &kind_flags, EXEC(exe_file.flags), BIT(EXE_FILE),
	  .mask = FLAGS_ALWAYS, .names = &file_flag_names,
	  .help = "memfd, deleted, tmpfs, suid, sgid" },
	{ "EXE_OVERLAY_UPPER", "procmon.exe.overlay_upper", &kind_bool,
	  EXEC(exe_file.flags), BIT(EXE_OVERLAY),
	  .mask = PROCMON_FILE_OVERLAY_UPPER,
	  .help = "it is in the upper layer of an overlay" },
	{ "EXE_WRITABLE", "procmon.exe.writable", &kind_bool,
	  EXEC(exe_file.flags), BIT(EXE_WRITABLE),
	  .mask = PROCMON_FILE_WRITABLE, .help = "the process may write it" },
	{ "EXE_HAS_CAPS", "procmon.exe.has_caps", &kind_bool,
	  EXEC(exe_file.flags), BIT(EXE_CAPS), .mask = PROCMON_FILE_CAPS,
	  .help = "it has file capabilities" },
	{ "EXE_CAPS_PERMITTED", "procmon.exe.caps.permitted", &kind_hex,
	  EXEC(exe_caps.permitted), BIT(EXE_CAPS), .applies = has_caps,
	  .help = "its permitted capabilities" },
	{ "EXE_CAPS_INHERITABLE", "procmon.exe.caps.inheritable", &kind_hex,
	  EXEC(exe_caps.inheritable), BIT(EXE_CAPS), .applies = has_caps,
	  .help = "its inheritable capabilities" },
	{ "EXE_CAPS_EFFECTIVE", "procmon.exe.caps.effective", &kind_bool,
	  EXEC(exe_caps.effective), BIT(EXE_CAPS), .applies = has_caps,
	  .help = "whether they become effective" },
	{ "EXE_CAPS_ROOTID", "procmon.exe.caps.rootid", &kind_id,
	  EXEC(exe_caps.rootid), BIT(EXE_CAPS), .applies = has_caps,
	  .help = "user id of the namespace's root that they are for" },
	{ "VERITY_ALGORITHM", "procmon.exe.verity.algorithm", &kind_name,
	  EXEC(verity_algorithm), BIT(VERITY_DIGEST), .names = &hash_names,
	  .applies = has_verity, .help = "algorithm of VERITY_DIGEST" },
	{ "VERITY_DIGEST", "procmon.exe.verity.digest", &kind_digest,
	  EXEC(verity_digest), BIT(VERITY_DIGEST),
	  .help = "fs-verity digest of the file" },
	{ "IMA_ALGORITHM", "procmon.exe.ima.algorithm", &kind_name,
	  EXEC(ima_algorithm), BIT(IMA_DIGEST), .names = &hash_names,
	  .applies = has_ima, .help = "algorithm of IMA_DIGEST" },
	{ "IMA_DIGEST", "procmon.exe.ima.digest", &kind_digest,
	  EXEC(ima_digest), BIT(IMA_DIGEST), .help = "IMA digest of the file" },
	{ "ELF_INTERP_DEVICE", "procmon.elf_interp.device", &kind_device,
	  EXEC_PAIR(elf_interp_dev_major, elf_interp_dev_minor),
	  BIT(ELF_INTERP), .applies = has_elf_interp,
	  .help = "device that the dynamic loader is on" },
	{ "ELF_INTERP_INODE", "procmon.elf_interp.inode", &kind_wide,
	  EXEC(elf_interp_ino), BIT(ELF_INTERP), .applies = has_elf_interp,
	  .help = "inode number of the dynamic loader" },

	{ "SCRIPT", "procmon.script.path", &kind_text, EXEC(script),
	  BIT(SCRIPT),
	  .help = "path of the file asked for, when another one runs" },
	{ "SCRIPT_DEVICE", "procmon.script.device", &kind_device,
	  EXEC_PAIR(script_file.dev_major, script_file.dev_minor),
	  BIT(SCRIPT), .applies = has_script,
	  .help = "EXE_DEVICE of the script" },
	SCRIPT("INODE", "inode", ino, kind_wide, BIT(SCRIPT)),
	SCRIPT("MODE", "mode", mode, kind_octal, BIT(SCRIPT), .mask = 07777),
	SCRIPT("TYPE", "type", mode, kind_name, BIT(SCRIPT), .mask = 0170000,
	       .names = &file_type_names),
	SCRIPT("UID", "uid", uid, kind_id, BIT(SCRIPT)),
	SCRIPT("GID", "gid", gid, kind_id, BIT(SCRIPT)),
	SCRIPT("SIZE", "size", size, kind_number, BIT(SCRIPT),
	       .unit = "bytes"),
	SCRIPT("MTIME", "mtime", mtime, kind_time, BIT(SCRIPT)),
	SCRIPT("CTIME", "ctime", ctime, kind_time, BIT(SCRIPT)),
	SCRIPT("BTIME", "created", btime, kind_time, BIT(SCRIPT_BTIME)),
	SCRIPT("NLINK", "nlink", nlink, kind_number, BIT(SCRIPT)),
	SCRIPT("GENERATION", "generation", generation, kind_number,
	       BIT(SCRIPT)),
	SCRIPT("FS_MAGIC", "fs_magic", fs_magic, kind_hex, BIT(SCRIPT)),
	SCRIPT("MOUNT_ID", "mount_id", mount_id, kind_wide,
	       BIT(SCRIPT_MOUNT_ID)),
	SCRIPT("MOUNT_FLAGS", "mount_flags", mount_flags, kind_flags,
	       BIT(SCRIPT), .names = &mount_flag_names),
	SCRIPT("FLAGS", "flags", flags, kind_flags, BIT(SCRIPT),
	       .names = &file_flag_names),
};

FIELD_GROUP(fields_file, fields);
