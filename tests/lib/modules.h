/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modules.h - loading and unloading kernel modules. It must not know what they
 * do.
 */
#ifndef PROCMON_TESTS_MODULES_H
#define PROCMON_TESTS_MODULES_H

#include <stdbool.h>

/**
 * module_load() - Load a module.
 * @path: the file.
 * @parameters: as insmod takes them.
 * Return: 0 or a negative errno.
 */
int module_load(const char *path, const char *parameters);

/* Unload a module, without waiting. Return: 0 or a negative errno. */
int module_unload(const char *name);

/* Whether a module of this name is loaded. */
bool module_loaded(const char *name);

#endif
