/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sample.h - records with known content for tests, built with the module's
 * own record.c. Knows no test.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "record.h"

/* Enough for each record here; aligned as record.c wants it. */
#define SAMPLE_SIZE	8192

struct sample {
	_Alignas(8) unsigned char bytes[SAMPLE_SIZE];
	struct record record;
};

/* Parts that several records have. */
void sample_header(struct sample *sample, uint64_t seq);
void sample_creds(struct procmon_creds *creds, uint32_t uid);
void sample_identity(struct procmon_identity *identity, uint64_t seq);

/* A string literal and its length, NUL bytes inside it included. */
#define LITERAL(text)	(text), sizeof(text) - 1

struct procmon_exec *sample_exec_fixed(struct sample *sample, uint64_t seq);
void sample_exec_strings(struct sample *sample);
void sample_exec_arrays(struct sample *sample);
size_t sample_end(struct sample *sample);

size_t sample_exec(struct sample *sample, uint64_t seq);
struct procmon_exec *sample_fail_fixed(struct sample *sample, uint64_t seq,
				       uint32_t error);
size_t sample_fail(struct sample *sample, uint64_t seq);
size_t sample_sensor(struct sample *sample, uint64_t seq, uint16_t type);
size_t sample_lost(struct sample *sample, uint64_t first, uint64_t last);
size_t sample_heartbeat(struct sample *sample, uint64_t seq, uint64_t first);
size_t sample_reader(struct sample *sample, uint64_t seq);
size_t sample_hook(struct sample *sample, uint64_t seq, uint16_t type);
size_t sample_config(struct sample *sample, uint64_t seq, uint32_t setting);

struct procmon_life *sample_life(struct sample *sample, uint64_t seq,
				 uint16_t type, uint32_t fixed_len);
size_t sample_fork(struct sample *sample, uint64_t seq);
size_t sample_exit(struct sample *sample, uint64_t seq);
size_t sample_rights(struct sample *sample, uint64_t seq, uint16_t type);
size_t sample_sid(struct sample *sample, uint64_t seq);
size_t sample_ptrace(struct sample *sample, uint64_t seq);
size_t sample_comm(struct sample *sample, uint64_t seq);
size_t sample_coredump(struct sample *sample, uint64_t seq);
size_t sample_proc(struct sample *sample, uint64_t seq);
size_t sample_snapshot(struct sample *sample, uint64_t seq, uint16_t type);
size_t sample_of_type(struct sample *sample, uint64_t seq, uint16_t type);

#endif /* SAMPLE_H */
