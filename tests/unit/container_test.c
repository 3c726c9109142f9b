// SPDX-License-Identifier: GPL-2.0-only
/*
 * container_test.c - which container a path of a cgroup tells of: paths as
 * runtimes make them, others that only look so, and any bytes.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "container.h"

#define ID	"4f797c539e6c745de61a93ca3ff892358ecbcaccd8414d5db545c38428142970"
#define OTHER	"9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d"
#define UID	"5759a1ae-36ca-48a8-b20a-b0b5c8a90fb8"
#define UID_	"5759a1ae_36ca_48a8_b20a_b0b5c8a90fb8"
#define HASH	"0b0f4ed0d8ac21d2b7ac7e3db3b1cc4e"
#define PODS	"/kubepods.slice/kubepods-burstable.slice"
#define POD	PODS "/kubepods-burstable-pod" UID_ ".slice"
#define USER	"/user.slice/user-1000.slice/user@1000.service"

#define PATH_MAX_BYTES	512
#define RANDOM_PATHS	200000

/* What each path tells; NULL: nothing. */
static const struct {
	const char *path;
	const char *id;
	const char *runtime;
	const char *pod_uid;
} paths[] = {
	{ "/system.slice/docker-" ID ".scope", ID, "docker", NULL },
	{ "/system.slice/docker-" ID ".scope/init", ID, "docker", NULL },
	{ "/docker/" ID, ID, "docker", NULL },
	{ USER "/user.slice/docker-" ID ".scope", ID, "docker", NULL },
	{ "/system.slice/nerdctl-" ID ".scope", ID, "containerd", NULL },
	{ "/machine.slice/libpod-" ID ".scope", ID, "podman", NULL },
	{ "/machine.slice/libpod-" ID ".scope/container", ID, "podman", NULL },
	{ "/machine.slice/machine-libpod_pod_" OTHER ".slice/libpod-" ID
	  ".scope", ID, "podman", NULL },
	{ "/libpod_parent/libpod-" ID, ID, "podman", NULL },
	{ "/system.slice/nginx.service/libpod-payload-" ID, ID, "podman",
	  NULL },
	{ USER "/user.slice/libpod-" ID ".scope", ID, "podman", NULL },
	{ "/machine.slice/machine-web.scope/payload", "web", "systemd-nspawn",
	  NULL },
	{ "/machine.slice/machine-my\\x2dbox.org.scope/payload/init.scope",
	  "my-box.org", "systemd-nspawn", NULL },
	{ "/machine.slice/systemd-nspawn@my-box.service/payload/system.slice",
	  "my-box", "systemd-nspawn", NULL },

	/* Kubernetes: a UUID, or 32 digits of a static pod */
	{ POD "/cri-containerd-" ID ".scope", ID, "containerd", UID },
	{ POD "/crio-" ID ".scope", ID, "cri-o", UID },
	{ POD "/crio-" ID ".scope/container", ID, "cri-o", UID },
	{ POD "/docker-" ID ".scope", ID, "docker", UID },
	{ "/kubepods.slice/kubepods-pod" UID_ ".slice/cri-containerd-" ID
	  ".scope", ID, "containerd", UID },
	{ "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod"
	  HASH ".slice/cri-containerd-" ID ".scope", ID, "containerd", HASH },
	{ "/kubepods/besteffort/pod" UID "/" ID, ID, NULL, UID },
	{ "/kubepods/burstable/pod" HASH "/crio-" ID, ID, "cri-o", HASH },
	{ "/kubepods/pod" UID "/" ID, ID, NULL, UID },
	{ "/kubelet/kubepods/burstable/pod" UID "/" ID "/deeper", ID, NULL,
	  UID },

	/* in a pod, but in none of its containers */
	{ POD, NULL, NULL, UID },
	{ POD "/crio-conmon-" ID ".scope", NULL, NULL, UID },
	{ "/kubepods/pod" UID "/other/" ID, NULL, NULL, UID },

	/* the outermost counts, whatever who is in it calls his own cgroups */
	{ "/docker/" ID "/docker/" OTHER, ID, "docker", NULL },
	{ "/system.slice/docker-" ID ".scope/libpod-" OTHER ".scope", ID,
	  "docker", NULL },
	{ "/system.slice/docker-" ID ".scope" POD "/cri-containerd-" OTHER
	  ".scope", ID, "docker", NULL },
	{ POD "/crio-" ID ".scope/kubepods/pod" HASH, ID, "cri-o", UID },
	{ POD "/kubepods/pod" HASH "/crio-" ID, ID, "cri-o", UID },

	/* monitors, machines that are no containers, and what manages them */
	{ "/machine.slice/libpod-conmon-" ID ".scope", NULL, NULL, NULL },
	{ "/system.slice/crio-conmon-" ID ".scope", NULL, NULL, NULL },
	{ "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator",
	  NULL, NULL, NULL },
	{ "/machine.slice/machine-web.scope/supervisor", NULL, NULL, NULL },
	{ "/machine.slice/machine-web.scope", NULL, NULL, NULL },
	{ "/machine.slice/machine-web.scope/payloads", NULL, NULL, NULL },
	{ "/machine.slice/systemd-nspawn@web.service/supervisor", NULL, NULL,
	  NULL },
	{ "/system.slice/machine-web.scope/payload", NULL, NULL, NULL },
	{ "/system.slice/docker.service", NULL, NULL, NULL },
	{ "/system.slice/containerd.service/kubepods-burstable-pod" UID
	  ".slice:cri-containerd:" ID, NULL, NULL, NULL },
	{ "/docker/buildkit/ji6wgnnnvvz5x2swtmowlkdb9", NULL, NULL, NULL },

	/* names that are almost so */
	{ "/machine.slice/machine-a-b.scope/payload", NULL, NULL, NULL },
	{ "/machine.slice/machine-a\\x2fb.scope/payload", NULL, NULL, NULL },
	{ "/machine.slice/machine-a\\x2.scope/payload", NULL, NULL, NULL },
	{ "/machine.slice/machine-.scope/payload", NULL, NULL, NULL },
	{ "/machine.slice/machine-a\xc3\xa4.scope/payload", NULL, NULL, NULL },
	{ "/machine.slice/systemd-nspawn@a b.service/payload", NULL, NULL,
	  NULL },
	{ "/machine.slice/systemd-nspawn@" ID "a.service/payload", NULL, NULL,
	  NULL },
	{ "/xmachine.slice/machine-web.scope/payload", NULL, NULL, NULL },
	{ "/system.slice/docker-" ID "0.scope", NULL, NULL, NULL },
	{ "/system.slice/docker-0123.scope", NULL, NULL, NULL },
	{ "/system.slice/docker-.scope", NULL, NULL, NULL },
	{ "/system.slice/docker-" ID, NULL, NULL, NULL },
	{ "/system.slice/docker-" ID ".scope2", NULL, NULL, NULL },
	{ "/system.slice/docker-" ID ".slice", NULL, NULL, NULL },
	{ "/docker/gf797c539e6c745de61a93ca3ff892358ecbcaccd8414d5db545c38428142970",
	  NULL, NULL, NULL },
	{ "/system.slice/Docker-" ID ".scope", NULL, NULL, NULL },
	{ "/system.slice/xdocker-" ID ".scope", NULL, NULL, NULL },
	{ "/xdocker/" ID, NULL, NULL, NULL },
	{ "/" ID, NULL, NULL, NULL },
	{ "/system.slice/" ID, NULL, NULL, NULL },
	{ PODS "/kubepods-burstable-pod" UID ".slice", NULL, NULL, NULL },
	{ "/kubepods/pod" UID_ "/" ID, NULL, NULL, NULL },
	{ "/pod" UID "/" ID, NULL, NULL, NULL },
	{ "/burstable/pod" UID "/" ID, NULL, NULL, NULL },
	{ "/kubepods/pod" UID "0/" ID, NULL, NULL, NULL },
	{ "/kubepods/pod" HASH "0/" ID, NULL, NULL, NULL },
	{ "/kubepods/podweb/" ID, NULL, NULL, NULL },
	{ "/kubepods/pod5759A1AE-36ca-48a8-b20a-b0b5c8a90fb8", NULL, NULL,
	  NULL },
	{ "/user.slice/user-1000.slice/session-3.scope", NULL, NULL, NULL },
	{ "/", NULL, NULL, NULL },
	{ "", NULL, NULL, NULL },
	{ "//", NULL, NULL, NULL },
	{ "docker/" ID, NULL, NULL, NULL },
	{ "/../docker-" ID ".scope", ID, "docker", NULL },
};

