/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life.h - records of the lives of processes for tests. Knows no test.
 */
#ifndef LIFE_H
#define LIFE_H

#include "sample.h"

/* Who a record is about, and what it says of the rest. */
struct who {
	uint32_t tgid;
	uint64_t start;
	uint32_t ppid;
	uint64_t parent_start;
	uint64_t exec_id;
	uint32_t uid;
	uint32_t euid;
	const char *comm;
	const char *exe;
	const char *argv;
	size_t argv_len;
	const char *cgroup;
	uint32_t namespaces;
	uint32_t flags;
};

/* EXEC, PROC or EXEC_FAIL. */
size_t life_exec(struct sample *sample, uint64_t seq, uint16_t type,
		 const struct who *who);
/* What struct procmon_life and @fixed_len of its type start with. */
void *life_start(struct sample *sample, uint64_t seq, uint16_t type,
		 uint32_t fixed_len, const struct who *who);
size_t life_fork(struct sample *sample, uint64_t seq, const struct who *who,
		 const struct who *creator);
size_t life_exit(struct sample *sample, uint64_t seq, const struct who *who,
		 uint32_t status);
size_t life_snapshot(struct sample *sample, uint64_t seq, uint16_t type,
		     uint32_t number, uint64_t begin_seq, uint64_t processes);
/* @count records of @type, the last of them @last. */
size_t life_lost(struct sample *sample, uint64_t last, uint64_t count,
		 uint16_t type);

#endif /* LIFE_H */
