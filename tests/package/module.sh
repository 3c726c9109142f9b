# SPDX-License-Identifier: GPL-2.0-only
# The group "module" of run: procmon-module, in a root where the kernel, its
# tools and the state of the sensor are files. Sourced by run. It must not know
# how packages are installed.
# shellcheck shell=bash disable=SC2154,SC2317 # of run; called by name

# in_kernel COMMAND...: in the root with the kernel that is made up.
in_kernel()
{
	layer_run "$work/kernel" "$system" "$@"
}

# kernel_file NAME TEXT
kernel_file()
{
	mkdir -p "$work/kernel/upper/$(dirname "$1")"
	printf '%s\n' "$2" >"$work/kernel/upper/$1"
}

# tool NAME LINE...: a program that says in /called that it was called.
tool()
{
	local name=$1

	shift
	kernel_file "usr/local/sbin/$name" "#!/bin/sh
$(printf '%s\n' "$@")"
	chmod 755 "$work/kernel/upper/usr/local/sbin/$name"
}

# state LOADED BUILT [FILE VALUE]...: srcversions, - for none; of the sensor.
state()
{
	local upper=$work/kernel/upper

	rm -rf "$upper/sys" "$upper/called"
	tool modprobe "echo modprobe \"\$@\" >>/called"
	tool modinfo "[ $2 != - ] && echo $2"
	tool ischroot 'exit 1'
	tool systemd-detect-virt 'exit 1'
	[ "$1" = - ] || kernel_file sys/module/procmon/srcversion "$1"
	shift 2
	while [ $# -gt 0 ]; do
		kernel_file "sys/class/misc/procmon/$1" "$2"
		shift 2
	done
}

# module WANTED SAID ACTION: what was called, and what was said, a pattern.
module()
{
	local said called

	said=$(in_kernel /usr/libexec/procmon/procmon-module "$3" 2>&1) || {
		echo "status $?: $said"
		return 1
	}
	called=$(cat "$work/kernel/upper/called" 2>/dev/null || :)
	same "$1" "$called" || return
	# shellcheck disable=SC2053 # a pattern
	[[ $said == $2 ]] || {
		echo "said: $said"
		return 1
	}
}

# Somebody has the device open.
reader()
{
	kernel_file dev/procmon ''
	# shellcheck disable=SC2016 # expanded by the inner shell
	in_kernel sh -c 'sleep 60 </dev/procmon & sleep 1
		/usr/libexec/procmon/procmon-module reload; kill $!' 2>&1 |
		grep -E "processes [0-9]+ \(sleep\) read it"
}

group_module()
{
	local both=$'modprobe -r procmon\nmodprobe procmon' stays

	# Any root will do; this one is there already.
	system=$("$top/scripts/vm/prepare" 6.1)/root
	mkdir -p "$work/kernel/upper"
	dpkg-deb -x "$(deb procmon-dkms)" "$work/kernel/upper"
	stays='procmon: the module stays as it was: %s; the new one is loaded at *'

	state - A
	ok "load: loads the module" module 'modprobe procmon' '' load
	state A A
	ok "load: leaves one that is loaded" module '' '' load
	state - -
	ok "load: says that there is none" module '' \
		"procmon: kernel *: there is no module for it; *headers*" load
	state - A
	tool modprobe 'echo Key was rejected by service; exit 1'
	ok "load: says why it cannot" module '' \
		'*does not load: Key was rejected by service; *Secure Boot*' load
	state - A
	tool ischroot 'exit 0'
	ok "load: nothing in a chroot" module '' '' load
	state - A
	tool systemd-detect-virt 'exit 0'
	ok "load: nothing in a container" module '' '' load

	state A A
	ok "reload: leaves one that is the same" module '' '' reload
	state A B ring/readers 0 ring/holder 0 locked 0
	ok "reload: replaces one that nobody reads" module "$both" '' reload
	state - B
	ok "reload: loads none that was not" module '' '' reload
	state A -
	ok "reload: says that none was built" module '' \
		'*stays as it was: none was built for kernel *' reload
	state A B ring/readers 1
	# shellcheck disable=SC2059 # the format is ours
	ok "reload: leaves it to a reader" module '' \
		"$(printf "$stays" 'processes * read it')" reload
	ok "reload: names the reader" reader
	state A B ring/holder 3 ring/grace_ms_left 1200
	# shellcheck disable=SC2059 # the format is ours
	ok "reload: leaves it to a holder that may come back" module '' \
		"$(printf "$stays" 'its holder has gone, * within 1200 ms')" \
		reload
	state A B locked 1
	# shellcheck disable=SC2059 # the format is ours
	ok "reload: leaves one that is locked" module '' \
		"$(printf "$stays" 'the sensor is locked until reboot')" reload
	state A B
	tool modprobe 'echo "$@" >>/called; echo in use; exit 1'
	ok "reload: loads none when the old one stays" module '-r procmon' \
		'*stays loaded: in use; the new one*' reload

	state A A
	ok "unload: unloads the module" module 'modprobe -r procmon' '' unload
	state - A
	ok "unload: nothing to do" module '' '' unload
	state A A locked 1
	tool modprobe 'exit 1'
	ok "unload: says that it is locked, and goes on" module '' \
		'procmon: the module stays loaded: the sensor is locked *rmmod*' \
		unload
}
