# SPDX-License-Identifier: GPL-2.0-only
# A root directory to spoil: a layer of its own over directories that stay as
# they are. Sourced. It must not know what is done inside.
# shellcheck shell=sh

# layer_run LAYER LOWER COMMAND...: run COMMAND in a root of LOWER, directories
# with the uppermost first, separated by colons. What it changes goes into
# LAYER, and is there again next time. It sees no process and no /sys of ours.
layer_run()
{
	layer_directory=$1
	layer_lower=$2
	shift 2
	mkdir -p "$layer_directory/upper" "$layer_directory/work" \
		"$layer_directory/root"
	layer_user=
	[ "$(id -u)" -eq 0 ] || layer_user=--map-root-user
	# shellcheck disable=SC2016,SC2086 # expanded by the inner shell; or empty
	unshare $layer_user --mount --pid --fork --kill-child sh -euc '
		layer=$1
		mount -t overlay overlay -o \
			"lowerdir=$2,upperdir=$layer/upper,workdir=$layer/work" \
			"$layer/root"
		shift 2
		mount -t proc proc "$layer/root/proc"
		for device in null zero random urandom; do
			: >>"$layer/root/dev/$device"
			mount --bind "/dev/$device" "$layer/root/dev/$device"
		done
		ln -sfn /proc/self/fd "$layer/root/dev/fd"
		# The first process stays outside: that is how a chroot is known.
		env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive HOME=/root \
			chroot "$layer/root" "$@" || exit' sh \
		"$layer_directory" "$layer_lower" "$@"
}

# layer_remove LAYER: the work directory of an overlay is readable for nobody.
layer_remove()
{
	chmod -R u+rwx "$1/work" 2>/dev/null || :
	rm -rf --one-file-system "$1"
}
