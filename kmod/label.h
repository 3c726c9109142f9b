/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * label.h - the security label of the current task, as text. Knows no record.
 */
#ifndef PROCMON_LABEL_H
#define PROCMON_LABEL_H

#include <linux/types.h>

int label_init(void);
void label_exit(void);
int label_text(char *buf, u32 size, u32 *ret_len);

#endif /* PROCMON_LABEL_H */
