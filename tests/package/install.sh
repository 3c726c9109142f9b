# SPDX-License-Identifier: GPL-2.0-only
# The groups "install" and "dkms" of run: packages in systems of their own, and
# what DKMS makes of them. Sourced by run.
# shellcheck shell=bash disable=SC2154,SC2317 # of run; called by name

# in_system LAYER COMMAND...: in the system that the packages are for.
in_system()
{
	local layer=$work/$1

	shift
	layer_run "$layer" "$system" "$@"
}

# put LAYER FILE...: into the directory /debs of the layer.
put()
{
	mkdir -p "$work/$1/upper/debs"
	cp "${@:2}" "$work/$1/upper/debs"
}

# snapshot LAYER: every file, but those that belong to dpkg, depmod, caches and
# the system's log, and the key that DKMS makes for all modules.
snapshot()
{
	in_system "$1" find / -xdev \( -path /proc -o -path /dev -o -path /debs \
		-o -path /var/lib/dpkg -o -path /var/log -o -path /var/cache \
		-o -path /tmp \) -prune -o \
		! -path '/lib/modules/*/modules.*' \
		! -path '/usr/lib/modules/*/modules.*' \
		! -name 'mok.*' ! -path '/etc/*shadow*' ! -path '/etc/group*' \
		-print | sort
}

test_module_built()
{
	local module

	module=$(in_system "$1" sh -c \
		'echo /lib/modules/*/updates/dkms/procmon.ko*')
	in_system "$1" modinfo "$module" >"$work/modinfo" || return
	same "$version" "$(sed -n 's/^version: *//p' "$work/modinfo")" || return
	same "$kernel" "$(sed -n 's/^vermagic: *\([^ ]*\).*/\1/p' "$work/modinfo")"
}

test_pages()
{
	local page

	for page in man3/libprocmon.3 man4/procmon.4 man8/procmonctl.8; do
		in_system "$1" gzip -dc "/usr/share/man/$page.gz" |
			grep -q '^\.TH' || return
	done
}

test_purged()
{
	in_system "$1" dpkg --purge "${packages[@]}" || return
	same "$before" "$(snapshot "$1")"
}

# Nothing said in the name of procmon: all went well, and a chroot is no place
# to load a module.
test_quiet()
{
	! grep '^procmon: ' "$1"
}

# configure LAYER: what it prints goes into configured.
configure()
{
	put "$1" "$(deb procmon-dkms)"
	: >"$work/configured"
	in_system "$1" sh -c "dpkg --unpack /debs/*.deb && $2" \
		>"$work/output" 2>&1 || return
	in_system "$1" dpkg --configure procmon-dkms >"$work/configured" 2>&1
}

test_broken()
{
	if configure broken "echo '#error \"too new for procmon\"' \
			>>/usr/src/procmon-$version/kmod/compat.h"; then
		cat "$work/configured"
		echo "a module that cannot be built was configured"
		return 1
	fi
	grep -xF "procmon: the module does not build for $kernel: \"too new for procmon\"" \
		"$work/configured" || {
		cat "$work/configured"
		return 1
	}
}

test_excluded()
{
	configure excluded "echo CONFIG_PREEMPT_RT=y \
			>>/lib/modules/$kernel/build/.config" &&
		grep -q 'BUILD_EXCLUSIVE' "$work/configured"
}

test_install()
{
	local name

	for name in "${packages[@]}"; do
		put installed "$(deb "$name")"
	done
	in_system installed sh -c 'dpkg -i /debs/*.deb' >"$work/installed.log" \
		2>&1 || {
		cat "$work/installed.log"
		return 1
	}
}

group_install()
{
	local before kernel

	system=$("$here/prepare" root)
	kernel=$(basename "$system"/usr/lib/modules/*)
	before=$(snapshot installed)
	ok "all packages install" test_install
	ok "and have nothing to complain of" test_quiet "$work/installed.log"
	ok "DKMS has built the module" test_module_built installed
	ok "procmonctl runs" same "procmonctl $version" \
		"$(in_system installed procmonctl --version 2>&1)"
	ok "manual pages are there" test_pages installed
	ok "the group procmon is there" \
		in_system installed getent group procmon
	ok "no file is changed" same "" \
		"$(in_system installed dpkg --verify "${packages[@]}" 2>&1)"
	ok "all packages install over themselves" test_install
	ok "the module is there again" test_module_built installed
	ok "purged, they leave no file behind" test_purged installed
	ok "a module that does not build says why in a line" test_broken
	ok "a kernel that is refused is no failure, and is said" test_excluded
}

# The release of DKMS is the target's; the packages are this machine's.
build_target()
{
	local target=$1 layer=$work/dkms-$1 lower release tree arch options=()

	lower=$("$here/prepare" dkms "$target") || return
	release=$(cat "${lower##*:}/../release")
	case "$target" in
	*-arm64)
		arch=aarch64
		# The headers are for a compiler that is called so. DKMS has no
		# notion of building for another machine: its own override.
		mkdir -p "$layer/upper/etc/dkms" "$layer/upper/usr/bin"
		ln -s aarch64-linux-gnu-gcc-12 \
			"$layer/upper/usr/bin/aarch64-linux-gnu-gcc"
		sed -n 's/^\(MAKE.*\)"$/\1 ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc-12"/p' \
			"$top/dkms.conf" >"$layer/upper/etc/dkms/procmon.conf"
		printf '#!/bin/sh\nexit 0\n' >"$layer/upper/usr/bin/strip"
		chmod 755 "$layer/upper/usr/bin/strip"
		;;
	*) arch=x86_64 ;;
	esac
	mkdir -p "$layer/upper"
	dpkg-deb -x "$(deb procmon-dkms)" "$layer/upper"
	mkdir -p "$layer/upper/var/lib/dkms"
	options=(-m procmon -v "$version")
	layer_run "$layer" "$lower" dkms add "${options[@]}" || return
	layer_run "$layer" "$lower" dkms build "${options[@]}" -k "$release" \
		-a "$arch" || {
		cat "$layer/upper/var/lib/dkms/procmon/$version/build/make.log"
		return 1
	}
	tree=$(find "$layer/upper/var/lib/dkms" -name 'procmon.ko*')
	same "$release" "$(modinfo -F vermagic "$tree" | cut -d ' ' -f 1)"
}

group_dkms()
{
	local target

	for target in ${PROCMON_TARGETS:-$("$top/scripts/vm/targets" list)}; do
		ok "DKMS builds the module for $target" build_target "$target"
	done
}
