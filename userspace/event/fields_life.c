// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_life.c - rows of the field table: how a process began and ended, who
 * traced it, renamed it. With which rights is in fields_rights.c.
 */
#include "kind.h"

/* Signal of CLONE_*. */
#define CLONE_SIGNAL	0xff

static bool is_process(const struct procmon_record *record)
{
	return !event_is_of_thread(record);
}

static bool has_code(const struct procmon_record *record)
{
	return !record->exit.signal && is_process(record);
}

static bool has_creator(const struct procmon_record *record)
{
	return record->fork.creator.tgid != 0;
}

static bool has_tracer(const struct procmon_record *record)
{
	return record->ptrace.tracer.tgid != 0;
}

static bool has_actor(const struct procmon_record *record)
{
	return record->comm.actor.tgid != 0;
}

#define PEER_ROW(column, key, shown_as, place, condition, ...)		\
	{ column, key, &shown_as, place, .applies = condition, __VA_ARGS__ }

/* All rows of a struct procmon_peer. */
#define PEER(column, key, macro, member, condition, who)		\
	PEER_ROW(column, key ".pid", kind_number, macro(member.tgid),	\
		 condition, .help = "process id of " who),		\
	PEER_ROW(column "_TID", key ".thread.id", kind_number,		\
		 macro(member.tid), condition,				\
		 .help = "thread id of " who),				\
	PEER_ROW(column "_UID", key ".real_user.id", kind_id,		\
		 macro(member.uid), condition,				\
		 .help = "real user id of " who),			\
	PEER_ROW(column "_EUID", key ".user.id", kind_id,		\
		 macro(member.euid), condition,				\
		 .help = "effective user id of " who),			\
	PEER_ROW(column "_START_BOOTTIME", key ".start_boottime",	\
		 kind_wide, macro(member.start_boottime), condition,	\
		 .unit = "ns",						\
		 .help = "when that process started, CLOCK_BOOTTIME"),	\
	PEER_ROW(column "_ENTITY_ID", key ".entity_id",			\
		 kind_peer_entity, macro(member.start_boottime),	\
		 condition,						\
		 .help = "name of that process on all hosts, see ENTITY_ID"), \
	PEER_ROW(column "_EXEC_ID", key ".exec_id", kind_number,	\
		 macro(member.exec_id), condition,			\
		 .flags = FIELD_NONZERO,				\
		 .help = "names the image that it runs, if that is known"), \
	PEER_ROW(column "_COMM", key ".name", kind_comm,		\
		 macro(member.comm), condition,				\
		 .help = "name of the task of " who)

/* What tells whether a record is of a thread or of the kernel. */
#define LIFE_FLAGS(macro)						\
	{ "THREAD", "procmon.of_thread", &kind_bool, macro(flags),	\
	  .mask = PROCMON_LIFE_THREAD, .flags = FIELD_NONZERO,		\
	  .help = "it is of the thread TID, not of the process" },	\
	{ "KTHREAD", "procmon.kernel_thread", &kind_bool, macro(flags),	\
	  .mask = PROCMON_LIFE_KTHREAD, .flags = FIELD_NONZERO,		\
	  .help = "it is of the kernel" }

#define OF_PROCESS(column, key, shown_as, member, ...)			\
	{ column, key, &shown_as, EXIT(member), .applies = is_process,	\
	  __VA_ARGS__ }

