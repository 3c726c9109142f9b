/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path.h - the text of a path, as the current task sees it. Knows no record.
 */
#ifndef PROCMON_PATH_H
#define PROCMON_PATH_H

#include <linux/path.h>
#include <linux/types.h>

int path_text(const struct path *path, char *buf, u32 size, bool *ret_deleted);
u32 path_text_of_pwd(char *buf, u32 size);

#endif /* PROCMON_PATH_H */
