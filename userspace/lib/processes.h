/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * processes.h - a model of processes, for the files that make it: process_table.c
 * keeps them, process_learn.c takes from a record what it tells of one,
 * processes.c knows how far all of it can be trusted.
 */
#ifndef PROCMON_PROCESSES_H
#define PROCMON_PROCESSES_H

#include "internal.h"

/*
 * Being in a list, or in a chain of a hash table. Taking it out needs no head;
 * @place NULL: it is in none.
 */
struct link {
	struct link *next;
	struct link **place;
};

/* A text that processes share. */
struct text {
	size_t references;
	struct procmon_bytes bytes;
	unsigned char data[];
};

/* Texts of a process. */
enum text_kind {
	TEXT_EXE,
	TEXT_ARGV,
	TEXT_CGROUP,
	TEXT_COUNT,
};

/**
 * struct entry - A process.
 * @live: what callers see of it; first.
 * @parent: the process above, or NULL.
 * @children: below it, by @sibling.
 * @sibling: among @children of @parent, or among table.roots.
 * @all: among table.all.
 * @by_tgid: in its chain of that number.
 * @by_exec_id: in its chain of that number; in none if it is 0.
 * @waiting: in the chain of its ppid, while that process is not known.
 * @texts: texts, or NULL.
 */
struct entry {
	struct procmon_live live;
	struct entry *parent;
	struct link *children;
	struct link sibling;
	struct link all;
	struct link by_tgid;
	struct link by_exec_id;
	struct link waiting;
	struct text *texts[TEXT_COUNT];
};

/**
 * struct table - All processes.
 * @count: how many.
 * @bytes: memory in use.
 * @bytes_max: memory that may be.
 * @seed: of the hash; nobody outside knows which numbers share a chain.
 * @size: chains of each kind, a power of two.
 * @chains: of tgid, then exec_id, then those who wait for a parent.
 * @all: all.
 * @roots: those without a parent.
 */
struct table {
	size_t count;
	size_t bytes;
	size_t bytes_max;
	uint64_t seed;
	size_t size;
	struct link **chains;
	struct link *all;
	struct link *roots;
};

int table_init(struct table *table, size_t bytes_max);
void table_clear(struct table *table);
void table_exit(struct table *table);

struct entry *table_find(const struct table *table, uint32_t tgid);
struct entry *table_find_exact(const struct table *table, uint32_t tgid,
			       uint64_t start_boottime);
struct entry *table_find_exec_id(const struct table *table, uint64_t exec_id,
				 const struct entry *after);
int table_add(struct table *table, uint32_t tgid, uint64_t start_boottime,
	      struct entry **ret_entry);
void table_remove(struct table *table, struct entry *entry);

void table_set_exec_id(struct table *table, struct entry *entry,
		       uint64_t exec_id);
void table_set_parent(struct table *table, struct entry *entry,
		      struct entry *parent);
void table_wait(struct table *table, struct entry *entry);
void table_stop_waiting(struct entry *entry);
void table_adopt(struct table *table, struct entry *entry);
int table_set_text(struct table *table, struct entry *entry,
		   enum text_kind kind, const struct procmon_bytes *bytes);
void table_share_text(struct table *table, struct entry *entry,
		      enum text_kind kind, struct entry *from);

/**
 * struct procmon_processes - A model.
 * @table: the processes.
 * @changed: is told of changes, or NULL.
 * @context: for @changed.
 * @boot_id: of the boot, as SENSOR_START told.
 * @last_seq: the newest record.
 * @begin_seq: of the snapshot that is under way; 0: none is.
 * @requested_seq: of the one that was asked for and has not begun; 0: none.
 * @number: of the snapshot that is under way.
 * @told: PROC records of it so far.
 * @is_spoiled: some of it was lost.
 * @is_whole: a snapshot was complete, and nothing was lost since.
 * @lacks: something found no room since the snapshot before began.
 * @lacks_since_begin: likewise since the one that is under way began.
 * @is_stopped: the sensor stopped.
 * @error: why the record that is being fed is not all in the model.
 * @no_room: see struct procmon_processes_status.
 * @losses: likewise.
 * @repeated: likewise.
 */
struct procmon_processes {
	struct table table;
	void (*changed)(enum procmon_change change,
			const struct procmon_live *process,
			const struct procmon_record *record, void *context);
	void *context;
	unsigned char boot_id[16];
	uint64_t last_seq;
	uint64_t begin_seq;
	uint64_t requested_seq;
	uint32_t number;
	uint64_t told;
	bool is_spoiled;
	bool is_whole;
	bool lacks;
	bool lacks_since_begin;
	bool is_stopped;
	int error;
	uint64_t no_room;
	uint64_t losses;
	uint64_t repeated;
};

void processes_end(struct procmon_processes *processes,
		   enum procmon_change change, struct entry *entry,
		   const struct procmon_record *record);
void processes_feed_exec(struct procmon_processes *processes,
			 const struct procmon_record *record);
void processes_feed_life(struct procmon_processes *processes,
			 const struct procmon_record *record);
void processes_feed_exit(struct procmon_processes *processes,
			 const struct procmon_record *record);

/* The process that a link is in. */
struct entry *entry_of_all(struct link *link);
struct entry *entry_of_sibling(struct link *link);

static inline struct entry *entry_of(const struct procmon_live *live)
{
	return (struct entry *)live;
}

#endif /* PROCMON_PROCESSES_H */
