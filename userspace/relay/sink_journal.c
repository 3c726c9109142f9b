// SPDX-License-Identifier: GPL-2.0-only
/*
 * sink_journal.c - the journal of systemd, in its own protocol. It must not
 * know what is in a record.
 *
 * Not by sd_journal_sendv(3): that waits while the journal is slow, and says
 * that all is well when there is no journal.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink.h"

#define JOURNAL_SOCKET	"/run/systemd/journal/socket"

static int journal_open(struct sink *sink)
{
	const char *path = sink->config->path;

	return sink_connect(sink, *path ? path : JOURNAL_SOCKET, SOCK_DGRAM);
}

/* What no datagram holds is passed as a sealed file in memory. */
static int make_file(const void *bytes, size_t len)
{
	int fd;

	fd = memfd_create("procmon-entry", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;
	if (write(fd, bytes, len) != (ssize_t)len ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
		  F_SEAL_WRITE | F_SEAL_SEAL) < 0) {
		close(fd);
		return -ENOMEM;
	}
	return fd;
}

static int send_file(struct sink *sink, const void *bytes, size_t len)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message = {
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	int ret = 0;
	int fd;

	fd = make_file(bytes, len);
	if (fd < 0)
		return fd;
	memset(&control, 0, sizeof(control));
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	if (sendmsg(sink->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

static int send_one(struct sink *sink, const void *bytes, size_t len)
{
	if (send(sink->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
		return 0;
	if (errno == EMSGSIZE || errno == ENOBUFS)
		return send_file(sink, bytes, len);
	return errno == EINTR ? -EAGAIN : -errno;
}

static int journal_write(struct sink *sink, uint64_t now)
{
	(void)now;
	return sink_write_datagrams(sink, send_one);
}

const struct sink_type sink_journal = {
	.form = FORM_JOURNAL,
	.open = journal_open,
	.write = journal_write,
	.close = sink_close_fd,
};
