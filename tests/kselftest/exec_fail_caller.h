/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec_fail_caller.h - what exec_fail_caller and the test that starts it agree
 * on. Its arguments:
 *
 *   NAME GATE CALL DIRFD FLAGS TRICK FILENAME [ARGUMENT...]
 *
 * It reads a byte, calls, writes an int: the error, and reads one more byte
 * before it ends.
 */
#ifndef EXEC_FAIL_CALLER_H
#define EXEC_FAIL_CALLER_H

/* Where the test has put the ends of its pipes, and a directory. */
#define CALLER_REPORT_FD	100
#define CALLER_GO_FD		101
#define CALLER_DIRECTORY_FD	102
#define CALLER_FILE_FD		103

/* GATE */
#define CALLER_NATIVE		"native"
#define CALLER_INT80		"int80"

/* CALL */
#define CALLER_EXECVE		"execve"
#define CALLER_EXECVEAT		"execveat"

/* TRICK, by its first letter */
#define CALLER_PLAIN		"plain"
#define CALLER_BAD_FILENAME	"filename is no address"
#define CALLER_BAD_ARGV		"argv is no address"
#define CALLER_BAD_ELEMENT	"second argument is no address"
#define CALLER_LONG_ARGUMENT	"long second argument"
#define CALLER_SECCOMP		"kernel refuses by a filter"

/* The second argument of CALLER_LONG_ARGUMENT: as many of these. */
#define CALLER_LONG_LEN		140000
#define CALLER_LONG_BYTE	'y'

/* What the filter of CALLER_SECCOMP says: ESRMNT, which nothing else does. */
#define CALLER_SECCOMP_ERROR	69

#endif /* EXEC_FAIL_CALLER_H */
