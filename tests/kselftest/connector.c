// SPDX-License-Identifier: GPL-2.0-only
/*
 * connector.c - a listener to the process events connector; see connector.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/connector.h>
#include <linux/netlink.h>

#include "connector.h"

static int fail(struct connector *connector, const char *what)
{
	snprintf(connector->error, sizeof(connector->error), "%s: %s", what,
		 strerror(errno));
	return -1;
}

/* Before Linux 6.6 there was no filter; its absence means all everywhere. */
static int listen_to_all(int fd)
{
	struct {
		struct nlmsghdr header;
		struct cn_msg message;
		enum proc_cn_mcast_op operation;
	} __attribute__((packed)) request = {
		.header = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = NLMSG_DONE,
			.nlmsg_pid = getpid(),
		},
		.message = {
			.id = { .idx = CN_IDX_PROC, .val = CN_VAL_PROC },
			.len = sizeof(enum proc_cn_mcast_op),
		},
		.operation = PROC_CN_MCAST_LISTEN,
	};

	return send(fd, &request, sizeof(request), 0) < 0 ? -1 : 0;
}

int connector_open(struct connector *connector, int bytes)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = CN_IDX_PROC,
	};

	memset(connector, 0, sizeof(*connector));
	connector->fd = socket(PF_NETLINK,
			       SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			       NETLINK_CONNECTOR);
	if (connector->fd < 0)
		return fail(connector, "socket of NETLINK_CONNECTOR");
	if (setsockopt(connector->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
		       sizeof(bytes)))
		return fail(connector, "SO_RCVBUFFORCE");
	if (bind(connector->fd, (struct sockaddr *)&address, sizeof(address)))
		return fail(connector, "bind to CN_IDX_PROC");
	if (listen_to_all(connector->fd))
		return fail(connector, "PROC_CN_MCAST_LISTEN");
	return 0;
}

void connector_close(struct connector *connector)
{
	if (connector->fd >= 0)
		close(connector->fd);
	connector->fd = -1;
}

/* Each processor numbers its own. */
static void count_holes(struct connector *connector, uint32_t cpu,
			uint32_t number)
{
	if (cpu >= CONNECTOR_CPUS_MAX)
		return;
	if (connector->numbered[cpu])
		connector->holes += (uint32_t)(number - connector->next[cpu]);
	connector->numbered[cpu] = true;
	connector->next[cpu] = number + 1;
}

static void take(struct connector *connector, const struct nlmsghdr *header,
		 connector_visit *visit, void *context)
{
	const struct cn_msg *message = NLMSG_DATA(header);
	struct proc_event event = { 0 };

	if (header->nlmsg_len < NLMSG_LENGTH(sizeof(*message)) ||
	    message->id.idx != CN_IDX_PROC || message->id.val != CN_VAL_PROC)
		return;
	/* An older or newer kernel has a union of another size. */
	memcpy(&event, message->data, message->len < sizeof(event) ?
	       message->len : sizeof(event));
	/* The answer to the request is no event. */
	if (event.what == PROC_EVENT_NONE)
		return;
	connector->events++;
	count_holes(connector, event.cpu, message->seq);
	if (visit)
		visit(&event, context);
}

int connector_drain(struct connector *connector, connector_visit *visit,
		    void *context)
{
	char buffer[8192] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *header;
	int left;

	for (;;) {
		left = recv(connector->fd, buffer, sizeof(buffer), 0);
		if (left < 0 && errno == ENOBUFS) {
			connector->overflows++;
			continue;
		}
		if (left < 0 && (errno == EAGAIN || errno == EINTR))
			return 0;
		if (left < 0)
			return fail(connector, "recv");
		for (header = (void *)buffer; NLMSG_OK(header, left);
		     header = NLMSG_NEXT(header, left))
			take(connector, header, visit, context);
	}
}
