/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * files.h - what a test does with files: a directory of its own, copies,
 * contents. It must not know what is in them.
 */
#ifndef TESTS_FILES_H
#define TESTS_FILES_H

#include <sys/types.h>

/**
 * content_read() - Read a whole file.
 * @path: the file, also one below /proc.
 * @buffer: returned: its bytes, and a NUL.
 * @size: of the buffer.
 *
 * Return: bytes without the NUL; -EFBIG: it is larger; -errno.
 */
ssize_t content_read(const char *path, void *buffer, size_t size);

/**
 * content_write() - Make or overwrite a file.
 * @path: the file.
 * @bytes: what it is to hold, written at once.
 * @len: how many.
 * @mode: permission bits, also against the umask, if it is made.
 *
 * Return: 0 or -errno.
 */
int content_write(const char *path, const void *bytes, size_t len, mode_t mode);

/**
 * content_set() - Write text into a file that is there (sysctl and the like).
 * @path: the file.
 * @text: the text.
 *
 * Return: 0 or -errno.
 */
int content_set(const char *path, const char *text);

/**
 * content_copy_fd() - Copy a file into an open one.
 * @from: name of the file.
 * @to: descriptor.
 *
 * Return: 0 or -errno.
 */
int content_copy_fd(const char *from, int to);

/**
 * content_copy() - Copy a file.
 * @from: name of the file.
 * @to: name of the copy.
 * @mode: its permission bits, also against the umask.
 *
 * Return: 0 or -errno.
 */
int content_copy(const char *from, const char *to, mode_t mode);

/**
 * link_read() - Read a symbolic link.
 * @path: the link.
 * @buffer: returned: where it leads to, and a NUL.
 * @size: of the buffer.
 *
 * Return: bytes without the NUL; -ENAMETOOLONG; -errno.
 */
ssize_t link_read(const char *path, char *buffer, size_t size);

/**
 * program_directory() - Where the test program stands, with its helpers.
 * @buffer: returned: path without a slash at its end.
 * @size: of the buffer.
 *
 * Return: 0 or -errno.
 */
int program_directory(char *buffer, size_t size);

/**
 * directory_make() - A new directory to work in, where programs may run and
 * setuid bits count.
 * @buffer: returned: its path.
 * @size: of the buffer.
 *
 * Everybody may enter it. $TMPDIR, /tmp, /var/tmp are tried.
 *
 * Return: 0; -EPERM: all of them are mounted nosuid or noexec; -errno.
 */
int directory_make(char *buffer, size_t size);

/**
 * directory_remove() - Remove a directory and all below, however deep.
 * @path: the directory.
 */
void directory_remove(const char *path);

#endif /* TESTS_FILES_H */
