// SPDX-License-Identifier: GPL-2.0-only
/*
 * lineage.c - how many processes are above the one that a record is about. It
 * must not know where records are from or how they are shown.
 */
#include "lineage.h"

#include "event.h"
#include "field.h"
#include "message.h"

/* What does not fit is indented less than it should be, that is all. */
#define MODEL_BYTES_MAX	(256U * 1024 * 1024)

/* The model is the lineage. */
static struct procmon_processes *model(const struct lineage *lineage)
{
	return (struct procmon_processes *)lineage;
}

struct lineage *lineage_new(void)
{
	struct procmon_processes *processes;

	if (procmon_processes_new(MODEL_BYTES_MAX, &processes) < 0)
		memory_error();
	return (struct lineage *)processes;
}

void lineage_free(struct lineage *lineage)
{
	procmon_processes_free(model(lineage));
}

static unsigned int depth_of(const struct lineage *lineage,
			     const struct procmon_identity *identity)
{
	const struct procmon_live *process =
		procmon_processes_find(model(lineage), identity->tgid,
				       identity->start_boottime);
	unsigned int depth = 0;

	while (process) {
		process = procmon_processes_parent(process);
		depth += process != NULL;
	}
	return depth;
}

unsigned int lineage_depth(struct lineage *lineage,
			   const struct procmon_record *record)
{
	bool is_process = structure_is_process(field_structure_of(record));
	unsigned int before = 0;
	unsigned int after = 0;

	/* one that ends is not there behind its record */
	if (is_process)
		before = depth_of(lineage, event_identity(record));
	procmon_processes_feed(model(lineage), record);
	if (is_process)
		after = depth_of(lineage, event_identity(record));
	return after ? after : before;
}

bool lineage_needs_snapshot(const struct lineage *lineage)
{
	struct procmon_processes_status status;

	procmon_processes_get_status(model(lineage), &status);
	return status.state == PROCMON_PROCESSES_NEED;
}

void lineage_requested(struct lineage *lineage, uint64_t begin_seq)
{
	procmon_processes_requested(model(lineage), begin_seq);
}
