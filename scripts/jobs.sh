# SPDX-License-Identifier: GPL-2.0-only
# Jobs: functions that run beside the script that sources this, after lib.sh.
# When the script ends, for whatever reason, they end, with all they started.
# It must not know what the jobs do.
# shellcheck shell=bash

# Process groups of the jobs that run.
declare -A jobs=()

# start COMMAND...: its process is $job then. It has a group of its own, so
# that a signal reaches all of it, and errexit is on in it: "f || status=$?"
# would switch it off in f, whose failures would then go unseen.
start()
{
	set -m
	"$@" </dev/null &
	job=$!
	set +m
	# shellcheck disable=SC2154 # it is an array
	jobs[$job]=running
}

# await: until a job ends; sets $job and $status. Fails when there is none.
await()
{
	[ ${#jobs[@]} -gt 0 ] || return
	status=0
	# shellcheck disable=SC2034 # for the caller
	wait -n -p job "${!jobs[@]}" 2>/dev/null || status=$?
	unset "jobs[$job]"
}

# attempt COMMAND...: run it as the only job; sets $status.
attempt()
{
	start "$@"
	await
}

# end_jobs: politely at first.
end_jobs()
{
	local tries=0

	while [ ${#jobs[@]} -gt 0 ] && [ "$tries" -lt 100 ]; do
		for job in "${!jobs[@]}"; do
			if [ "$tries" -eq 0 ]; then
				kill -TERM -- "-$job" 2>/dev/null || :
			elif [ "$tries" -eq 99 ]; then
				kill -KILL -- "-$job" 2>/dev/null || :
			fi
			kill -0 -- "-$job" 2>/dev/null || unset "jobs[$job]"
		done
		tries=$((tries + 1))
		sleep 0.1
	done
}
trap end_jobs EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
