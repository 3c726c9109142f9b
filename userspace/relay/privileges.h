/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * privileges.h - giving up all that is not needed any more. It must not know
 * what for they were there.
 */
#ifndef PROCMON_RELAY_PRIVILEGES_H
#define PROCMON_RELAY_PRIVILEGES_H

#include <stdbool.h>

/**
 * privileges_drop() - Give up every capability, for good.
 * @user: whom to become if this is root; "": nobody else.
 *
 * Afterwards the process has no capability, cannot get one, and no program that
 * it might execute could.
 *
 * Return: true; false: something is left, which was said.
 */
bool privileges_drop(const char *user);

#endif /* PROCMON_RELAY_PRIVILEGES_H */
