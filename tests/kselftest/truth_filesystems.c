// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_filesystems.c - situations that differ in what is executed, where it
 * lies and which files are open
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/loop.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "deadline.h"
#include "files.h"
#include "process.h"
#include "truth.h"

static bool prepare_memfd(struct launch *launch)
{
	launch->dirfd = memfd_create("a (deleted)", MFD_CLOEXEC);
	if (launch->dirfd < 0 || content_copy_fd(launch->probe, launch->dirfd))
		return launch_problem(launch, "memfd: %s", strerror(errno));
	launch->origin = PROCMON_ORIGIN_EXECVEAT;
	snprintf(launch->filename, sizeof(launch->filename), "/dev/fd/%d",
		 launch->dirfd);
	return true;
}

static bool prepare_deleted(struct launch *launch)
{
	launch->dirfd = open(launch->probe, O_RDONLY | O_CLOEXEC);
	if (launch->dirfd < 0 || unlink(launch->probe))
		return launch_problem(launch, "%s: %s", launch->probe,
				      strerror(errno));
	launch->origin = PROCMON_ORIGIN_EXECVEAT;
	snprintf(launch->filename, sizeof(launch->filename), "/dev/fd/%d",
		 launch->dirfd);
	return true;
}

/* Standard descriptors of many kinds are in several situations. */
static const char *child_memfd_and_closed(struct launch *launch)
{
	(void)launch;
	if (!launch_replace_fd(memfd_create("secret", 0), 0))
		return "memfd_create";
	close(1);
	return launch_replace_fd(open("/dev/null", O_WRONLY | O_APPEND), 2) ? NULL :
		"/dev/null";
}

static const char *child_files(struct launch *launch)
{
	int fds[2];

	if (!launch_replace_fd(open(launch->directory, O_RDONLY | O_DIRECTORY), 0) ||
	    chdir(launch->directory) ||
	    !launch_replace_fd(open("out\nput", O_RDWR | O_CREAT | O_APPEND |
			  O_NONBLOCK, 0640), 1) || pipe(fds) ||
	    !launch_replace_fd(fds[1], 2))
		return "open";
	return NULL;
}

static const char *connected_ipv4(int type, const char *text, int place)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	int server = socket(AF_INET, type, 0);
	int client = socket(AF_INET, type, 0);

	inet_pton(AF_INET, text, &address.sin_addr);
	if (bind(server, (void *)&address, len) ||
	    (type == SOCK_STREAM && listen(server, 1)) ||
	    getsockname(server, (void *)&address, &len) ||
	    connect(client, (void *)&address, len))
		return "IPv4";
	return launch_replace_fd(client, place) ? NULL : "dup2";
}

/* A kernel without IPv6, or a machine without its loopback, has none. */
static const char *connected_ipv6(int place)
{
	struct sockaddr_in6 address = {
		.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};
	socklen_t len = sizeof(address);
	int server = socket(AF_INET6, SOCK_STREAM, 0);
	int client = socket(AF_INET6, SOCK_STREAM, 0);

	if (server < 0 || bind(server, (void *)&address, len))
		return NULL;
	if (listen(server, 1) || getsockname(server, (void *)&address, &len) ||
	    connect(client, (void *)&address, len))
		return "IPv6";
	return launch_replace_fd(accept(server, NULL, NULL), place) ? NULL :
		"accept";
}

/* As a reverse shell has it: 0 is a socket. Others follow. */
static const char *child_internet_sockets(struct launch *launch)
{
	const char *failed;

	(void)launch;
	failed = connected_ipv4(SOCK_STREAM, "127.0.0.1", 0);
	if (!failed)
		failed = connected_ipv4(SOCK_DGRAM, "127.0.0.2", 1);
	if (!failed)
		failed = connected_ipv6(40);
	return failed;
}

static const char *connected_unix(struct launch *launch, bool is_abstract,
				  int place)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_STREAM, 0);
	int client = socket(AF_UNIX, SOCK_STREAM, 0);
	socklen_t len;

	len = offsetof(struct sockaddr_un, sun_path) + is_abstract +
		snprintf(address.sun_path + is_abstract,
			 sizeof(address.sun_path) - is_abstract, "%.60s/so\nck",
			 launch->directory);
	if (bind(server, (void *)&address, len) || listen(server, 1) ||
	    connect(client, (void *)&address, len))
		return "unix";
	return launch_replace_fd(client, place) ? NULL : "dup2";
}

