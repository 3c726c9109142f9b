/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make_captures.h - what the files that make captures share. Knows no capture.
 */
#ifndef TESTS_MAKE_CAPTURES_H
#define TESTS_MAKE_CAPTURES_H

#include <stdbool.h>
#include <stdio.h>

#include "sample.h"

/* A capture under way. */
struct output {
	const char *directory;
	const char *name;
	bool wants_seeds;
	unsigned int record_count;
	FILE *file;
};

void write_bytes(FILE *file, const void *bytes, size_t len);
void put(struct output *output, const void *bytes, size_t len);
void put_sample(struct output *output, struct sample *sample);
void put_start(struct output *output);
void put_start_of(struct output *output, uint32_t byte_order,
		  uint32_t abi_version);
void add(struct sample *sample, struct procmon_string *field,
	 const char *bytes, size_t len);
/* A string of which @total - @len bytes were cut behind @head. */
void add_cut(struct sample *sample, struct procmon_string *field,
	     const char *bytes, size_t len, uint32_t head, uint32_t total);

/* Captures that have a file of their own. */
void selection(struct output *output);
void secrets(struct output *output);
void containers(struct output *output);
void tree(struct output *output);
void tree_lost(struct output *output);
void tree_hostile(struct output *output);
void show(struct output *output);
void life(struct output *output);
void hostile_life(struct output *output);
void threads(struct output *output);
void snapshots(struct output *output);
void lineage(struct output *output);
void hooks(struct output *output);
void config_changes(struct output *output);
void heartbeats(struct output *output);
void verify_complete(struct output *output);
void verify_lossy(struct output *output);
void verify_faults(struct output *output);
void truncated_file(struct output *output);
void corrupt_record(struct output *output);
void corrupt_length(struct output *output);
void other_version(struct output *output);
void other_byte_order(struct output *output);
void no_capture(struct output *output);
void empty_file(struct output *output);

#endif /* TESTS_MAKE_CAPTURES_H */
