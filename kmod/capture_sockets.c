// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_sockets.c - what an inherited socket is connected to. Stage 2.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <linux/un.h>
#include <net/sock.h>

#include "capture.h"
#include "compat.h"

/* One end of a socket, and where it goes in the record. */
struct socket_end {
	struct sockaddr_storage name;
	int len;
	u8 *address;
	__u16 *port;
	u32 path;
	u32 flag;
};

/**
 * capture_is_socket() - Is a file a socket?
 * @file: the file.
 *
 * Context: Any.
 * Return: true if it is.
 */
bool capture_is_socket(struct file *file)
{
	return S_ISSOCK(file_inode(file)->i_mode) &&
	       compat_sock_from_file(file);
}

static void capture_unix_path(struct capture *capture, u32 item,
			      const struct socket_end *end)
{
	const struct sockaddr_un *name = (const void *)&end->name;
	int len = end->len - (int)offsetof(struct sockaddr_un, sun_path);
	struct record *record = &capture->record;

	/* A name in the file system may be followed by a NUL. */
	if (len > 0 && name->sun_path[0])
		len = strnlen(name->sun_path, len);
	if (len <= 0)
		return;
	if (capture_room(capture, len)) {
		fieldset_add(&record_exec(record)->truncated,
			     PROCMON_FIELD_SOCKETS);
		return;
	}
	capture_text(record, (void *)(record->bytes + item + end->path),
		     PROCMON_FIELD_SOCKETS, name->sun_path, len);
}

static void fill_end(struct procmon_socket *entry,
		     const struct socket_end *end)
{
	const struct sockaddr_in *ipv4 = (const void *)&end->name;
	const struct sockaddr_in6 *ipv6 = (const void *)&end->name;

	if (end->name.ss_family == AF_INET) {
		memcpy(end->address, &ipv4->sin_addr, sizeof(ipv4->sin_addr));
		*end->port = ntohs(ipv4->sin_port);
		entry->flags |= end->flag;
	} else if (end->name.ss_family == AF_INET6) {
		memcpy(end->address, &ipv6->sin6_addr,
		       sizeof(ipv6->sin6_addr));
		*end->port = ntohs(ipv6->sin6_port);
		if (ipv6->sin6_scope_id)
			entry->scope_id = ipv6->sin6_scope_id;
		entry->flags |= end->flag;
	}
}

/**
 * capture_socket() - Fill in a socket.
 * @capture: the capture.
 * @file: a socket.
 * @fd: its descriptor.
 * @item: offset of its struct procmon_socket in the record.
 *
 * Context: Current task, stage 2. May take the socket's lock.
 */
void capture_socket(struct capture *capture, struct file *file, int fd,
		    u32 item)
{
	struct procmon_socket *entry = (void *)(capture->record.bytes + item);
	struct socket *sock = compat_sock_from_file(file);
	struct socket_end local = {
		.address = entry->local,
		.port = &entry->local_port,
		.path = offsetof(struct procmon_socket, local_path),
		.flag = PROCMON_SOCKET_HAS_LOCAL,
	};
	struct socket_end peer = {
		.address = entry->peer,
		.port = &entry->peer_port,
		.path = offsetof(struct procmon_socket, peer_path),
		.flag = PROCMON_SOCKET_HAS_PEER,
	};
	struct sock *sk = sock->sk;

	entry->fd = fd;
	entry->ino = file_inode(file)->i_ino;
	entry->type = sock->type;
	if (!sk)
		return;
	entry->family = sk->sk_family;
	entry->protocol = sk->sk_protocol;
	entry->state = READ_ONCE(sk->sk_state);
	if (sk->sk_family != AF_INET && sk->sk_family != AF_INET6 &&
	    sk->sk_family != AF_UNIX)
		return;
	local.len = kernel_getsockname(sock, (void *)&local.name);
	peer.len = kernel_getpeername(sock, (void *)&peer.name);
	if (local.len > 0)
		fill_end(entry, &local);
	if (peer.len > 0)
		fill_end(entry, &peer);
	if (sk->sk_family != AF_UNIX)
		return;
	/* The record may move from here on. */
	if (local.len > 0)
		capture_unix_path(capture, item, &local);
	if (peer.len > 0)
		capture_unix_path(capture, item, &peer);
}
