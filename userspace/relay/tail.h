/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tail.h - the end of a file that somebody was writing when he was killed. It
 * must not know who writes on.
 */
#ifndef PROCMON_RELAY_TAIL_H
#define PROCMON_RELAY_TAIL_H

#include <stdint.h>

#include <libprocmon.h>

/**
 * tail_of_lines() - How much of a file is whole lines?
 * @fd: the file.
 * @size: its size.
 * @ret_whole: returned: bytes.
 *
 * Return: 0 or -errno.
 */
int tail_of_lines(int fd, uint64_t size, uint64_t *ret_whole);

/**
 * tail_of_capture() - How much of a capture is whole records?
 * @fd: the file.
 * @size: its size.
 * @capture: what it must start with.
 * @ret_whole: returned: bytes.
 *
 * Return: 0; -EBADMSG: nothing can be appended to it: it is no capture, starts
 * otherwise, or is damaged before its end; or -errno.
 */
int tail_of_capture(int fd, uint64_t size,
		    const struct procmon_capture *capture,
		    uint64_t *ret_whole);

#endif /* PROCMON_RELAY_TAIL_H */
