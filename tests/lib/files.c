// SPDX-License-Identifier: GPL-2.0-only
/*
 * files.c - what a test does with files
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "files.h"

ssize_t content_read(const char *path, void *buffer, size_t size)
{
	size_t used = 0;
	ssize_t count;
	int fd, error;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	do {
		count = read(fd, (char *)buffer + used, size - used);
		if (count > 0)
			used += count;
	} while (count > 0 && used < size);
	error = count < 0 ? errno : used == size ? EFBIG : 0;
	close(fd);
	if (error)
		return -error;
	((char *)buffer)[used] = '\0';
	return used;
}

static int write_all(int fd, const void *bytes, size_t len)
{
	ssize_t count = write(fd, bytes, len);

	if (count < 0)
		return -errno;
	return (size_t)count == len ? 0 : -EIO;
}

int content_write(const char *path, const void *bytes, size_t len, mode_t mode)
{
	int fd, result;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	result = write_all(fd, bytes, len);
	if (!result && fchmod(fd, mode))
		result = -errno;
	close(fd);
	return result;
}

int content_set(const char *path, const char *text)
{
	int fd, result;

	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	result = write_all(fd, text, strlen(text));
	close(fd);
	return result;
}

int content_copy_fd(const char *from, int to)
{
	char buffer[65536];
	ssize_t count;
	int fd, result = 0;

	fd = open(from, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (!result && (count = read(fd, buffer, sizeof(buffer))) != 0)
		result = count < 0 ? -errno : write_all(to, buffer, count);
	close(fd);
	return result;
}

int content_copy(const char *from, const char *to, mode_t mode)
{
	int fd, result;

	fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	result = content_copy_fd(from, fd);
	if (!result && fchmod(fd, mode))
		result = -errno;
	close(fd);
	return result;
}

ssize_t link_read(const char *path, char *buffer, size_t size)
{
	ssize_t len = readlink(path, buffer, size);

	if (len < 0)
		return -errno;
	if ((size_t)len == size)
		return -ENAMETOOLONG;
	buffer[len] = '\0';
	return len;
}

int program_directory(char *buffer, size_t size)
{
	ssize_t len = link_read("/proc/self/exe", buffer, size);
	char *slash;

	if (len < 0)
		return len;
	slash = strrchr(buffer, '/');
	if (!slash)
		return -ENOENT;
	*slash = '\0';
	return 0;
}

int directory_make(char *buffer, size_t size)
{
	const char *places[] = { getenv("TMPDIR"), "/tmp", "/var/tmp" };
	struct statvfs filesystem;
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (!places[i] || statvfs(places[i], &filesystem) ||
		    filesystem.f_flag & (ST_NOSUID | ST_NOEXEC))
			continue;
		if (snprintf(buffer, size, "%s/procmon.XXXXXX", places[i]) >=
		    (int)size)
			return -ENAMETOOLONG;
		if (!mkdtemp(buffer) || chmod(buffer, 0755))
			return -errno;
		return 0;
	}
	return -EPERM;
}

/* remove_below() - Empty the directory @fd, which is then closed. */
static void remove_below(int fd)
{
	struct dirent *entry;
	DIR *stream;
	int below;

	stream = fdopendir(fd);
	if (!stream) {
		close(fd);
		return;
	}
	while ((entry = readdir(stream)) != NULL) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (!unlinkat(fd, entry->d_name, 0))
			continue;
		below = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY |
			       O_NOFOLLOW | O_CLOEXEC);
		if (below < 0)
			continue;
		remove_below(below);
		unlinkat(fd, entry->d_name, AT_REMOVEDIR);
	}
	closedir(stream);
}

void directory_remove(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	remove_below(fd);
	rmdir(path);
}
