/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * said.h - what the code under test says on standard error. It must not know
 * what that should be.
 */
#ifndef SAID_H
#define SAID_H

/* Keep what is said from now on, until said_end(). */
void said_begin(void);

/* Return: what was said since said_begin(), cut at 8 KiB; until the next call. */
const char *said_end(void);

#endif /* SAID_H */
