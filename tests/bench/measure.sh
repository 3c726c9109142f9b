#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# measure.sh - run the bench in this machine, whose clock counts instructions
#
#   measure.sh ROUNDS TURNS
#
# Prints "SITUATION ROUND-RESULT" lines: instructions for one vfork + exec +
# exit + wait; of an exec that fails (ENOENT), and nothing else, where the name
# starts with "failed"; of fork + exit + wait where it starts with "fork". For a
# mechanism that this kernel does not have there is a line "skipped MECHANISM
# REASON" instead. Fails when a situation was not what it says: a hook that did
# not arm, or records missing from what was watched. It must not know what is
# dear.
set -eu

rounds=$1
turns=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
module=/procmon/procmon.ko
sysfs=/sys/class/misc/procmon

fail()
{
	echo "measure.sh: $1" >&2
	exit 1
}

# cost SITUATION: measure, and print the results under this name.
cost()
{
	"$here/exec_cost" "$rounds" "$turns" 0 0 "$here" nothing >/tmp/cost
	sed "s/^/$1 /" /tmp/cost
}

# cost_failed SITUATION: likewise, of an exec that fails with ENOENT, by itself.
cost_failed()
{
	"$here/exec_cost" "$rounds" "$turns" 2 0 "$here" absent >/tmp/cost
	sed "s/^/$1 /" /tmp/cost
}

# cost_fork SITUATION: likewise, of fork + exit + wait with no exec. How many page
# tables there are to copy is up to chance where addresses are.
cost_fork()
{
	echo 0 >/proc/sys/kernel/randomize_va_space
	"$here/fork_cost" "$rounds" "$turns" >/tmp/cost
	echo 2 >/proc/sys/kernel/randomize_va_space
	sed "s/^/$1 /" /tmp/cost
}

# settle: right after boot the kernel has work of its own, which would count.
settle()
{
	before=0
	left=50
	while [ "$left" -gt 0 ]; do
		now=$("$here/exec_cost" 1 200 0 0 "$here" nothing)
		difference=$((now - before))
		[ "${difference#-}" -gt $((now / 200)) ] || return 0
		before=$now
		left=$((left - 1))
	done
	fail "the machine does not come to rest: $difference of $now instructions"
}

# load HOOKS PARAMETER...: the module, with HOOKS armed and no other.
load()
{
	hooks=$1
	shift
	insmod "$module" "$@"
	for hook in exec file task_work; do
		state=$(cat "$sysfs/hooks/$hook")
		case " $hooks " in
		*" $hook "*) [ "$state" = armed ] || fail "hook $hook: $state" ;;
		*) [ "$state" = off ] || fail "hook $hook: $state" ;;
		esac
	done
	# The snapshot of arming would count.
	sleep 1
}

# seen COUNT: the sensor saw at least so many execs.
seen()
{
	counted exec_events "$1"
}

# counted COUNTER COUNT: it says at least so many.
counted()
{
	value=$(cat "$sysfs/counters/$1")
	[ "$value" -ge "$2" ] || fail "$1: $value of $2"
}

# mechanism NAME: what a call costs with hook=NAME, and with no other.
mechanism()
{
	load 'exec file task_work' hook="$1"
	state=$(cat "$sysfs/hooks/syscall")
	case "$state" in
	"armed: $1") ;;
	failed:*)
		state=$(cat "$sysfs/hooks/syscall_$1")
		echo "skipped $1 ${state#failed: }"
		rmmod procmon
		return
		;;
	*) fail "hook=$1: $state" ;;
	esac
	cost "hook=$1"
	seen "$all"
	counted calls_succeeded "$all"
	cost_failed "failed,hook=$1"
	counted exec_failures "$all"
	counted captured $((2 * all))
	echo 2 >/sys/module/procmon/parameters/fail_errno
	cost_failed "failed,hook=$1,fail_errno=2"
	counted exec_failures_filtered "$all"
	for counter in syscall_missed calls_unnoted calls_unwitnessed \
		execs_unseen; do
		value=$(cat "$sysfs/counters/$counter")
		[ "$value" -eq 0 ] || fail "hook=$1: $counter: $value"
	done
	# What stands in the table cannot be unloaded.
	echo 0 >"$sysfs/armed"
	rmmod procmon
}

# forks SITUATION HOOKS PARAMETER...: what fork + exit costs with events that
# need these HOOKS and no other. How many records it gave is in $captured.
forks()
{
	situation=$1
	lifecycle=$2
	shift 2
	load 'exec file task_work' "$@"
	for hook in fork exit creds sid ptrace comm coredump; do
		state=$(cat "$sysfs/hooks/$hook")
		case " $lifecycle " in
		*" $hook "*) [ "$state" = armed ] || fail "hook $hook: $state" ;;
		*) [ "$state" = off ] || fail "hook $hook: $state" ;;
		esac
	done
	before=$(cat "$sysfs/counters/captured")
	cost_fork "$situation"
	after=$(cat "$sysfs/counters/captured")
	captured=$((after - before))
	kept=$(cat "$sysfs/counters/processes_failed")
	[ "$kept" -eq 0 ] || fail "$situation: $kept processes were not noted"
	rmmod procmon
}

# gave LEAST MOST: as many records as the events make of the forks before.
gave()
{
	if [ "$captured" -lt "$1" ] || [ "$captured" -gt "$2" ]; then
		fail "$situation: $captured records, expected $1 to $2"
	fi
}

all=$((rounds * turns))

settle
cost without
cost_failed failed
cost_fork fork

# No record at all: what the images need.
forks fork,events=exec 'fork exit' events=exec
gave 0 $((all / 10))
# The default has the exits.
forks fork,default 'fork exit creds'
gave "$all" $((all * 11 / 10 + 100))
forks fork,all 'fork exit creds sid ptrace comm coredump' \
	events=exec,exec_fail,fork,exit,uid,gid,cred,sid,ptrace,comm,coredump,threads
gave $((2 * all)) $((2 * all * 11 / 10 + 200))

load 'exec file task_work'
cost nobody_reading
seen "$all"
rmmod procmon

load 'exec task_work' file_witness=0
cost without_file_witness
seen "$all"
rmmod procmon

load 'exec file' task_work=0
cost without_task_work
seen "$all"
rmmod procmon

load exec task_work=0 file_witness=0
cost exec_hook_only
seen "$all"
rmmod procmon

load 'exec file task_work'
echo 0 >"$sysfs/armed"
cost disarmed
rmmod procmon

load 'exec file task_work'
/procmon/procmonctl watch --format json >/tmp/watched 2>/tmp/watch-errors &
watcher=$!
sleep 1
cost watch_json
# What it had not written yet, it writes now.
sleep 5
kill -INT "$watcher"
wait "$watcher" || :
lines=$(wc -l </tmp/watched)
[ "$lines" -ge "$all" ] || fail "watched $lines records of $all: $(cat /tmp/watch-errors)"
lost=$(cat "$sysfs/counters/lost")
[ "$lost" -eq 0 ] || fail "$lost records lost"
rmmod procmon

load 'exec file task_work' hook=none
[ "$(cat "$sysfs/hooks/syscall")" = off ] || fail "hook=none: is armed"
cost hook=none
seen "$all"
cost_failed failed,hook=none
rmmod procmon

for name in kprobe ftrace table; do
	mechanism "$name"
done

cost without_again
cost_failed failed,again
cost_fork fork,again
