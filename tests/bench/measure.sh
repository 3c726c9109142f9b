#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# measure.sh - run the bench in this machine, whose clock counts instructions
#
#   measure.sh ROUNDS TURNS
#
# Prints "SITUATION ROUND-RESULT" lines: instructions for one vfork + exec +
# exit + wait. Fails when a situation was not what it says: a hook that did not
# arm, or records missing from what was watched. It must not know what is dear.
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
	"$here/exec_cost" "$rounds" "$turns" "$here/nothing" >/tmp/cost
	sed "s/^/$1 /" /tmp/cost
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
}

# seen COUNT: the sensor saw at least so many execs.
seen()
{
	events=$(cat "$sysfs/counters/exec_events")
	[ "$events" -ge "$1" ] || fail "$events execs seen of $1"
}

all=$((rounds * turns))

cost without

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

cost without_again
