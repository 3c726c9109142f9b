// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_ocsf.c - rows of the field table: what OCSF asks for and other rows
 * tell anyway, in its own types. All that is constant, or the same for each
 * record of a type, is here and nowhere else.
 */
#include "kind.h"

#define CONSTANTS(identifier, ...)					\
	static const char *const identifier##_text[] = { __VA_ARGS__ };	\
	static const struct names identifier = {			\
		identifier##_text,					\
		sizeof(identifier##_text) / sizeof(char *)		\
	}

CONSTANTS(version, "1.7.0");
CONSTANTS(product, "procmon");
CONSTANTS(vendor, "procmon");
CONSTANTS(profiles, "host", "container", "linux/linux_users");
CONSTANTS(linux_name, "Linux");
CONSTANTS(linux_id, "200");
CONSTANTS(unknown_id, "0");

static bool has_parent(const struct procmon_record *record)
{
	return event_identity(record)->ppid != 0;
}

static bool is_process(const struct procmon_record *record)
{
	return !event_is_of_thread(record);
}

/* Of each record, whatever was selected. */
#define BASE(column, key, shown_as, member, ...)			\
	{ "OCSF_" column, NULL, &shown_as, ANY(member), .ocsf = key,	\
	  .flags = FIELD_OCSF | FIELD_BASE, __VA_ARGS__ }

#define ACTOR(column, key, shown_as, ...)				\
	{ "OCSF_ACTOR_" column, NULL, &shown_as, PROCESS(identity.tgid), \
	  .ocsf = "actor.process." key, .flags = FIELD_OCSF | FIELD_BASE, \
	  __VA_ARGS__ }

#define ROW(column, key, shown_as, ...)					\
	{ "OCSF_" column, NULL, &shown_as, .ocsf = key, __VA_ARGS__ }

static const struct field fields[] = {
	BASE("CLASS", "class_uid", kind_ocsf_class, type,
	     .help = "1007: Process Activity; 0, Base Event: of a record about no process"),
	BASE("CATEGORY", "category_uid", kind_ocsf_category, type,
	     .help = "1: System Activity; 0: of a record about no process"),
	BASE("ACTIVITY", "activity_id", kind_ocsf_activity, type,
	     .help = "1 launch, 2 terminate, 3 open, 5 set user id; 99: what OCSF has no activity for, also a thread"),
	BASE("ACTIVITY_NAME", "activity_name", kind_ocsf_activity_name, type,
	     .help = "the same in words; of 99 the type of the record"),
	BASE("TYPE", "type_uid", kind_ocsf_type, type,
	     .help = "class_uid times 100 and activity_id"),
	BASE("SEVERITY", "severity_id", kind_ocsf_severity, type,
	     .help = "1: informational; 4: high, of lost records, hooks that went silent and the sensor's end"),
	BASE("TIME", "time", kind_ocsf_clock, type,
	     .help = "when it happened; 0: not known", .unit = "ms"),
	BASE("VERSION", "metadata.version", kind_constant, type,
	     .names = &version, .help = "version of OCSF that the keys are from"),
	BASE("PRODUCT", "metadata.product.name", kind_constant, type,
	     .names = &product, .help = "procmon"),
	BASE("VENDOR", "metadata.product.vendor_name", kind_constant, type,
	     .names = &vendor, .help = "procmon"),
	BASE("PROFILES", "metadata.profiles", kind_ocsf_constants, type,
	     .names = &profiles, .help = "profiles of OCSF that keys are from"),
	BASE("SEQUENCE", "metadata.sequence", kind_ocsf_long, seq,
	     .help = "SEQ"),
	BASE("OS", "device.os.name", kind_constant, type,
	     .names = &linux_name, .help = "Linux"),
	BASE("OS_TYPE", "device.os.type_id", kind_ocsf_constant, type,
	     .names = &linux_id, .help = "200: Linux"),
	BASE("DEVICE_TYPE", "device.type_id", kind_ocsf_constant, type,
	     .names = &unknown_id, .help = "0: not known"),
	BASE("DEVICE_NAME", "device.name", kind_ocsf_device_name, type,
	     .help = "BOOT_ID, where neither HOST_ID nor HOST_NAME is told; unknown, if that is not either"),

	ACTOR("PID", "pid", kind_ocsf_actor_pid,
	      .help = "process id of who did it: of an exec the process itself, as the image before; of fork, ptrace and comm its creator, tracer, renamer if there was one"),
	ACTOR("ENTITY_ID", "uid", kind_ocsf_actor_entity,
	      .help = "name of that process on all hosts, see ENTITY_ID"),
	ACTOR("COMM", "name", kind_ocsf_actor_name,
	      .help = "name of its task"),
	ACTOR("UID", "user.uid", kind_ocsf_actor_user,
	      .help = "its real user id, of an exec before it"),

	ROW("LAUNCH", "launch_type_id", kind_ocsf_launch,
	    EXEC(header.type), .flags = FIELD_OCSF | FIELD_BASE | FIELD_MOMENT,
	    .help = "3: exec"),
	ROW("LAUNCH", "launch_type_id", kind_ocsf_launch, FORK(life.header.type),
	    .flags = FIELD_OCSF | FIELD_BASE, .help = "2: fork"),
	ROW("STATUS", "status_id", kind_ocsf_status, EXEC(header.type),
	    .flags = FIELD_OCSF | FIELD_BASE | FIELD_MOMENT,
	    .help = "1: success; 2: failure"),
	ROW("START", "process.created_time", kind_ocsf_boottime,
	    PROCESS(identity.start_boottime), .flags = FIELD_OCSF,
	    .unit = "ms", .help = "START"),
	ROW("PARENT_START", "process.parent_process.created_time",
	    kind_ocsf_boottime, PROCESS(identity.parent_start_boottime),
	    .flags = FIELD_OCSF, .applies = has_parent, .unit = "ms",
	    .help = "PARENT_START"),
	ROW("END", "process.terminated_time", kind_ocsf_time,
	    EXIT(life.time_real), .flags = FIELD_OCSF, .applies = is_process,
	    .unit = "ms", .help = "END"),
	ROW("EUID", "process.euid", kind_number, PROCESS(creds.euid),
	    .flags = FIELD_OCSF, .help = "EUID"),
	ROW("EGID", "process.egid", kind_number, PROCESS(creds.egid),
	    .flags = FIELD_OCSF, .help = "EGID"),
	ROW("LOGINUID", "process.auid", kind_number, PROCESS(loginuid),
	    BIT(LOGINUID), .flags = FIELD_OCSF | FIELD_UNSET,
	    .help = "LOGINUID"),
	ROW("SID", "process.session.uid", kind_id, PROCESS(identity.sid),
	    .flags = FIELD_OCSF, .help = "SID"),
	ROW("GROUPS", "process.user.groups", kind_ocsf_groups, EXEC(groups),
	    BIT(GROUPS), .flags = FIELD_OCSF, .help = "GROUPS"),
	ROW("ANCESTORS", "process.ancestry", kind_ocsf_ancestors,
	    EXEC(ancestors), BIT(ANCESTORS), .flags = FIELD_OCSF,
	    .help = "ANCESTORS, of each what names it"),
	ROW("ENV", "process.environment_variables", kind_ocsf_variables,
	    EXEC(envp), BIT(ENVP), .flags = FIELD_OCSF | FIELD_SUCCESS,
	    .help = "ENV, names and values apart"),
	ROW("ENV_BARE", "unmapped.env_bare", kind_ocsf_bare, EXEC(envp),
	    BIT(ENVP), .flags = FIELD_OCSF | FIELD_SUCCESS,
	    .help = "elements of ENV that have no =, counted from 0"),
	ROW("PARENT_COMMAND_LINE", "process.parent_process.cmd_line",
	    kind_command, EXEC(parent_argv), BIT(PARENT_ARGV),
	    .flags = FIELD_OCSF, .help = "PARENT_ARGS as words for a shell"),
	ROW("FILE_NAME", "process.file.name", kind_ocsf_file_name, EXEC(exe),
	    .flags = FIELD_OCSF, .help = "last part of EXE; empty if that is absent"),
	ROW("FILE_TYPE", "process.file.type_id", kind_ocsf_file_type,
	    EXEC(exe_file.mode), .flags = FIELD_OCSF,
	    .help = "EXE_TYPE: 1 regular file, 2 folder, 3 character device, 4 block device, 5 local socket, 6 named pipe, 7 symbolic link; 0: not known"),
	ROW("FILE_SIZE", "process.file.size", kind_ocsf_long,
	    EXEC(exe_file.size), BIT(EXE_FILE), .flags = FIELD_OCSF,
	    .unit = "bytes", .help = "EXE_SIZE"),
	ROW("FILE_MTIME", "process.file.modified_time", kind_ocsf_time,
	    EXEC(exe_file.mtime), BIT(EXE_FILE), .flags = FIELD_OCSF,
	    .unit = "ms", .help = "EXE_MTIME"),
	ROW("FILE_BTIME", "process.file.created_time", kind_ocsf_time,
	    EXEC(exe_file.btime), BIT(EXE_BTIME), GROUP(EXE_FILE),
	    .flags = FIELD_OCSF,
	    .unit = "ms", .help = "EXE_BTIME"),
	ROW("FILE_DELETED", "process.file.is_deleted", kind_bool,
	    EXEC(exe_file.flags), BIT(EXE_FILE), .flags = FIELD_OCSF,
	    .mask = PROCMON_FILE_DELETED, .help = "EXE_FLAGS has deleted"),
};

FIELD_GROUP(fields_ocsf, fields);