static const char *child_unix_sockets(struct launch *launch)
{
	const char *failed;
	int pair[2];

	failed = connected_unix(launch, false, 50);
	if (!failed)
		failed = connected_unix(launch, true, 51);
	if (!failed && socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		failed = "socketpair";
	return failed;
}

/* More sockets than a record takes. */
static const char *child_many_sockets(struct launch *launch)
{
	int i;

	(void)launch;
	for (i = 0; i < PROCMON_SOCKETS_MAX + 3; i++)
		if (socket(i % 2 ? AF_INET : AF_UNIX, SOCK_DGRAM, 0) < 0)
			return "socket";
	return NULL;
}

static const struct {
	const char *name;
	const char *type;
} overlay_layers[] = {
	{ "lower", NULL }, { "upper", NULL }, { "work", NULL },
	{ "merged", "overlay" },
};

/* The probe is on the lower layer; then it is changed, so on the upper. */
static bool prepare_overlay(struct launch *launch)
{
	char base[PATH_MAX], path[2 * PATH_MAX], options[4 * PATH_MAX];
	size_t i;

	snprintf(base, sizeof(base), "%.4000s/layers", launch->directory);
	if (mkdir(base, 0755) || mount("tmpfs", base, "tmpfs", 0, "mode=755"))
		return launch_problem(launch, "%s: %s", base, strerror(errno));
	snprintf(options, sizeof(options),
		 "lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work", base,
		 base, base);
	for (i = 0; i < sizeof(overlay_layers) / sizeof(overlay_layers[0]);
	     i++) {
		snprintf(path, sizeof(path), "%s/%s", base,
			 overlay_layers[i].name);
		if (mkdir(path, 0755))
			return launch_problem(launch, "%s: %s", path,
					      strerror(errno));
		if (!i) {
			launch_path(launch, "layers/lower/program");
			if (!launch_copy(launch, "truth_probe", 0755))
				return false;
		}
		if (overlay_layers[i].type &&
		    mount("overlay", path, "overlay", 0, options))
			return launch_skip(launch, "mount of overlay: %s",
					   strerror(errno));
	}
	launch_path(launch, "layers/merged/program");
	return true;
}

static bool prepare_overlay_upper(struct launch *launch)
{
	if (!prepare_overlay(launch))
		return false;
	launch->is_upper = true;
	return !chmod(launch->probe, 0711) ||
		launch_problem(launch, "chmod: %s", strerror(errno));
}

static void clean_overlay(struct launch *launch)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.4000s/layers/merged",
		 launch->directory);
	umount2(path, MNT_DETACH);
	*strrchr(path, '/') = '\0';
	umount2(path, MNT_DETACH);
}

/* load_loop() - Nobody makes the device nodes of a module that is not there. */
static void load_loop(void)
{
	char *argv[] = { "modprobe", "-q", "loop", NULL }, *envp[] = { NULL };
	pid_t pid;

	if (!access("/dev/loop-control", F_OK))
		return;
	pid = child_spawn("/sbin/modprobe", argv, envp);
	if (pid > 0)
		child_wait(pid, deadline_in(DEADLINE_DEFAULT_MS), NULL);
}

/* loop_device() - A block device of a file; -1 and errno if there is none. */
static int loop_device(const char *file, char *name, size_t size)
{
	struct loop_info64 info = { .lo_flags = LO_FLAGS_AUTOCLEAR };
	int control, backing, number, device;

	load_loop();
	control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	if (control < 0)
		return -1;
	number = ioctl(control, LOOP_CTL_GET_FREE);
	close(control);
	snprintf(name, size, "/dev/loop%d", number);
	device = open(name, O_RDWR | O_CLOEXEC);
	if (device < 0)
		return -1;
	backing = open(file, O_RDWR | O_CLOEXEC);
	if (ioctl(device, LOOP_SET_FD, backing) ||
	    ioctl(device, LOOP_SET_STATUS64, &info)) {
		close(device);
		device = -1;
	}
	close(backing);
	return device;
}

