// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * processes.c - what records tell of the processes now: who came, who went,
 * who is whose child, and whether anything may be missing. Knows not where
 * records are from.
 *
 * A record that comes later is right, whatever one before said: the stream has
 * one order. Only an exec, a fork, a snapshot and the like say that a process is
 * there; only its EXIT, another process of its number and a snapshot without it
 * say that it is not.
 */
#include "processes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Types that tell of processes: what is lost of others, nobody misses here. */
static const uint32_t telling_types =
	1U << PROCMON_TYPE_EXEC | 1U << PROCMON_TYPE_FORK |
	1U << PROCMON_TYPE_EXIT | 1U << PROCMON_TYPE_UID |
	1U << PROCMON_TYPE_GID | 1U << PROCMON_TYPE_CRED |
	1U << PROCMON_TYPE_SID | 1U << PROCMON_TYPE_COMM |
	1U << PROCMON_TYPE_PROC | 1U << PROCMON_TYPE_SENSOR_START |
	1U << PROCMON_TYPE_SENSOR_STOP | 1U << PROCMON_TYPE_SNAPSHOT_BEGIN |
	1U << PROCMON_TYPE_SNAPSHOT_END;

/*
 * Records are missing. A snapshot that is under way goes on, and another one
 * cannot begin before it ends, unless its end may be among them.
 */
static void note_loss(struct procmon_processes *processes, bool end_is_lost)
{
	processes->losses++;
	processes->is_whole = false;
	processes->is_spoiled = true;
	if (end_is_lost)
		processes->begin_seq = 0;
}

/* Numbers that do not add up may hide anything. */
static void feed_lost(struct procmon_processes *processes,
		      const struct procmon_lost *lost)
{
	uint64_t left = lost->last_seq - lost->first_seq + 1;
	bool is_told = false;
	unsigned int type;

	for (type = 0; type < PROCMON_TYPE_LIMIT; type++) {
		if (lost->by_type[type] > left)
			break;
		left -= lost->by_type[type];
		if (lost->by_type[type] && telling_types >> type & 1)
			is_told = true;
	}
	if (type < PROCMON_TYPE_LIMIT || left)
		note_loss(processes, true);
	else if (is_told)
		note_loss(processes, lost->by_type[PROCMON_TYPE_SNAPSHOT_END]);
}

static void forget_all(struct procmon_processes *processes,
		       const struct procmon_record *record)
{
	while (processes->table.all)
		processes_end(processes, PROCMON_CHANGE_GONE,
			      entry_of_all(processes->table.all), record);
	processes->last_seq = 0;
	processes->requested_seq = 0;
	processes->lacks = false;
}

/*
 * Hooks were armed: nothing is known of what happened until then. In another
 * boot there is no process of this one.
 */
static void feed_start(struct procmon_processes *processes,
		       const struct procmon_record *record)
{
	memcpy(processes->boot_id, record->sensor.boot_id,
	       sizeof(processes->boot_id));
	processes->is_stopped = false;
	processes->is_whole = false;
	processes->begin_seq = 0;
}

static bool is_other_boot(const struct procmon_processes *processes,
			  const struct procmon_record *record)
{
	static const unsigned char unknown[sizeof(processes->boot_id)];

	return record->is_known &&
	       record->header.type == PROCMON_TYPE_SENSOR_START &&
	       memcmp(processes->boot_id, unknown, sizeof(unknown)) != 0 &&
	       memcmp(processes->boot_id, record->sensor.boot_id,
		      sizeof(unknown)) != 0;
}

static void feed_begin(struct procmon_processes *processes,
		       const struct procmon_snapshot *snapshot)
{
	if (snapshot->tgid)
		return;
	processes->begin_seq = snapshot->header.seq;
	processes->requested_seq = 0;
	processes->number = snapshot->number;
	processes->told = 0;
	processes->is_spoiled = false;
	processes->lacks_since_begin = false;
}

/* Whoever lives at the end of a snapshot was told of since it began. */
static void feed_end(struct procmon_processes *processes,
		     const struct procmon_record *record)
{
	const struct procmon_snapshot *snapshot = &record->snapshot;
	uint64_t begin_seq = processes->begin_seq;
	struct link *link;
	struct link *next;

	if (snapshot->tgid || !begin_seq || snapshot->begin_seq != begin_seq ||
	    snapshot->number != processes->number)
		return;
	processes->begin_seq = 0;
	if (processes->is_spoiled)
		return;
	for (link = processes->table.all; link; link = next) {
		struct entry *entry = entry_of_all(link);

		next = link->next;
		if (entry->live.seq < begin_seq)
			processes_end(processes, PROCMON_CHANGE_GONE, entry,
				      record);
	}
	processes->is_whole = true;
	processes->lacks = processes->lacks_since_begin || snapshot->failed ||
			   processes->told != snapshot->processes;
}

