#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run_kselftest.sh - run the test programs of this directory
#
#   run_kselftest.sh [OPTION]... [PROGRAM...]
#   run_kselftest.sh --list    print the names of the programs
#
#   --module FILE      the module; it is loaded for the programs that need it
#                      and unloaded after them
#   --tool FILE        the procmonctl that is tested
#   --timeout SECONDS  for each program, instead of what `settings` says
#   --disposable       nobody needs this machine afterwards: run also what
#                      leaves the module loaded for good
#
# Runs each PROGRAM, all of kselftest-list.txt if none is given. Those called
# module_* load the module themselves and come after the others, module_lock and
# module_stuck last: after them it can never be unloaded again. What cannot run
# here is skipped, with the reason; a module that was loaded before stays loaded.
#
# Prints KTAP, each program's own lines within its result, and at the end
# "# Totals: pass:N fail:N skip:N", which counts test cases. Ends with 0: all
# that ran passed, 1: something failed, 2: wrong usage, 4: nothing ran. Needs
# no more than busybox. It must not know what a program tests.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

say_usage()
{
	echo "run_kselftest.sh: $1" >&2
	exit 2
}

# absolute FILE: programs run in another directory than this script.
absolute()
{
	[ -r "$1" ] || say_usage "'$1': cannot be read; build it first"
	echo "$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd -P)/${1##*/}"
}

limit=$(sed -n 's/^timeout=//p' "$here/settings")
module=
disposable=no
while [ $# -gt 0 ]; do
	case "$1" in
	--list)
		cat "$here/kselftest-list.txt"
		exit 0
		;;
	--disposable)
		disposable=yes
		export PROCMON_MAY_LOCK=1
		shift
		continue
		;;
	--module | --tool | --timeout)
		[ $# -ge 2 ] || say_usage "$1 needs a value"
		;;
	-*) say_usage "unknown option '$1'; the top of $0 says which there are" ;;
	*) break ;;
	esac
	case "$1" in
	--module)
		module=$(absolute "$2")
		export PROCMON_MODULE="$module"
		;;
	--tool)
		PROCMONCTL=$(absolute "$2")
		export PROCMONCTL
		;;
	--timeout) limit=$2 ;;
	esac
	shift 2
done
case "$limit" in
'' | 0 | *[!0-9]*) say_usage "timeout '$limit': expected seconds" ;;
esac
if [ $# -eq 0 ]; then
	# shellcheck disable=SC2046 # names are words
	set -- $(cat "$here/kselftest-list.txt")
fi
need=
load=
lock=
for program in "$@"; do
	grep -qxF -e "$program" "$here/kselftest-list.txt" ||
		say_usage "no program '$program': --list prints their names"
	case "$program" in
	module_lock | module_stuck) lock="$lock $program" ;;
	module_*) load="$load $program" ;;
	*) need="$need $program" ;;
	esac
done

# loaded: whether the module is.
loaded()
{
	[ -d /sys/module/procmon ]
}

before=yes
work=$(mktemp -d "${TMPDIR:-/tmp}/kselftest.XXXXXX")

# clean_up: whatever was loaded since is ours; only one that cannot go stays.
clean_up()
{
	rm -rf "$work"
	[ "$before" = yes ] || ! loaded || rmmod procmon 2>/dev/null || :
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Test cases of all programs.
pass=0
fail=0
skip=0

# follow: pass on a program's lines, indented, and count its results.
follow()
{
	plan=none
	passed=0
	failed=0
	skipped=0
	while IFS= read -r line; do
		case "$line" in
		'TAP version '*) line='KTAP version 1' ;;
		1..[0-9]*) plan=${line#1..} ;;
		'ok '*'# SKIP'*) skipped=$((skipped + 1)) ;;
		'ok '*) passed=$((passed + 1)) ;;
		'not ok '*) failed=$((failed + 1)) ;;
		esac
		printf '  %s\n' "$line"
	done
	echo "plan=${plan%% *} passed=$passed failed=$failed skipped=$skipped" \
		>"$work/counts"
}

