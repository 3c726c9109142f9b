/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * container.h - which container and which pod a cgroup is of, by its path
 * alone. It must not know records, nor how anything is shown.
 *
 * Who may create cgroups chooses their names. What is found is what the path
 * says, no proof of it.
 */
#ifndef PROCMON_CONTAINER_H
#define PROCMON_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

/* Digits of an id that a runtime makes. */
#define CONTAINER_DIGITS	64
/* Names of machines are not longer. */
#define CONTAINER_ID_MAX	64
/* With its hyphens. */
#define CONTAINER_POD_UID_MAX	36

/**
 * enum container_name - What the changing part of a cgroup's name is.
 * @CONTAINER_ID: id of a container, CONTAINER_DIGITS hexadecimal digits.
 * @CONTAINER_ESCAPED_MACHINE: name of a machine as a part of a unit's name:
 *	each hyphen is \x2d.
 * @CONTAINER_MACHINE: name of a machine as it is.
 * @CONTAINER_POD_UID: uid of a pod: a UUID, or its 32 digits alone.
 * @CONTAINER_POD_UID_IN_UNIT: likewise, with _ for each hyphen.
 */
enum container_name {
	CONTAINER_ID,
	CONTAINER_ESCAPED_MACHINE,
	CONTAINER_MACHINE,
	CONTAINER_POD_UID,
	CONTAINER_POD_UID_IN_UNIT,
};

/**
 * struct container_form - How the cgroups of some containers, or pods, are
 * called: @prefix, the changing part, @suffix.
 * @name: what the changing part is.
 * @runtime: whose containers; NULL: of pods, or the path does not tell.
 * @driver: who makes the cgroup: "systemd" or "cgroupfs".
 * @above: names of the cgroups directly above it; NULL: any.
 * @prefix: begin of its name.
 * @suffix: end of its name.
 * @below: the cgroup below it that is the container's; NULL: it is itself.
 * @in_pod: it is directly below the cgroup of a pod.
 */
struct container_form {
	enum container_name name;
	const char *runtime;
	const char *driver;
	const char *above;
	const char *prefix;
	const char *suffix;
	const char *below;
	bool in_pod;
};

/**
 * struct container - What a path tells.
 * @id: of the container; "": it is in none.
 * @runtime: what runs that; NULL: the path does not tell.
 * @pod_uid: of the pod; "": it is in none.
 *
 * Both texts are made of letters and digits of ASCII, hyphens, dots and
 * underscores.
 */
struct container {
	char id[CONTAINER_ID_MAX + 1];
	const char *runtime;
	char pod_uid[CONTAINER_POD_UID_MAX + 1];
};

/**
 * container_form_next() - Go through the forms.
 * @form: the last one; NULL: begin.
 *
 * Return: the next one; NULL: that was the last.
 */
const struct container_form *
container_form_next(const struct container_form *form);

/**
 * container_form_is_pod() - Is it of pods?
 * @form: the form.
 */
bool container_form_is_pod(const struct container_form *form);

/**
 * container_find() - Find the container of a cgroup.
 * @path: path of the cgroup from the root of its hierarchy; any bytes.
 * @len: how many.
 * @ret_container: returned: the outermost container, and the pod around it.
 *
 * Return: true: one of them was found.
 */
bool container_find(const void *path, size_t len,
		    struct container *ret_container);

#endif /* PROCMON_CONTAINER_H */
