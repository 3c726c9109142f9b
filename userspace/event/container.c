// SPDX-License-Identifier: GPL-2.0-only
/*
 * container.c - which container and which pod a cgroup is of, by its path
 * alone. It must not know records, nor how anything is shown.
 *
 * A path is read from its root. The outermost container counts: what is inside
 * of it was named by somebody who has no more rights than that one.
 */
#include "container.h"

#include <string.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define UID_DIGITS	32

#define POD_SLICE(start)						\
	{ .name = CONTAINER_POD_UID_IN_UNIT, .driver = "systemd",	\
	  .prefix = start, .suffix = ".slice" }
#define POD(parent)							\
	{ .name = CONTAINER_POD_UID, .driver = "cgroupfs",		\
	  .above = parent, .prefix = "pod", .suffix = "" }
#define SCOPE(who, start)						\
	{ .name = CONTAINER_ID, .runtime = who, .driver = "systemd",	\
	  .prefix = start, .suffix = ".scope" }
#define GROUP(who, parent, start)					\
	{ .name = CONTAINER_ID, .runtime = who, .driver = "cgroupfs",	\
	  .above = parent, .prefix = start, .suffix = "" }
#define MACHINE(what, start, end)					\
	{ .name = what, .runtime = "systemd-nspawn", .driver = "systemd", \
	  .above = "machine.slice", .prefix = start, .suffix = end,	\
	  .below = "payload" }

/*
 * The monitors of cri-o and podman, conmon, have cgroups that are called almost
 * like these; so do virtual machines, which have no "payload".
 */
static const struct container_form forms[] = {
	POD_SLICE("kubepods-pod"),
	POD_SLICE("kubepods-burstable-pod"),
	POD_SLICE("kubepods-besteffort-pod"),
	POD("kubepods"),
	POD("kubepods/burstable"),
	POD("kubepods/besteffort"),
	SCOPE("docker", "docker-"),
	GROUP("docker", "docker", ""),
	SCOPE("containerd", "cri-containerd-"),
	SCOPE("containerd", "nerdctl-"),
	SCOPE("cri-o", "crio-"),
	GROUP("cri-o", NULL, "crio-"),
	SCOPE("podman", "libpod-"),
	GROUP("podman", NULL, "libpod-"),
	GROUP("podman", NULL, "libpod-payload-"),
	MACHINE(CONTAINER_ESCAPED_MACHINE, "machine-", ".scope"),
	MACHINE(CONTAINER_MACHINE, "systemd-nspawn@", ".service"),
	{ .name = CONTAINER_ID, .driver = "cgroupfs", .prefix = "",
	  .suffix = "", .in_pod = true },
};

/**
 * struct path - A path while it is read.
 * @bytes: the path.
 * @len: how long it is.
 * @start: begin of a cgroup's name.
 * @end: behind that.
 * @is_in_pod: the cgroup above is that of a pod.
 */
struct path {
	const char *bytes;
	size_t len;
	size_t start;
	size_t end;
	bool is_in_pod;
};

const struct container_form *
container_form_next(const struct container_form *form)
{
	if (!form)
		return forms;
	return form + 1 < forms + ARRAY_SIZE(forms) ? form + 1 : NULL;
}

bool container_form_is_pod(const struct container_form *form)
{
	return form->name == CONTAINER_POD_UID ||
	       form->name == CONTAINER_POD_UID_IN_UNIT;
}

static bool are_digits(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!(text[i] >= '0' && text[i] <= '9') &&
		    !(text[i] >= 'a' && text[i] <= 'f'))
			return false;
	return true;
}

static bool take_id(const char *text, size_t len, char *ret_id)
{
	if (len != CONTAINER_DIGITS || !are_digits(text, len))
		return false;
	memcpy(ret_id, text, len);
	ret_id[len] = '\0';
	return true;
}

static bool is_in_machine_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
}

/* Return: length of what stands for one character of a machine's name. */
static size_t machine_char(const char *text, size_t len, bool is_escaped,
			   char *ret_char)
{
	/* in a unit's name a hyphen stands for a slash, and this for itself */
	static const char hyphen[] = "\\x2d";
	size_t hyphen_len = sizeof(hyphen) - 1;

	*ret_char = *text;
	if (!is_escaped)
		return 1;
	if (*text == '-')
		*ret_char = '/';
	if (len < hyphen_len || memcmp(text, hyphen, hyphen_len) != 0)
		return 1;
	*ret_char = '-';
	return hyphen_len;
}

