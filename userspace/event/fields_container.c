// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_container.c - rows of the field table: in which container, as the path
 * of the cgroup tells.
 */
#include "kind.h"

static const char *const orchestrator_of[] = { "kubernetes" };
static const struct names orchestrator_names = { orchestrator_of, 1 };

static const char *const resource_of[] = { "pod" };
static const struct names resource_names = { resource_of, 1 };

static const struct field fields[] = {
	{ "CONTAINER_ID", "container.id", &kind_container_id, EXEC(cgroup),
	  BIT(CGROUP),
	  .help = "id of the container that CGROUP is of; of systemd-nspawn the name of the machine",
	  .ocsf = "process.container.uid" },
	{ "CONTAINER_RUNTIME", "container.runtime", &kind_container_runtime,
	  EXEC(cgroup), BIT(CGROUP),
	  .help = "what runs that container, if CGROUP tells",
	  .ocsf = "process.container.runtime" },
	{ "POD_UID", "orchestrator.resource.id", &kind_pod_uid, EXEC(cgroup),
	  BIT(CGROUP), .help = "uid of the Kubernetes pod that CGROUP is of",
	  .ocsf = OCSF_TOLD },
	{ "POD", "orchestrator.resource.type", &kind_in_pod, EXEC(cgroup),
	  BIT(CGROUP), .names = &resource_names, .flags = FIELD_ECS,
	  .help = "for ECS: pod, if there is a POD_UID" },
	{ "ORCHESTRATOR", "orchestrator.type", &kind_in_pod, EXEC(cgroup),
	  BIT(CGROUP), .names = &orchestrator_names,
	  .help = "kubernetes, if there is a POD_UID", .ocsf = OCSF_TOLD },
	{ "OCSF_POD_UID", NULL, &kind_ocsf_pod, EXEC(cgroup), BIT(CGROUP),
	  .ocsf = "process.container.pod_uuid", .flags = FIELD_OCSF,
	  .help = "POD_UID of a container; one of 32 digits, as of a static pod, with the hyphens of a UUID" },
	{ "OCSF_ORCHESTRATOR", NULL, &kind_ocsf_in_pod, EXEC(cgroup),
	  BIT(CGROUP), .names = &orchestrator_names,
	  .ocsf = "process.container.orchestrator", .flags = FIELD_OCSF,
	  .help = "ORCHESTRATOR of a container" },
};

FIELD_GROUP(fields_container, fields);