static void feed_known(struct procmon_processes *processes,
		       const struct procmon_record *record)
{
	switch (record->header.type) {
	case PROCMON_TYPE_EXEC:
	case PROCMON_TYPE_EXEC_FAIL:
	case PROCMON_TYPE_PROC:
		processes_feed_exec(processes, record);
		break;
	case PROCMON_TYPE_FORK:
		if (!(record->fork.flags & PROCMON_LIFE_THREAD))
			processes_feed_life(processes, record);
		break;
	case PROCMON_TYPE_UID:
	case PROCMON_TYPE_GID:
	case PROCMON_TYPE_CRED:
	case PROCMON_TYPE_SID:
	case PROCMON_TYPE_PTRACE:
	case PROCMON_TYPE_COMM:
	case PROCMON_TYPE_COREDUMP:
		processes_feed_life(processes, record);
		break;
	case PROCMON_TYPE_EXIT:
		processes_feed_exit(processes, record);
		break;
	case PROCMON_TYPE_SNAPSHOT_BEGIN:
		feed_begin(processes, &record->snapshot);
		break;
	case PROCMON_TYPE_SNAPSHOT_END:
		feed_end(processes, record);
		break;
	case PROCMON_TYPE_SENSOR_START:
		feed_start(processes, record);
		break;
	case PROCMON_TYPE_SENSOR_STOP:
		processes->is_stopped = true;
		processes->is_whole = false;
		processes->begin_seq = 0;
		break;
	case PROCMON_TYPE_LOST:
		feed_lost(processes, &record->lost);
		break;
	default:
		break;
	}
}

int procmon_processes_feed(struct procmon_processes *processes,
			   const struct procmon_record *record)
{
	uint64_t seq = record->header.seq;
	uint64_t first = seq;

	if (is_other_boot(processes, record))
		forget_all(processes, record);
	if (seq <= processes->last_seq) {
		processes->repeated++;
		return 0;
	}
	if (record->header.type == PROCMON_TYPE_LOST && record->is_known)
		first = record->lost.first_seq;
	/* a record that could not be decoded is as good as lost */
	if (processes->last_seq && first > processes->last_seq + 1)
		note_loss(processes, true);
	processes->last_seq = seq;
	processes->error = 0;
	if (record->is_known)
		feed_known(processes, record);
	if (seq >= processes->requested_seq)
		processes->requested_seq = 0;
	return processes->error;
}

int procmon_processes_new(size_t bytes_max,
			  struct procmon_processes **ret_processes)
{
	struct procmon_processes *processes;
	int ret;

	if (bytes_max < sizeof(*processes))
		return -EINVAL;
	processes = calloc(1, sizeof(*processes));
	if (!processes)
		return -ENOMEM;
	ret = table_init(&processes->table, bytes_max - sizeof(*processes));
	if (ret) {
		free(processes);
		return ret;
	}
	*ret_processes = processes;
	return 0;
}

void procmon_processes_free(struct procmon_processes *processes)
{
	if (!processes)
		return;
	table_exit(&processes->table);
	free(processes);
}

void procmon_processes_on_change(struct procmon_processes *processes,
				 void (*changed)(enum procmon_change change,
						 const struct procmon_live *process,
						 const struct procmon_record *record,
						 void *context),
				 void *context)
{
	processes->changed = changed;
	processes->context = context;
}

void procmon_processes_requested(struct procmon_processes *processes,
				 uint64_t begin_seq)
{
	if (begin_seq > processes->last_seq)
		processes->requested_seq = begin_seq;
}

static enum procmon_processes_state
state_of(const struct procmon_processes *processes)
{
	if (processes->is_stopped)
		return PROCMON_PROCESSES_STOPPED;
	if (processes->is_whole)
		return processes->lacks ? PROCMON_PROCESSES_PARTIAL :
					  PROCMON_PROCESSES_WHOLE;
	if (processes->begin_seq || processes->requested_seq)
		return PROCMON_PROCESSES_SNAPSHOT;
	return PROCMON_PROCESSES_NEED;
}

void procmon_processes_get_status(const struct procmon_processes *processes,
				  struct procmon_processes_status *ret_status)
{
	*ret_status = (struct procmon_processes_status) {
		.state = state_of(processes),
		.count = processes->table.count,
		.bytes = processes->table.bytes + sizeof(*processes),
		.bytes_max = processes->table.bytes_max + sizeof(*processes),
		.no_room = processes->no_room,
		.losses = processes->losses,
		.repeated = processes->repeated,
	};
}

const struct procmon_live *
procmon_processes_find(const struct procmon_processes *processes, uint32_t tgid,
		       uint64_t start_boottime)
{
	struct entry *entry = table_find(&processes->table, tgid);

	if (entry && start_boottime &&
	    entry->live.identity.start_boottime != start_boottime)
		return NULL;
	return entry ? &entry->live : NULL;
}

const struct procmon_live *
procmon_processes_find_exec_id(const struct procmon_processes *processes,
			       uint64_t exec_id,
			       const struct procmon_live *after)
{
	struct entry *entry;

	if (!exec_id)
		return NULL;
	entry = table_find_exec_id(&processes->table, exec_id,
				   after ? entry_of(after) : NULL);
	return entry ? &entry->live : NULL;
}

const struct procmon_live *
procmon_processes_parent(const struct procmon_live *process)
{
	const struct entry *parent = entry_of(process)->parent;

	return parent ? &parent->live : NULL;
}

const struct procmon_live *
procmon_processes_child(const struct procmon_processes *processes,
			const struct procmon_live *parent,
			const struct procmon_live *after)
{
	struct link *link;

	if (after)
		link = entry_of(after)->sibling.next;
	else
		link = parent ? entry_of(parent)->children :
				processes->table.roots;
	return link ? &entry_of_sibling(link)->live : NULL;
}

const struct procmon_live *
procmon_processes_next(const struct procmon_processes *processes,
		       const struct procmon_live *after)
{
	struct link *link = after ? entry_of(after)->all.next :
				    processes->table.all;

	return link ? &entry_of_all(link)->live : NULL;
}
