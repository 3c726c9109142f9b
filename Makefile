# SPDX-License-Identifier: GPL-2.0-only
#
# procmon
#
#   make                 build module (for KDIR), library and tools
#   make modules         build the module alone; KDIR=DIR for another kernel
#   make userspace       build library and tools alone
#   make demo            show real execs, captured in a virtual machine
#   make check           run all tests
#   make check-debug     run them on kernels with sanitizers
#   make check-system    test the Debian packages in a whole system
#   make bench           measure what an exec costs, beside other tools
#   make docs            build the man pages
#   make install         install module, library and tools (root)
#   make install-boot    have the module loaded at each boot (root)
#   make uninstall       take them away again (root)
#   make dkms-install    have DKMS build the module for each kernel (root)
#   make deb             build Debian packages, into build/deb
#   make clean           take away what was built
#
# Variables: KDIR, DESTDIR, prefix (/usr/local), BUILD (build), release (of the
# kernel that KDIR is of), MAINTAINER (of the packages: "NAME <ADDRESS>").

KDIR ?= /lib/modules/$(shell uname -r)/build
BUILD ?= $(CURDIR)/build
prefix ?= /usr/local
DEPMOD ?= /sbin/depmod
version := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
dkms_tree := $(DESTDIR)/usr/src/procmon-$(version)
# What the module's version magic will be: not always what Debian's
# include/config/kernel.release says. Without headers, what the path says.
release = $(or $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"/\1/p' \
		$(KDIR)/include/generated/utsrelease.h 2>/dev/null),\
	$(patsubst /lib/modules/%/build,%,$(filter /lib/modules/%/build,$(KDIR))))
wanted_release = $(or $(release),RELEASE)
module_dir = $(DESTDIR)/lib/modules/$(release)/updates

export DESTDIR prefix

all: modules userspace

help:
	@sed -n 's/^#   make/  make/p' $(firstword $(MAKEFILE_LIST))

modules:
	@test -e $(KDIR)/Makefile || { \
		echo "make: $(KDIR): no kernel headers there -" \
			"install linux-headers-$(wanted_release), or give KDIR=DIR;" \
			"'make demo' and 'make check' need none" >&2; \
		exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

userspace:
	$(MAKE) -C userspace BUILD=$(BUILD)

demo:
	@scripts/demo

check:
	@scripts/check

check-debug:
	@scripts/check-debug

check-system:
	@tests/system/run

bench:
	@scripts/bench

docs: userspace
	$(MAKE) -C Documentation BUILD=$(BUILD)

known-release:
	@test -n "$(release)" || { \
		echo "make: $(KDIR): does not say of which kernel it is" \
			"(include/generated/utsrelease.h) - give release=" >&2; \
		exit 1; }

install: known-release modules userspace docs
	install -D -m 644 kmod/procmon.ko $(module_dir)/procmon.ko
	test -n "$(DESTDIR)" || $(DEPMOD) $(release)
	$(MAKE) -C userspace BUILD=$(BUILD) install

install-boot:
	$(MAKE) -C userspace BUILD=$(BUILD) install-boot

uninstall: known-release
	rm -f $(module_dir)/procmon.ko
	test -n "$(DESTDIR)" || $(DEPMOD) $(release)
	$(MAKE) -C userspace BUILD=$(BUILD) uninstall

# Exactly what it takes to build the module, nothing that a test needs.
dkms-install:
	install -d $(dkms_tree)
	cp -p Kbuild dkms.conf $(dkms_tree)
	cp -pr kmod $(dkms_tree)
	cd $(dkms_tree)/kmod && rm -f *.o *.ko *.mod *.mod.c .*.cmd probes.h
	test -n "$(DESTDIR)" || dkms install procmon/$(version)

deb:
	@scripts/package

clean:
	rm -rf $(BUILD)
	find kmod Kbuild -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' | xargs -r rm -f
	rm -f kmod/probes.h Module.symvers modules.order kmod/modules.order \
		.module-common.o

.PHONY: all help modules userspace demo check check-debug check-system bench \
	docs known-release install install-boot uninstall dkms-install deb clean