static const struct field fields[] = {
	{ "ARGS", NULL, &kind_details, LIFE(header),
	  .help = "what happened, in short" },

	{ "CLONE_FLAGS", "procmon.fork.clone_flags", &kind_flags,
	  FORK(clone_flags), .mask = ~(uint64_t)CLONE_SIGNAL,
	  .names = &clone_names,
	  .help = "flags as given to clone(2); one without a name by the number of its bit" },
	{ "CLONE_SIGNAL", "procmon.fork.exit_signal", &kind_name,
	  FORK(clone_flags), .mask = CLONE_SIGNAL, .flags = FIELD_NONZERO,
	  .names = &signal_names,
	  .help = "signal that will tell the parent of its end" },
	LIFE_FLAGS(FORK),
	PEER("CREATOR", "procmon.creator", FORK, creator, has_creator,
	     "who created it; not the parent where CLONE_PARENT was given"),

	OF_PROCESS("END", "process.end", kind_time, life.time_real,
		   .help = "when the process ended",
		   .ocsf = OCSF_TOLD),
	{ "EXIT_CODE", "process.exit_code", &kind_number, EXIT(code),
	  .applies = has_code,
	  .help = "argument of exit(2) of the process; absent if a signal ended it",
	  .ocsf = "exit_code" },
	{ "EXIT_SIGNAL", "procmon.exit.signal", &kind_name, EXIT(signal),
	  .names = &signal_names, .flags = FIELD_NONZERO,
	  .help = "signal that ended it" },
	{ "EXIT_STATUS", "procmon.exit.status", &kind_number, EXIT(status),
	  .help = "as wait(2) gives it to the parent; of a thread: what it ended with" },
	{ "CORE_DUMPED", "procmon.exit.core_dumped", &kind_bool, EXIT(flags),
	  .mask = PROCMON_LIFE_CORE, .help = "core was dumped" },
	LIFE_FLAGS(EXIT),
	{ "RUN_NS", "procmon.exit.run_ns", &kind_wide, EXIT(run_ns),
	  .unit = "ns", .help = "from start to end" },
	{ "CPU_NS", "procmon.exit.cpu_ns", &kind_wide, EXIT(cpu_ns),
	  .unit = "ns",
	  .help = "time on a processor, as the scheduler counts it" },
	{ "CPU_USER_NS", "procmon.exit.user_ns", &kind_wide, EXIT(user_ns),
	  .unit = "ns", .help = "of it in user mode, as ticks found it" },
	{ "CPU_SYSTEM_NS", "procmon.exit.system_ns", &kind_wide,
	  EXIT(system_ns), .unit = "ns",
	  .help = "of it in the kernel, likewise" },
	OF_PROCESS("MAX_RSS", "procmon.exit.max_rss", kind_number, max_rss,
		   .unit = "bytes", .help = "most memory resident at once"),
	{ "MIN_FAULTS", "procmon.memory.min_faults", &kind_number,
	  EXIT(min_faults), .help = "minor page faults" },
	{ "MAJ_FAULTS", "procmon.memory.maj_faults", &kind_number,
	  EXIT(maj_faults), .help = "major page faults" },
	{ "READ_BYTES", "procmon.exit.read_bytes", &kind_number,
	  EXIT(read_bytes), BIT(IO), .unit = "bytes",
	  .help = "read from storage" },
	{ "WRITE_BYTES", "procmon.exit.write_bytes", &kind_number,
	  EXIT(write_bytes), BIT(IO), .unit = "bytes",
	  .help = "written to storage" },

	{ "PTRACE_ACTION", "procmon.ptrace.action", &kind_name,
	  PTRACE(action), .names = &ptrace_names,
	  .help = "attach, seize, traceme or detach" },
	PEER("PTRACE_TRACER", "procmon.ptrace.tracer", PTRACE, tracer,
	     has_tracer, "the tracer, or who was it until now"),

	{ "PREV_COMM", "procmon.prev_comm", &kind_comm, COMM(before),
	  .help = "name of the thread before" },
	PEER("RENAMER", "procmon.renamer", COMM, actor, has_actor,
	     "who renamed it"),

	{ "CORE_SIGNAL", "procmon.coredump.signal", &kind_name,
	  COREDUMP(signal), .names = &signal_names,
	  .help = "signal that makes it dump core" },

	{ "KTHREAD", "procmon.kernel_thread", &kind_bool, PROC(flags),
	  .mask = PROCMON_EXEC_KTHREAD, .flags = FIELD_NONZERO,
	  .help = "it is of the kernel" },
};

FIELD_GROUP(fields_life, fields);