# result NUMBER PROGRAM: by what was counted.
result()
{
	pass=$((pass + passed))
	fail=$((fail + failed))
	skip=$((skip + skipped))
	if [ "$failed" -gt 0 ]; then
		echo "not ok $1 $2"
	elif [ "$passed" -eq 0 ]; then
		echo "ok $1 $2 # SKIP ${why:-no case ran}"
	else
		echo "ok $1 $2"
	fi
}

# run_program NUMBER PROGRAM
run_program()
{
	rm -f "$work/status" "$work/counts"
	began=$(date +%s)
	{
		(cd "$here" && exec timeout "$limit" "./$2") </dev/null 2>&1 ||
			echo "$?" >"$work/status"
	} | follow
	status=0
	[ ! -e "$work/status" ] || status=$(cat "$work/status")
	# shellcheck source=/dev/null
	. "$work/counts"
	why=
	cases=$((passed + failed + skipped))
	if [ "$status" -eq 4 ] && [ $((passed + failed)) -eq 0 ]; then
		[ "$skipped" -gt 0 ] || skipped=1
	elif [ "$status" -ge 124 ]; then
		why="ended with $status: killed, or not done within $limit s"
	elif [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
		why="ended with $status although no case failed"
	elif [ "$plan" != "$cases" ]; then
		why="planned $plan cases, said the result of $cases"
	fi
	if [ -n "$why" ]; then
		echo "# $2: $why"
		failed=$((failed + 1))
	fi
	echo "# $2: took $(($(date +%s) - began)) s"
	result "$1" "$2"
}

# run_programs PROBLEM PROGRAM...: a PROBLEM keeps them from running. It is a
# failure when it begins with "failed: ", else a reason to skip them.
run_programs()
{
	problem=$1
	shift
	for program in "$@"; do
		number=$((number + 1))
		passed=0
		failed=0
		skipped=0
		why=$problem
		case "$problem" in
		'') run_program "$number" "$program" ;;
		failed:*)
			echo "# $program: ${problem#failed: }"
			failed=1
			result "$number" "$program"
			;;
		*)
			skipped=1
			result "$number" "$program"
			;;
		esac
	done
}

# obstacle: why the module cannot be loaded here; nothing if it can.
obstacle()
{
	if [ -n "$no_root" ]; then
		echo "$no_root"
	elif [ -z "$module" ]; then
		echo "module procmon is not loaded, and none given: --module FILE"
	fi
}

echo "KTAP version 1"
echo "1..$#"
number=0
no_root=
[ "$(id -u)" -eq 0 ] || no_root="only root may run it"
before=no
! loaded || before=yes

# Those that find the module loaded.
problem=$no_root
if [ -n "$need" ] && [ "$before" = no ]; then
	problem=$(obstacle)
	if [ -z "$problem" ] && ! insmod "$module" heartbeat_s=0; then
		problem="failed: $module cannot be loaded; the kernel log says why"
	fi
fi
# shellcheck disable=SC2086 # names are words
run_programs "$problem" $need

# Those that load it.
problem=
if [ "$before" = yes ]; then
	problem="module procmon was loaded before: unload it"
elif loaded && ! rmmod procmon; then
	problem="failed: module procmon cannot be unloaded after the programs before"
	[ -n "$load$lock" ] || {
		echo "# ${problem#failed: }"
		fail=$((fail + 1))
	}
else
	problem=$(obstacle)
fi
# shellcheck disable=SC2086 # names are words
run_programs "$problem" $load
if [ -z "$problem" ] && [ "$disposable" = no ]; then
	problem="it leaves the module loaded for good; --disposable says that this machine may be lost"
fi
# shellcheck disable=SC2086 # names are words
run_programs "$problem" $lock

echo "# Totals: pass:$pass fail:$fail skip:$skip"
if [ "$fail" -gt 0 ]; then
	exit 1
elif [ "$pass" -eq 0 ]; then
	exit 4
fi