static bool take_machine(const char *text, size_t len, bool is_escaped,
			 char *ret_name)
{
	char name[CONTAINER_ID_MAX + 1];
	size_t count = 0;
	size_t at = 0;

	while (at < len) {
		if (count == CONTAINER_ID_MAX)
			return false;
		at += machine_char(text + at, len - at, is_escaped,
				   &name[count]);
		if (!is_in_machine_name(name[count++]))
			return false;
	}
	if (!count)
		return false;
	memcpy(ret_name, name, count);
	ret_name[count] = '\0';
	return true;
}

static bool take_pod_uid(const char *text, size_t len, char hyphen,
			 char *ret_uid)
{
	/* of the hyphens of a UUID */
	static const unsigned char places[] = { 8, 13, 18, 23 };
	size_t start = 0;
	size_t i;

	if (len == CONTAINER_POD_UID_MAX) {
		for (i = 0; i < ARRAY_SIZE(places); i++) {
			if (text[places[i]] != hyphen ||
			    !are_digits(text + start, places[i] - start))
				return false;
			start = places[i] + 1u;
		}
	} else if (len != UID_DIGITS) {
		return false;
	}
	if (!are_digits(text + start, len - start))
		return false;
	memcpy(ret_uid, text, len);
	ret_uid[len] = '\0';
	for (i = 0; start && i < ARRAY_SIZE(places); i++)
		ret_uid[places[i]] = '-';
	return true;
}

static bool take_name(const struct container_form *form, const char *text,
		      size_t len, struct container *container)
{
	switch (form->name) {
	case CONTAINER_ID:
		return take_id(text, len, container->id);
	case CONTAINER_ESCAPED_MACHINE:
		return take_machine(text, len, true, container->id);
	case CONTAINER_MACHINE:
		return take_machine(text, len, false, container->id);
	case CONTAINER_POD_UID:
		return take_pod_uid(text, len, '-', container->pod_uid);
	default:
		return take_pod_uid(text, len, '_', container->pod_uid);
	}
}

/* Return: the names directly above are these. */
static bool is_above(const struct path *path, const char *names)
{
	size_t len = strlen(names);

	/* with a slash on both sides */
	return path->start >= len + 2 &&
	       path->bytes[path->start - len - 2] == '/' &&
	       memcmp(path->bytes + path->start - len - 1, names, len) == 0;
}

static bool is_below(const struct path *path, const char *name)
{
	size_t len = strlen(name);
	size_t start = path->end + 1;

	return path->len >= start + len &&
	       memcmp(path->bytes + start, name, len) == 0 &&
	       (path->len == start + len || path->bytes[start + len] == '/');
}

/* Return: true: the cgroup is called so, and its name was taken. */
static bool match(const struct container_form *form, const struct path *path,
		  struct container *container)
{
	const char *name = path->bytes + path->start;
	size_t len = path->end - path->start;
	size_t prefix = strlen(form->prefix);
	size_t suffix = strlen(form->suffix);

	if (len < prefix + suffix || memcmp(name, form->prefix, prefix) != 0 ||
	    memcmp(name + len - suffix, form->suffix, suffix) != 0)
		return false;
	if ((form->in_pod && !path->is_in_pod) ||
	    (form->above && !is_above(path, form->above)) ||
	    (form->below && !is_below(path, form->below)))
		return false;
	return take_name(form, name + prefix, len - prefix - suffix, container);
}

static const struct container_form *find_form(const struct path *path,
					      struct container *container)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		/* the outermost pod counts */
		if (container->pod_uid[0] && container_form_is_pod(&forms[i]))
			continue;
		if (match(&forms[i], path, container))
			return &forms[i];
	}
	return NULL;
}

static void next_name(struct path *path)
{
	const char *slash;

	path->start = path->end + 1;
	slash = memchr(path->bytes + path->start, '/', path->len - path->start);
	path->end = slash ? (size_t)(slash - path->bytes) : path->len;
}

bool container_find(const void *path, size_t len,
		    struct container *ret_container)
{
	struct path at = { .bytes = path, .len = len };
	const struct container_form *form;

	*ret_container = (struct container) { .runtime = NULL };
	if (!len || *at.bytes != '/')
		return false;
	while (at.end < len) {
		next_name(&at);
		form = find_form(&at, ret_container);
		at.is_in_pod = form && container_form_is_pod(form);
		if (!form || at.is_in_pod)
			continue;
		ret_container->runtime = form->runtime;
		return true;
	}
	return ret_container->pod_uid[0];
}
