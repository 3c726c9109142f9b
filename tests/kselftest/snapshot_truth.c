// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot_truth.c - what the records said, against the truth; see
 * snapshot_truth.h.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "life.h"
#include "snapshot_truth.h"

/**
 * struct sorted - The entries of a ledger by process, and the snapshots.
 * @entries: by process, then seq.
 * @count: how many.
 * @begins: entries of SNAPSHOT_BEGIN of all, by seq.
 * @begin_count: how many.
 */
struct sorted {
	struct ledger_entry *entries;
	size_t count;
	const struct ledger_entry *begins;
	size_t begin_count;
};

/* The records of one process. */
struct story {
	unsigned int forks;
	unsigned int exits;
	unsigned int procs;
	const struct ledger_entry *fork;
	const struct ledger_entry *exit;
};

static int by_process(const void *left, const void *right)
{
	const struct ledger_entry *a = left, *b = right;

	if (a->tgid != b->tgid)
		return a->tgid < b->tgid ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static struct sorted sort(const struct ledger *ledger)
{
	struct sorted sorted = { .count = ledger->entry_count };

	sorted.entries = malloc((sorted.count + 1) * sizeof(*sorted.entries));
	if (!sorted.entries)
		abort();
	memcpy(sorted.entries, ledger->entries,
	       sorted.count * sizeof(*sorted.entries));
	qsort(sorted.entries, sorted.count, sizeof(*sorted.entries),
	      by_process);
	/* They are of no process. */
	sorted.begins = sorted.entries;
	while (sorted.begin_count < sorted.count &&
	       !sorted.entries[sorted.begin_count].tgid)
		sorted.begin_count++;
	return sorted;
}

static size_t first_of(const struct sorted *sorted, uint32_t tgid)
{
	size_t low = 0, high = sorted->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (sorted->entries[middle].tgid < tgid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool within(uint64_t time, uint64_t after, uint64_t before)
{
	return time >= after && time <= before;
}

/* read_story() - By the times of its birth, then by when it started. */
static struct story read_story(const struct sorted *sorted,
			       const struct birth *birth)
{
	size_t from = first_of(sorted, birth->pid), i;
	const struct ledger_entry *entry;
	struct story story = { 0 };
	uint64_t start = 0;

	for (i = from; i < sorted->count &&
	     sorted->entries[i].tgid == (uint32_t)birth->pid; i++) {
		entry = &sorted->entries[i];
		if (entry->type == PROCMON_TYPE_FORK &&
		    within(entry->time, birth->created_after,
			   birth->created_before)) {
			story.forks++;
			story.fork = entry;
			start = entry->start;
		}
		if (entry->type == PROCMON_TYPE_EXIT &&
		    within(entry->time, birth->ended_after,
			   birth->ended_before)) {
			story.exits++;
			story.exit = entry;
			if (!story.forks)
				start = entry->start;
		}
	}
	for (i = from; i < sorted->count &&
	     sorted->entries[i].tgid == (uint32_t)birth->pid; i++)
		if (sorted->entries[i].type == PROCMON_TYPE_PROC &&
		    sorted->entries[i].start == start)
			story.procs++;
	return story;
}

/* due() - Snapshots that began while it was there, by the stream's order. */
static unsigned int due(const struct sorted *sorted, const struct story *story)
{
	uint64_t from = story->fork ? story->fork->seq : 0;
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < sorted->begin_count; i++)
		if (sorted->begins[i].seq > from &&
		    sorted->begins[i].seq < story->exit->seq)
			count++;
	return count;
}

/* due_by_time() - The same by the clock, which leaves some room. */
static void due_by_time(const struct sorted *sorted, const struct birth *birth,
			unsigned int *ret_least, unsigned int *ret_most)
{
	size_t i;

	*ret_least = 0;
	*ret_most = 0;
	for (i = 0; i < sorted->begin_count; i++) {
		*ret_least += within(sorted->begins[i].time,
				     birth->created_before,
				     birth->ended_after);
		*ret_most += within(sorted->begins[i].time,
				    birth->created_after, birth->ended_before);
	}
}

static bool is_right(const struct sorted *sorted, const struct birth *birth,
		     const struct story *story, bool was_before)
{
	unsigned int least, most;

	if (story->exits != 1 || story->forks > 1 ||
	    (!was_before && !story->forks))
		return false;
	if (story->fork && (story->fork->start != story->exit->start ||
			    story->fork->seq > story->exit->seq))
		return false;
	due_by_time(sorted, birth, &least, &most);
	return story->procs == due(sorted, story) && story->procs >= least &&
		story->procs <= most;
}

struct truth_counts truth_compare(const struct birth *births,
				  unsigned int count, struct ledger *ledger,
				  uint64_t armed)
{
	struct sorted sorted = sort(ledger);
	struct truth_counts counts = { 0 };
	const struct birth *birth;
	struct story story;
	bool was_before;
	unsigned int i;

	for (i = 0; i < count; i++) {
		birth = &births[i];
		/* What ended before the sensor came nobody can tell of. */
		if (!birth->ended_before || birth->ended_after < armed)
			continue;
		was_before = birth->created_after < armed;
		story = read_story(&sorted, birth);
		counts.births++;
		counts.before += was_before;
		counts.told += story.procs;
		if (is_right(&sorted, birth, &story, was_before))
			continue;
		counts.wrong++;
		ledger_problem(ledger,
			       "process %d, created at %llu, ended at %llu: %u FORK, %u EXIT, %u PROC, due were %u",
			       birth->pid,
			       (unsigned long long)birth->created_after,
			       (unsigned long long)birth->ended_before,
			       story.forks, story.exits, story.procs,
			       story.exit ? due(&sorted, &story) : 0);
	}
	free(sorted.entries);
	return counts;
}

/* is_running() - Not one that has ended and that nobody has waited for. */
static bool is_running(const char *pid)
{
	char path[300], text[1024], *at;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	if (content_read(path, text, sizeof(text)) < 0)
		return false;
	at = strrchr(text, ')');
	return at && at[1] == ' ' && at[2] != 'Z' && at[2] != 'X';
}

unsigned int truth_compare_proc(struct ledger *ledger)
{
	unsigned int different = 0;
	unsigned char *there;
	struct dirent *entry;
	uint32_t tgid;
	DIR *proc;

	there = calloc(LEDGER_PROCESSES, 1);
	proc = opendir("/proc");
	if (!there || !proc)
		abort();
	while ((entry = readdir(proc))) {
		tgid = strtoul(entry->d_name, NULL, 10);
		if (!tgid || tgid >= LEDGER_PROCESSES ||
		    !is_running(entry->d_name))
			continue;
		there[tgid] = 1;
		if (ledger->processes[tgid].is_live)
			continue;
		different++;
		if (ledger->say)
			fprintf(stderr, "# process %u is there, by no record\n",
				tgid);
	}
	closedir(proc);
	for (tgid = 1; tgid <= ledger->highest; tgid++) {
		if (!ledger->processes[tgid].is_live || there[tgid])
			continue;
		different++;
		if (ledger->say)
			fprintf(stderr, "# process %u is not there, but by its records\n",
				tgid);
	}
	free(there);
	return different;
}
