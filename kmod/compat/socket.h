/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/socket.h - the socket behind a file.
 */
#ifndef PROCMON_COMPAT_SOCKET_H
#define PROCMON_COMPAT_SOCKET_H

#include <linux/net.h>

/**
 * compat_sock_from_file() - The socket behind a file.
 * @file: the file.
 *
 * 5.11 dropped the second argument (dba4a9256bb4).
 *
 * Return: The socket, or NULL if the file is none.
 */
static inline struct socket *compat_sock_from_file(struct file *file)
{
#ifdef HAVE_SOCK_FROM_FILE_FILE_ONLY
	return sock_from_file(file);
#else
	int unused;

	return sock_from_file(file, &unused);
#endif
}

#endif /* PROCMON_COMPAT_SOCKET_H */
