// SPDX-License-Identifier: GPL-2.0-only
/*
 * container_capture.c - a capture of execs in containers, as their cgroups
 * tell, and in cgroups that only look so. Knows nothing of how paths are read.
 */
#include <stdint.h>
#include <string.h>

#include "make_captures.h"

#define ID	"4f797c539e6c745de61a93ca3ff892358ecbcaccd8414d5db545c38428142970"
#define OTHER	"9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d"
#define UID	"5759a1ae-36ca-48a8-b20a-b0b5c8a90fb8"
#define UID_	"5759a1ae_36ca_48a8_b20a_b0b5c8a90fb8"
#define HASH	"0b0f4ed0d8ac21d2b7ac7e3db3b1cc4e"
#define POD	"/kubepods.slice/kubepods-besteffort.slice/"	\
		"kubepods-besteffort-pod" UID_ ".slice"

/* A program start without strings but the cgroup. */
static struct procmon_exec *begin(struct sample *sample, uint64_t seq,
				  const char *cgroup)
{
	struct procmon_exec *exec = sample_exec_fixed(sample, seq);

	exec->argc = 1;
	add(sample, &exec->argv, LITERAL("true\0"));
	add(sample, &exec->cgroup, cgroup, strlen(cgroup));
	return exec;
}

void containers(struct output *output)
{
	static const char *const cgroups[] = {
		"/system.slice/docker-" ID ".scope",
		"/system.slice/docker-" OTHER ".scope",
		POD "/cri-containerd-" ID ".scope",
		POD "/crio-conmon-" ID ".scope",
		"/kubepods/burstable/pod" HASH "/" ID,
		"/user.slice/user-1000.slice/user@1000.service/user.slice/"
			"libpod-" ID ".scope",
		"/machine.slice/machine-my\\x2dbox.scope/payload/init.scope",
		"/machine.slice/libpod-conmon-" ID ".scope",
		"/docker/" ID "/\x1b]0;x\x07\xff",
	};
	struct procmon_exec *exec;
	struct sample sample;
	uint64_t seq = 1;
	size_t i;

	put_start(output);
	for (i = 0; i < sizeof(cgroups) / sizeof(cgroups[0]); i++) {
		begin(&sample, seq++, cgroups[i]);
		put_sample(output, &sample);
	}
	/* nobody knows what the rest of it is */
	exec = begin(&sample, seq++, "");
	add_cut(&sample, &exec->cgroup, LITERAL("/docker/" ID), 72, 5000);
	fieldset_add(&exec->truncated, PROCMON_FIELD_CGROUP);
	put_sample(output, &sample);

	/* root alone is called the same on every host */
	exec = begin(&sample, seq++, "/init.scope");
	memset(&exec->creds, 0, offsetof(struct procmon_creds, cap_permitted));
	exec->loginuid = UINT32_MAX;
	put_sample(output, &sample);
	exec = begin(&sample, seq++, "/init.scope");
	memset(&exec->creds, 0xee,
	       offsetof(struct procmon_creds, cap_permitted));
	exec->creds.gid = 0;
	exec->loginuid = 0;
	put_sample(output, &sample);

	exec = sample_fail_fixed(&sample, seq, 2);
	add(&sample, &exec->filename, LITERAL("/opt/nmap"));
	add(&sample, &exec->cgroup, LITERAL("/docker/" ID));
	put_sample(output, &sample);
}
