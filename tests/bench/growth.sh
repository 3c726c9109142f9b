#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# growth.sh - what an exec costs as something grows, in this machine, whose clock
# counts instructions
#
#   growth.sh ROUNDS TURNS
#
# Prints "WHAT SIZE SITUATION INSTRUCTIONS" lines, one for each round. WHAT is
# processes (that live), ring (MiB), taps (readers, all that they do counts) or
# argument (bytes); SITUATION is without or with the sensor. It must not know
# what is dear.
set -eu

rounds=$1
turns=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
# Readers fetch what there is by then.
settle_ms=1000
processes='10 100 1000 5000 20000'
rings='1 4 16 64 256'
taps='1 2 4 8'
arguments='10 100 1000 4000 16000 32000'

fail()
{
	echo "growth.sh: $1" >&2
	exit 1
}

# cost WHAT SIZE SITUATION [BYTES]
cost()
{
	"$here/exec_cost" "$rounds" "$turns" 0 "$settle_ms" "$here" nothing \
		${4:+"$4"} >/tmp/cost
	sed "s/^/$1 $2 $3 /" /tmp/cost
}

# load PARAMETER...: the module. The snapshot of arming would count.
load()
{
	insmod /procmon/procmon.ko "$@"
	sleep 5
}

# all_seen COUNT: what was measured is what was meant.
all_seen()
{
	seen=$(cat /sys/class/misc/procmon/counters/exec_events)
	[ "$seen" -ge "$1" ] || fail "$seen execs of $1 were seen"
	lost=$(cat /sys/class/misc/procmon/counters/lost)
	[ "$lost" -eq 0 ] || fail "$lost records were lost"
}

all=$((rounds * turns))
"$here/exec_cost" 3 200 0 0 "$here" nothing >/dev/null

for count in $processes; do
	: >/tmp/crowd
	"$here/crowd" "$count" >/tmp/crowd &
	crowd=$!
	until grep -q ready /tmp/crowd; do
		kill -0 "$crowd" || fail "no crowd of $count"
		sleep 1
	done
	cost processes "$count" without
	load
	cost processes "$count" with
	all_seen "$all"
	rmmod procmon
	kill "$crowd"
	# The shell would say how it ended.
	{ wait "$crowd" || :; } 2>/dev/null
	sleep 2
done

cost ring 0 without
for mib in $rings; do
	load ring_kib=$((mib * 1024))
	cost ring "$mib" with
	all_seen "$all"
	rmmod procmon
done

cost taps 0 without
for count in $taps; do
	load
	readers=
	for number in $(seq "$count"); do
		/procmon/procmonctl watch --format raw >"/tmp/tap$number" &
		readers="$readers $!"
	done
	sleep 2
	cost taps "$count" with
	all_seen "$all"
	for reader in $readers; do
		kill -INT "$reader"
		wait "$reader" || :
	done
	for number in $(seq "$count"); do
		[ -s "/tmp/tap$number" ] || fail "tap $number of $count read nothing"
		rm "/tmp/tap$number"
	done
	rmmod procmon
done

for bytes in $arguments; do
	cost argument "$bytes" without "$bytes"
	load
	cost argument "$bytes" with "$bytes"
	all_seen "$all"
	rmmod procmon
done
