// SPDX-License-Identifier: GPL-2.0-only
/*
 * tail.c - the end of a file that somebody was writing when he was killed. It
 * must not know who writes on.
 *
 * What is not whole was not acknowledged either, and comes again: it can go.
 */
#include "tail.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES	4096

/* Return: 0; -errno, also when the file is shorter. */
static int read_at(int fd, void *bytes, size_t len, uint64_t offset)
{
	ssize_t count;

	do {
		count = pread(fd, bytes, len, (off_t)offset);
	} while (count < 0 && errno == EINTR);
	if (count < 0)
		return -errno;
	return (size_t)count == len ? 0 : -EIO;
}

int tail_of_lines(int fd, uint64_t size, uint64_t *ret_whole)
{
	char block[BLOCK_BYTES];
	const char *newline;
	uint64_t end = size;
	size_t len;
	int ret;

	while (end) {
		len = end < BLOCK_BYTES ? (size_t)end : BLOCK_BYTES;
		ret = read_at(fd, block, len, end - len);
		if (ret)
			return ret;
		newline = memrchr(block, '\n', len);
		if (newline) {
			*ret_whole = end - len + (uint64_t)(newline - block) + 1;
			return 0;
		}
		end -= len;
	}
	*ret_whole = 0;
	return 0;
}

int tail_of_capture(int fd, uint64_t size,
		    const struct procmon_capture *capture,
		    uint64_t *ret_whole)
{
	uint64_t at = sizeof(*capture);
	struct procmon_capture start;
	struct procmon_header header;
	size_t len;
	int ret;

	*ret_whole = 0;
	len = size < sizeof(start) ? (size_t)size : sizeof(start);
	ret = read_at(fd, &start, len, 0);
	if (ret)
		return ret;
	if (memcmp(&start, capture, len) != 0)
		return -EBADMSG;
	/* Not even its start was written whole: it can be written anew. */
	if (len < sizeof(start))
		return 0;
	while (at < size) {
		if (size - at < sizeof(header))
			break;
		ret = read_at(fd, &header, sizeof(header), at);
		if (ret)
			return ret;
		if (header.len < sizeof(header) || header.len % 8 ||
		    header.len > PROCMON_CAPTURE_RECORD_MAX)
			return -EBADMSG;
		if (header.len > size - at)
			break;
		at += header.len;
	}
	*ret_whole = at;
	return 0;
}
