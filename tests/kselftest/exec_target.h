/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec_target.h - what the programs that are executed and the tests agree on.
 */
#ifndef EXEC_TARGET_H
#define EXEC_TARGET_H

/* How exec_target and exec_target32 end. */
#define EXEC_TARGET_STATUS	42

/*
 * exec_target32 with this as its second argument executes the third with the
 * arguments from there on, through int $0x80.
 */
#define EXEC_TARGET_INT80	"int80"

#endif /* EXEC_TARGET_H */
