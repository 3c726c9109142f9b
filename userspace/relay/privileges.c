// SPDX-License-Identifier: GPL-2.0-only
/*
 * privileges.c - giving up all that is not needed any more. It must not know
 * what for they were there.
 */
#include "privileges.h"

#include <cap-ng.h>
#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "message.h"

static bool become(const char *user)
{
	const struct passwd *entry;
	int ret;

	errno = 0;
	entry = getpwnam(user);
	if (!entry) {
		message("user '%s': %s; run systemd-sysusers, or set user", user,
			errno ? strerror(errno) : "does not exist");
		return false;
	}
	capng_clear(CAPNG_SELECT_ALL);
	ret = capng_change_id((int)entry->pw_uid, (int)entry->pw_gid,
			      CAPNG_INIT_SUPP_GRP | CAPNG_CLEAR_BOUNDING |
			      CAPNG_CLEAR_AMBIENT);
	if (ret) {
		message("user '%s': cannot be switched to, step %d of libcap-ng; start as root with CAP_SETUID, CAP_SETGID and CAP_SETPCAP",
			user, -ret);
		return false;
	}
	return true;
}

static bool drop_capabilities(void)
{
	capng_select_t sets = CAPNG_SELECT_CAPS | CAPNG_SELECT_AMBIENT;

	capng_get_caps_process();
	/* The bounding set is only for those who may change it. */
	if (capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP))
		sets |= CAPNG_SELECT_BOUNDS;
	capng_clear(CAPNG_SELECT_ALL);
	capng_apply(sets);
	capng_get_caps_process();
	return capng_have_capabilities(CAPNG_SELECT_CAPS) == CAPNG_NONE;
}

bool privileges_drop(const char *user)
{
	if (geteuid() == 0 && *user && !become(user))
		return false;
	if (!drop_capabilities()) {
		message("capabilities: some are left; see which security module keeps them");
		return false;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
		message("no_new_privs: %s; use a kernel that has it",
			strerror(errno));
		return false;
	}
	return true;
}
