/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * file_witness.h - sees each exec at its start: the file asked for and the
 * credentials before.
 */
#ifndef PROCMON_FILE_WITNESS_H
#define PROCMON_FILE_WITNESS_H

#include "capture.h"

/**
 * struct file_witness_counters - What it did.
 * @missed: calls that the kprobe could not take.
 * @evicted: notes thrown away because there were too many.
 * @failed: notes that there was no memory for.
 */
struct file_witness_counters {
	u64 missed;
	u64 evicted;
	u64 failed;
};

int file_witness_arm(void);
void file_witness_disarm(void);
struct witnessed_file *file_witness_take(const struct linux_binprm *bprm);
bool file_witness_is_sure(void);
void file_witness_free(struct witnessed_file *witnessed);
void file_witness_look(struct file_witness_counters *ret_counters);

#endif /* PROCMON_FILE_WITNESS_H */
