#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# rates.sh - many execs at once in this machine: how many there can be, how
# many are lost, how late a reader has them, what processors do for them
#
#   rates.sh RATE MS PART...
#
# Prints "PART SITUATION... NAME VALUE" lines. The parts are the functions below
# whose names begin with part_. RATE: execs per second where a part has one rate;
# MS: how long the highest rate is measured; others take a few times as long. It
# must not know how the sensor works.
set -eu

rate=$1
ms=$2
shift 2
bench=/procmon/bench
# Debian, with its tools.
tools_root=/disk
output=$tools_root/bench/output
sysfs=/sys/class/misc/procmon
processors=$(nproc)
# All that is done for an exec is done by then.
settle_ms=2000
# shellcheck source=scripts/bench.d/tools.sh
. "$bench/tools.sh"

fail()
{
	echo "rates.sh: $1" >&2
	[ ! -s "$output.errors" ] || head -n 20 "$output.errors" >&2
	exit 1
}

# load_for MS RATE SETTLE_MS: what it prints is in /tmp/load. All execs so far are
# $total, those before the tool was started $since.
total=0
load_for()
{
	"$bench/exec_load" "$processors" "$1" "$2" "$3" "$bench" counted \
		>/tmp/load
	total=$((total + $(made)))
}

# give PREFIX: print what the load printed.
give()
{
	sed "s/^/$1 /" /tmp/load
}

made()
{
	sed -n 's/^execs //p' /tmp/load
}

# start NAME: until it shows execs.
start()
{
	rm -f "$output"*
	since=$total
	tools_row "$1" || fail "$1: is not in the table"
	"start_$1" || fail "$1: does not start"
	[ "$tool_output" != none ] || return 0
	# What is executed before it looks it cannot show.
	sleep 2
	tries=0
	until [ -s "$output" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 60 ] || fail "$1: shows nothing"
		kill -0 "$tool" 2>/dev/null || fail "$1: ended"
		load_for 100 100 0
		sleep 0.3
	done
}

# used PROCESS: nanoseconds of processor time of all of its threads.
used()
{
	cat "/proc/$1/task/"*/schedstat | awk '{ sum += $1 }
		END { printf "%.0f\n", sum }'
}

# stop NAME: what a capture shows is of no interest here.
stop()
{
	case "$1" in
	capture) stop_procmon ;;
	*) "stop_$1" ;;
	esac
}

# The most execs that there can be. Turn by turn: the host may become busier.
part_maximum()
{
	for _ in 1 2 3; do
		for name in nothing kernel capture relay; do
			start "$name"
			load_for "$ms" 0 0
			give "maximum $name"
			if [ "$name" != nothing ]; then
				seen=$(cat "$sysfs/counters/exec_events")
				[ "$seen" -ge "$(made)" ] ||
					fail "$name: $seen of $(made) seen"
				echo "maximum $name lost $(cat \
					"$sysfs/counters/lost")"
			fi
			stop "$name"
		done
	done
}

# loss RING_KIB RATE: a relay stores captures, and is stopped for a while; what
# becomes of the execs is told by what it stored.
loss()
{
	rm -f "$output"*
	since=$total
	load ring_kib="$1"
	printf '%s\n' '[relay]' 'user =' 'latency_ms = 20' '[sink capture]' \
		'type = raw' "path = $output" 'sync = never' \
		>"$output.configuration"
	launch "$bench/procmon-relay" --config "$output.configuration"
	until grep -q '^[1-9]' "$sysfs/counters/delivered"; do
		kill -0 "$tool" 2>/dev/null || fail "the relay ended"
		sleep 0.1
	done
	kill -STOP "$tool"
	load_for "$stopped_ms" "$2" 0
	prefix="loss $1 $2"
	give "$prefix"
	kill -CONT "$tool"
	# What is lost last is told before the next record.
	sleep 1
	load_for 300 50 200
	quit TERM
	echo "$prefix made $((total - since))"
	# Its status is that there was loss.
	"$bench/procmonctl" verify --json "$output" >/tmp/verdict ||
		[ $? -le 8 ]
	sed "s/^/$prefix verify /" /tmp/verdict
	shown=$("$bench/procmonctl" decode --quiet --format json --type exec \
		"$output" | grep -c '"action":"exec"' || :)
	echo "$prefix shown $shown"
	rmmod procmon
}

