/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sysfs.h - what the module says about itself in sysfs. Reading it disturbs
 * nobody: the device is not opened. It must not know how it is shown.
 */
#ifndef PROCMONCTL_SYSFS_H
#define PROCMONCTL_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

#define SYSFS_DIRECTORY	"/sys/class/misc/procmon"
#define SYSFS_PARAMETERS	"/sys/module/procmon/parameters"

#define SYSFS_PATH_MAX	128

/* Longer values are cut. */
#define SYSFS_VALUE_MAX	256

/**
 * struct attribute - A file with one value.
 * @group: directory, or "" for the top; for a parameter of the module what it
 *	belongs to.
 * @name: file.
 * @is_number: a number from 0 on; else text.
 * @is_private: only root may read it; nobody else misses it.
 * @is_parameter: a parameter of the module, which is not with the others.
 */
struct attribute {
	const char *group;
	const char *name;
	bool is_number;
	bool is_private;
	bool is_parameter;
};

/* All of them, by group; a NULL name ends them. */
extern const struct attribute sysfs_attributes[];

/**
 * sysfs_path() - Where a value is.
 * @attribute: which.
 * @ret_path: returned: NUL-terminated.
 */
void sysfs_path(const struct attribute *attribute,
		char ret_path[SYSFS_PATH_MAX]);

/**
 * sysfs_read() - Read a value.
 * @attribute: which.
 * @ret_value: returned: NUL-terminated, without the newline.
 *
 * Return: 0 or -errno.
 */
int sysfs_read(const struct attribute *attribute,
	       char ret_value[SYSFS_VALUE_MAX]);

#endif /* PROCMONCTL_SYSFS_H */