/* prepare_ext4() - A file system with birth times and generations. */
static bool prepare_ext4(struct launch *launch)
{
	char from[2 * PATH_MAX], image[PATH_MAX], place[PATH_MAX], device[32];
	int fd, error;

	snprintf(from, sizeof(from), "%s/ext4.image", launch->programs);
	snprintf(image, sizeof(image), "%.4000s/image", launch->directory);
	snprintf(place, sizeof(place), "%.4000s/ext4", launch->directory);
	error = content_copy(from, image, 0600);
	if (error || mkdir(place, 0755))
		return launch_problem(launch, "%s: %s", from,
				      strerror(error ? -error : errno));
	fd = loop_device(image, device, sizeof(device));
	if (fd < 0)
		return launch_skip(launch, "no loop device: %s",
				   strerror(errno));
	if (mount(device, place, "ext4", MS_NODEV | MS_NOATIME, NULL)) {
		error = errno;
		close(fd);
		return launch_skip(launch, "mount of ext4: %s",
				   strerror(error));
	}
	close(fd);
	launch_path(launch, "ext4/program");
	return launch_copy(launch, "truth_probe", 0755);
}

/* A script there; its interpreter is elsewhere. */
static bool prepare_ext4_script(struct launch *launch)
{
	char text[2 * PATH_MAX];
	int error;

	strcpy(launch->interpreter, launch->probe);
	if (!prepare_ext4(launch))
		return false;
	snprintf(text, sizeof(text), "#!%s\n", launch->interpreter);
	error = content_write(launch->probe, text, strlen(text), 0755);
	return !error ||
		launch_problem(launch, "script: %s", strerror(-error));
}

/* With a digest that the kernel checks on each read. */
static bool prepare_verity(struct launch *launch)
{
	struct fsverity_enable_arg enable = {
		.version = 1,
		.hash_algorithm = FS_VERITY_HASH_ALG_SHA256,
		.block_size = 4096,
	};
	int fd, result;

	if (!prepare_ext4(launch))
		return false;
	fd = open(launch->probe, O_RDONLY | O_CLOEXEC);
	result = ioctl(fd, FS_IOC_ENABLE_VERITY, &enable);
	close(fd);
	if (result)
		return launch_skip(launch, "fs-verity: %s", strerror(errno));
	return true;
}

static void clean_ext4(struct launch *launch)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.4000s/ext4", launch->directory);
	umount2(path, MNT_DETACH);
}

/* The mount says what may be done with its files. */
static bool prepare_mount_flags(struct launch *launch)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.4000s/bound", launch->directory);
	if (mkdir(path, 0755) ||
	    mount(launch->directory, path, NULL, MS_BIND, NULL) ||
	    mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY |
		  MS_NOSUID | MS_NODEV, NULL))
		return launch_problem(launch, "%s: %s", path, strerror(errno));
	launch_path(launch, "bound/probe");
	return true;
}

static void clean_mount_flags(struct launch *launch)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.4000s/bound", launch->directory);
	umount2(path, MNT_DETACH);
}

const struct situation situation_memfd = {
	.prepare = prepare_memfd,
};

const struct situation situation_deleted = {
	.prepare = prepare_deleted,
};

const struct situation situation_memfd_and_closed = {
	.child = child_memfd_and_closed,
};

const struct situation situation_files = {
	.child = child_files,
};

const struct situation situation_internet_sockets = {
	.child = child_internet_sockets,
};

const struct situation situation_unix_sockets = {
	.child = child_unix_sockets,
};

const struct situation situation_many_sockets = {
	.child = child_many_sockets,
};

const struct situation situation_overlay = {
	.prepare = prepare_overlay,
	.clean = clean_overlay,
};

const struct situation situation_overlay_upper = {
	.prepare = prepare_overlay_upper,
	.clean = clean_overlay,
};

const struct situation situation_ext4 = {
	.prepare = prepare_ext4,
	.clean = clean_ext4,
};

const struct situation situation_ext4_script = {
	.prepare = prepare_ext4_script,
	.clean = clean_ext4,
};

const struct situation situation_verity = {
	.prepare = prepare_verity,
	.clean = clean_ext4,
};

const struct situation situation_mount_flags = {
	.prepare = prepare_mount_flags,
	.clean = clean_mount_flags,
};
