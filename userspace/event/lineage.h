/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lineage.h - how many processes are above the one that a record is about. It
 * must not know where records are from or how they are shown.
 */
#ifndef PROCMON_LINEAGE_H
#define PROCMON_LINEAGE_H

#include <stdbool.h>

#include <libprocmon.h>

/* What must be recorded, that nobody goes unseen. */
#define LINEAGE_TYPES	(1U << PROCMON_TYPE_FORK | 1U << PROCMON_TYPE_EXIT)

struct lineage;

/**
 * lineage_new() - Begin without any process.
 *
 * Return: what lineage_free() frees.
 */
struct lineage *lineage_new(void);

/**
 * lineage_free() - Free it.
 * @lineage: may be NULL.
 */
void lineage_free(struct lineage *lineage);

/**
 * lineage_depth() - Learn from the next record.
 * @lineage: what is known.
 * @record: the next record of the stream.
 *
 * Return: how many processes that are known are above its process.
 */
unsigned int lineage_depth(struct lineage *lineage,
			   const struct procmon_record *record);

/**
 * lineage_needs_snapshot() - Would a snapshot tell more?
 * @lineage: what is known.
 */
bool lineage_needs_snapshot(const struct lineage *lineage);

/**
 * lineage_requested() - A snapshot was asked for.
 * @lineage: what is known.
 * @begin_seq: seq of its SNAPSHOT_BEGIN.
 */
void lineage_requested(struct lineage *lineage, uint64_t begin_seq);

#endif /* PROCMON_LINEAGE_H */