/* So long, and not a byte behind it may be read. */
static bool find(const char *path, size_t len, struct container *ret_container)
{
	char *copy = malloc(len ? len : 1);
	bool is_found;

	assert_non_null(copy);
	memcpy(copy, path, len);
	memset(ret_container, 0xff, sizeof(*ret_container));
	is_found = container_find(copy, len, ret_container);
	free(copy);
	return is_found;
}

static void check(const char *path, const char *id, const char *runtime,
		  const char *pod_uid)
{
	struct container container;
	bool is_found = find(path, strlen(path), &container);

	if (is_found != (id || pod_uid) ||
	    strcmp(container.id, id ? id : "") != 0 ||
	    strcmp(container.pod_uid, pod_uid ? pod_uid : "") != 0 ||
	    strcmp(container.runtime ? container.runtime : "",
		   runtime ? runtime : "") != 0)
		fail_msg("%s: id '%s', runtime '%s', pod '%s'", path,
			 container.id,
			 container.runtime ? container.runtime : "",
			 container.pod_uid);
}

static void paths_of_runtimes_and_others(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(paths); i++)
		check(paths[i].path, paths[i].id, paths[i].runtime,
		      paths[i].pod_uid);
}

/* A NUL is a byte like others. */
static void a_nul_is_in_no_name(void **state)
{
	static const char path[] = "/system.slice/docker-" ID ".scope\0/x";
	struct container container;

	(void)state;
	assert_false(find(path, sizeof(path) - 1, &container));
	assert_true(find(path, sizeof(path) - 4, &container));
}