part_loss()
{
	# How long the relay does not read.
	stopped_ms=3000
	for ring_kib in 256 1024 4096; do
		for loss_rate in 100 200 400; do
			loss "$ring_kib" "$loss_rate"
		done
	done
}

# part_latency: readers that are woken by each record, and as the relay is.
part_latency()
{
	load
	for wakeup in '0 0' '65536 200'; do
		: >/tmp/delays
		# shellcheck disable=SC2086 # two words
		"$bench/exec_delay" $wakeup >/tmp/delays &
		tool=$!
		until grep -q ready /tmp/delays; do
			kill -0 "$tool" || fail "exec_delay ended"
			sleep 0.1
		done
		load_for "$((5 * ms))" "$rate" 300
		quit TERM
		give "latency ${wakeup#* }"
		sed "/ready/d; s/^/latency ${wakeup#* } /" /tmp/delays
	done
	rmmod procmon
}

# measure_cpu SITUATION NAME=PROCESS...: processor time of all, and of these.
measure_cpu()
{
	situation=$1
	shift
	for reader; do
		used "${reader#*=}" >"/tmp/used.${reader%=*}"
	done
	load_for "$((4 * ms))" "$rate" "$settle_ms"
	give "cpu $situation"
	for reader; do
		echo "cpu $situation used.${reader%=*}" $((
			$(used "${reader#*=}") -
			$(cat "/tmp/used.${reader%=*}")))
	done
}

# kernel_audit: the thread that hands records to auditd.
kernel_audit()
{
	grep -lx kauditd /proc/[0-9]*/comm | sed -n '1s,[^0-9],,gp'
}

# give_shown SITUATION NAME FILE SINCE: how many execs it tells of, of how many.
give_shown()
{
	tools_row "$2"
	pattern=$(echo "$tool_exec" | sed "s,@,$bench/counted,")
	echo "cpu $1 shown.$2 $(grep -acE "$pattern" "$3" || :)"
	echo "cpu $1 made.$2 $((total - $4))"
}

# both: the relay and auditd see the same execs.
both()
{
	start relay
	relay=$tool
	relay_output=$output
	relay_since=$since
	output=$tools_root/bench/audit
	start auditd
	measure_cpu both "relay=$relay" "auditd=$tool" \
		"kauditd=$(kernel_audit)"
	stop auditd
	audit_output=$output
	output=$relay_output
	tool=$relay
	stop relay
	# To look for the program is to execute something with its name.
	give_shown both relay "$relay_output" "$relay_since"
	give_shown both auditd "$audit_output" "$since"
}

# part_cpu: what processors do at one rate. audit is last: it leaves something.
part_cpu()
{
	start nothing
	measure_cpu nothing
	for name in json relay; do
		start "$name"
		measure_cpu "$name" "$name=$tool"
		stop "$name"
		give_shown "$name" "$name" "$output" "$since"
	done
	start auditd
	measure_cpu auditd "auditd=$tool" "kauditd=$(kernel_audit)"
	stop auditd
	give_shown auditd auditd "$output" "$since"
	both
}

mkdir -p "$tools_root/bench" "$tools_root/tmp"
for directory in proc sys dev run; do
	mount --rbind "/$directory" "$tools_root/$directory"
done
ln "$bench/nothing" "$bench/counted"
load_for 2000 0 0
for part; do
	"part_$part"
done
echo "machine kernel $(uname -r) $(uname -v)"
echo "machine processors $processors"
echo "machine procmon $("$bench/procmonctl" --version | head -n 1)"
# The format is dpkg's.
# shellcheck disable=SC2016
echo "machine auditd $(chroot "$tools_root" dpkg-query -W -f '${Version}' auditd)"
