# SPDX-License-Identifier: GPL-2.0-only
# dkms.mk - what DKMS runs to build the module. It must not know the module.
#
#   make -f kmod/dkms.mk headers=DIR [KERNELRELEASE=RELEASE]
#
# DKMS shows nobody what the build says. Of a build that failed, the one line
# that says why comes last in its log, and goes to the system's log: a kernel is
# often installed when nobody looks.

log := procmon-build.log
place := $(CURDIR)

failure := procmon: the module does not build for $(KERNELRELEASE):

module:
	@$(MAKE) -C $(headers) M=$(place) modules >$(log) 2>&1 || { \
		cat $(log); \
		why=$$(grep -m 1 '^procmon: ' $(log) || \
			grep -m 1 'error: ' $(log) || \
			grep -m 1 '\*\*\* ' $(log) || \
			tail -n 1 $(log)); \
		why=$$(echo "$${why#procmon: }" | sed 's/^.*#error //'); \
		echo "$(failure) $$why"; \
		logger -p user.err -t dkms -- "$(failure) $$why" 2>/dev/null; \
		exit 1; }
	@cat $(log)

.PHONY: module
