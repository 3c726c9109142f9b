# SPDX-License-Identifier: GPL-2.0-only
# What every script of the project shares: where things are, how to speak,
# how to fail. Sourced, never run. It must not know what any script does.
# shellcheck shell=sh

# The script that sources this file stands anywhere below scripts/.
program=${0##*/}
project_root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
while [ ! -e "$project_root/scripts/lib.sh" ]; do
	project_root=${project_root%/*}
done
# shellcheck disable=SC2034 # for those who source it
cache_root=${XDG_CACHE_HOME:-$HOME/.cache}/procmon

# Tools such as depmod are no root's privilege.
PATH=$PATH:/usr/sbin:/sbin

# say TEXT: progress and remarks, on stderr, so that stdout stays for results.
say()
{
	printf '%s: %s\n' "$program" "$*" >&2
}

# die TEXT [STATUS]: name the object, the reason and the remedy.
die()
{
	printf '%s: %s\n' "$program" "$1" >&2
	exit "${2:-1}"
}

# usage_error TEXT: wrong command line.
usage_error()
{
	die "$1
try '$program --help'" 2
}

# help_text FILE: the comment block at the top of FILE is its manual.
help_text()
{
	sed -n -e '1,2d' -e '/^#/!q' -e 's/^# \{0,1\}//p' "$1"
}

# as_root COMMAND...: run COMMAND with the rights of root.
as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo -- "$@"
	else
		die "'$*' needs root: run it as root, or install sudo"
	fi
}

# in_root ROOT COMMAND...: run COMMAND inside the directory tree ROOT. It
# sees no mounts of ours but /dev/null, and needs none.
in_root()
{
	in_root_directory=$1
	shift
	if [ "$(id -u)" -eq 0 ]; then
		[ -c "$in_root_directory/dev/null" ] ||
			mknod -m 666 "$in_root_directory/dev/null" c 1 3
		chroot "$in_root_directory" "$@"
	else
		: >>"$in_root_directory/dev/null"
		# shellcheck disable=SC2016 # expanded by the inner shell
		unshare --map-root-user --mount sh -c '
			mount --bind /dev/null "$1/dev/null"
			exec chroot "$@"' sh "$in_root_directory" "$@"
	fi
}
