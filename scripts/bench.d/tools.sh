# SPDX-License-Identifier: GPL-2.0-only
# The tools that the bench compares: one row each, and how to start and stop
# it. Sourced, on the host for the table and in the guest for the rest. To add
# a tool, add a row, start_NAME and stop_NAME. It must not know what is
# measured.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # for and from those who source it

# package: of Debian, procmon: ours, -: none. leaves: whether the kernel is
# known to stay slower when it is gone; output: how to read what it writes:
# text, json, audit, capture, or none; exec, failed: what its output has once
# for each exec of the program @, and for each that fails; not to be found: -.
# What it is comes last.
tools_table()
{
	sed '/^#/d' <<-'END'
	# name      package   leaves output   most        exec                    failed                        what
	nothing     -         no     none     -           -                       -                             no tool
	disarmed    procmon   no     none     500,500     -                       -                             procmon, loaded and disarmed
	execs       procmon   no     none     10000,8000  -                       -                             procmon, the module alone, events=exec,exec_fail, nobody reads
	kernel      procmon   no     none     -,8000      -                       -                             the same with the events of the default
	capture     procmon   no     capture  -           "action":"exec".*@      "action":"exec_fail".*@       procmon, watch --format raw to a file
	json        procmon   no     json     -           "action":"exec".*@      "action":"exec_fail".*@       procmon, watch --format json to a file
	json_execs  procmon   no     json     40000,-     "action":"exec".*@      "action":"exec_fail".*@       the same, events=exec,exec_fail
	relay       procmon   no     json     -           "action":"exec".*@      "action":"exec_fail".*@       procmon-relay, a durable file as it is unless configured
	bpftrace    bpftrace  no     text     -           @                       @                             bpftrace, pid, uid and argv of execve
	forkstat    forkstat  no     text     -           @                       @                             forkstat -e exec
	auditd      auditd    yes    audit    -           ^type=EXECVE.*@         ^type=PATH.*@                 auditd, rules for execve and execveat
	laurel      laurel    yes    json     -           @                       @                             auditd and laurel, the same rules
	sysdig      sysdig    no     text     -           @                       @                             sysdig -v with its kernel module, execve and execveat
	END
}

# tools_row NAME: sets tool_package, tool_leaves, tool_output, tool_most,
# tool_exec, tool_failed and tool_what.
tools_row()
{
	read -r tool_package tool_leaves tool_output tool_most tool_exec \
		tool_failed tool_what <<-END
	$(tools_table | awk -v name="$1" '$1 == name { $1 = ""; print }')
	END
	[ -n "$tool_what" ]
}

# tools_packages: what the image must hold, with what comes along unasked.
tools_packages()
{
	tools_table | awk '$2 != "-" && $2 != "procmon" { print $2 }' | sort -u
}

# From here on: in the guest. $tools_root is the root of the image, $output the
# file there that a tool writes to, $bench where our programs are.

# launch COMMAND...: start a tool; the process is $tool.
launch()
{
	"$@" >"$output" 2>"$output.errors" &
	tool=$!
}

# launch_inside COMMAND...: one of the image.
launch_inside()
{
	launch chroot "$tools_root" "$@"
}

# quit SIGNAL: end the tool, as its user would.
quit()
{
	kill "-$1" "$tool"
	wait "$tool" || :
}

# load PARAMETER...: the module. The snapshot of arming would count.
load()
{
	insmod "$bench/procmon.ko" "$@"
	sleep 1
}

start_nothing()
{
	:
}

stop_nothing()
{
	:
}

start_disarmed()
{
	load
	echo 0 >/sys/class/misc/procmon/armed
}

start_execs()
{
	load events=exec,exec_fail
}

stop_execs()
{
	rmmod procmon
}

start_kernel()
{
	load
}

stop_disarmed()
{
	rmmod procmon
}

stop_kernel()
{
	rmmod procmon
}

start_capture()
{
	load
	launch "$bench/procmonctl" watch --format raw
}

start_json()
{
	load
	launch "$bench/procmonctl" watch --format json
}

start_json_execs()
{
	load events=exec,exec_fail
	launch "$bench/procmonctl" watch --format json
}

stop_procmon()
{
	quit INT
	rmmod procmon
}

stop_capture()
{
	stop_procmon
	"$bench/procmonctl" decode --format json "$output" >"$output.decoded"
	mv "$output.decoded" "$output"
}

stop_json()
{
	stop_procmon
}

stop_json_execs()
{
	stop_procmon
}

# A file that is safe on the disk each second, then acknowledged.
start_relay()
{
	load
	printf '%s\n' '[relay]' 'user =' '[sink lines]' 'type = file' \
		"path = $output" >"$output.configuration"
	launch "$bench/procmon-relay" --config "$output.configuration"
}

stop_relay()
{
	quit TERM
	rmmod procmon
}

start_bpftrace()
{
	# The fields are bpftrace's.
	# shellcheck disable=SC2016
	launch_inside bpftrace -e 'tracepoint:syscalls:sys_enter_execve {
		printf("%d %d ", pid, uid); join(args->argv); }'
}

stop_bpftrace()
{
	quit INT
}

start_forkstat()
{
	launch_inside forkstat -e exec
}

stop_forkstat()
{
	quit INT
}

# start_audit PLUGIN: as Debian sets it up, with one plugin or none ("-").
start_audit()
{
	for plugin in "$tools_root"/etc/audit/plugins.d/*.conf; do
		active=no
		[ "$plugin" != "$tools_root/etc/audit/plugins.d/$1.conf" ] ||
			active=yes
		sed -i "s/^active *=.*/active = $active/" "$plugin"
	done
	rm -f "$tools_root"/var/log/audit/* "$tools_root"/var/log/laurel/*
	launch_inside auditd -n
	audit_tries=100
	until chroot "$tools_root" auditctl -s 2>/dev/null |
		grep -q "^pid $tool\$"; do
		audit_tries=$((audit_tries - 1))
		[ "$audit_tries" -gt 0 ] || return 1
		sleep 0.1
	done
	chroot "$tools_root" auditctl -R /etc/audit/audit.rules >/dev/null
	for width in b64 b32; do
		chroot "$tools_root" auditctl -a always,exit \
			-F arch="$width" -S execve,execveat
	done
	# Its output is elsewhere until it is stopped.
	echo started >>"$output"
}

# stop_audit FILE...: what was written, oldest first, becomes the output.
stop_audit()
{
	chroot "$tools_root" auditctl -D >/dev/null
	chroot "$tools_root" auditctl -e 0 >/dev/null
	quit TERM
	# A higher number is an older file.
	printf '%s\n' "$@" | sort -rV | while read -r file; do
		cat "$file"
	done >"$output"
}

start_auditd()
{
	start_audit -
}

stop_auditd()
{
	stop_audit "$tools_root"/var/log/audit/audit.log*
}

start_laurel()
{
	start_audit laurel
}

stop_laurel()
{
	stop_audit "$tools_root"/var/log/laurel/audit.log*
}

start_sysdig()
{
	insmod "$bench/scap.ko"
	# -v: arguments whole.
	launch_inside sysdig -v \
		'evt.type in (execve, execveat) and evt.dir=<'
}

stop_sysdig()
{
	quit INT
	rmmod scap
}