static const char *name_of(const struct container_form *form)
{
	switch (form->name) {
	case CONTAINER_ID:
		return ID;
	case CONTAINER_ESCAPED_MACHINE:
		return "a\\x2db";
	case CONTAINER_MACHINE:
		return "a-b";
	case CONTAINER_POD_UID:
		return UID;
	default:
		return UID_;
	}
}

/* A cgroup of a form; @which of its parts is another. */
static void write_path(const struct container_form *form, unsigned int which,
		       char *path)
{
	snprintf(path, PATH_MAX_BYTES, "/x%s%s%s%s/%s%s%s%s%s%s",
		 form->in_pod && which != 0 ? "/kubepods/pod" UID : "",
		 form->above ? "/" : "", form->above ? form->above : "",
		 form->above && which == 1 ? "x" : "",
		 which == 2 ? "x" : "", form->prefix, name_of(form),
		 which == 3 ? "x" : form->suffix,
		 form->below ? "/" : "",
		 form->below && which != 4 ? form->below : "");
}

/* Does such a part matter to this form? */
static bool has_part(const struct container_form *form, unsigned int which)
{
	return (which == 0 && form->in_pod) || (which == 1 && form->above) ||
	       which == 2 || which == 3 || (which == 4 && form->below);
}

static bool is_of_form(const struct container_form *form,
		       const struct container *container)
{
	if (container_form_is_pod(form))
		return strcmp(container->pod_uid, UID) == 0;
	return strcmp(container->id, form->name == CONTAINER_ID ? ID : "a-b") ==
	       0 && container->runtime == form->runtime;
}

/* Each row of the table is there for something, and each part of it counts. */
static void each_form(void **state)
{
	const struct container_form *form = NULL;
	struct container container;
	char path[PATH_MAX_BYTES];
	unsigned int which;

	(void)state;
	while ((form = container_form_next(form)) != NULL) {
		for (which = 0; which <= 5; which++) {
			write_path(form, which, path);
			find(path, strlen(path), &container);
			if (is_of_form(form, &container) !=
			    (which == 5 || !has_part(form, which)))
				fail_msg("%s: id '%s', pod '%s'", path,
					 container.id, container.pod_uid);
		}
	}
}

static bool is_safe(const char *text, size_t max)
{
	size_t len = strnlen(text, max + 1);
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr("-._", text[i]))
			return false;
	return len <= max;
}

/* Whatever the bytes: it ends, reads no others, and says nothing unsafe. */
static void any_bytes(void **state)
{
	uint64_t random = 1;
	struct container container;
	char path[PATH_MAX_BYTES];
	unsigned int changes;
	const char *from;
	size_t len;
	size_t i;

	(void)state;
	for (i = 0; i < RANDOM_PATHS; i++) {
		from = paths[next_random(&random) % ARRAY_SIZE(paths)].path;
		len = strlen(from);
		memcpy(path, from, len);
		for (changes = next_random(&random) % 4; changes && len;
		     changes--)
			path[next_random(&random) % len] =
				next_random(&random) % 2 ?
				(char)next_random(&random) :
				from[next_random(&random) % len];
		if (next_random(&random) % 4 == 0)
			len = next_random(&random) % (len + 1);
		find(path, len, &container);
		assert_true(is_safe(container.id, CONTAINER_ID_MAX));
		assert_true(is_safe(container.pod_uid, CONTAINER_POD_UID_MAX));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_of_runtimes_and_others),
		cmocka_unit_test(a_nul_is_in_no_name),
		cmocka_unit_test(each_form),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
