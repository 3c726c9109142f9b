#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run_kselftest.sh - run the test programs of this directory
#
#   run_kselftest.sh [PROGRAM...]    these; all of kselftest-list.txt if none
#   run_kselftest.sh --list          print their names
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

case "${1:-}" in
--list)
	cat "$here/kselftest-list.txt"
	exit 0
	;;
-*) say_usage "unknown option '$1': there is --list" ;;
esac
if [ $# -eq 0 ]; then
	# shellcheck disable=SC2046 # names are words
	set -- $(cat "$here/kselftest-list.txt")
fi
for program in "$@"; do
	grep -qxF -e "$program" "$here/kselftest-list.txt" ||
		say_usage "no program '$program': --list prints their names"
done

limit=$(sed -n 's/^timeout=//p' "$here/settings")
work=$(mktemp -d "${TMPDIR:-/tmp}/kselftest.XXXXXX")
trap 'rm -rf "$work"' EXIT
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

# run_program NUMBER PROGRAM
run_program()
{
	rm -f "$work/status" "$work/counts"
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
	pass=$((pass + passed))
	fail=$((fail + failed))
	skip=$((skip + skipped))
	if [ "$failed" -gt 0 ]; then
		echo "not ok $1 $2"
	elif [ "$passed" -eq 0 ]; then
		echo "ok $1 $2 # SKIP no case ran"
	else
		echo "ok $1 $2"
	fi
}

echo "KTAP version 1"
echo "1..$#"
number=0
for program in "$@"; do
	number=$((number + 1))
	run_program "$number" "$program"
done
echo "# Totals: pass:$pass fail:$fail skip:$skip"
if [ "$fail" -gt 0 ]; then
	exit 1
elif [ "$pass" -eq 0 ]; then
	exit 4
fi
