# SPDX-License-Identifier: GPL-2.0-only
# The machine that run boots: a kernel, the system's disk and one for the test.
# Sourced, after lib.sh. It must not know what is tested.
# shellcheck shell=bash disable=SC2154 # of run

# A boot takes a minute or two; apt and DKMS, on a busy host, many.
machine_limit=${PROCMON_SYSTEM_SECONDS:-1800}
# Two processors at once are faster; where there is a race, this finds it less.
machine_threads=single
emulator=

# machine_initramfs RELEASE TREE FILE: with what it takes to mount the disks; TREE
# holds /lib/modules.
machine_initramfs()
{
	local tree=$work/initramfs number=100 file

	rm -rf "$tree"
	mkdir -p "$tree"/{bin,dev,modules,proc,root,sys}
	cp "$(command -v busybox)" "$tree/bin/busybox"
	ln -s busybox "$tree/bin/sh"
	cp "$here/init" "$tree/init"
	for file in $(for name in virtio_pci virtio_blk ext4; do
		modprobe -C /dev/null -d "$2" -S "$1" --show-depends "$name"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'); do
		number=$((number + 1))
		cp "$file" "$tree/modules/$number-${file##*/}"
	done
	(cd "$tree" && find . -mindepth 1 |
		cpio --quiet -o -H newc -R +0:+0) >"$3"
}

# machine_disk SERIAL FILE
machine_disk()
{
	machine+=(-drive "file=${2//,/,,},format=raw,if=none,id=$1,cache=unsafe"
		-device "virtio-blk-pci,drive=$1,serial=$1")
}

# machine_boot VMLINUZ INITRAMFS STEP: what the step prints goes into STEP.output,
# the kernel's log into STEP.log.
machine_boot()
{
	local machine=(qemu-system-x86_64 -M pc -cpu 'qemu64,+rdrand'
		-accel "tcg,thread=$machine_threads" -smp 2 -m 2048
		-nodefaults -no-user-config -no-reboot -display none
		-monitor none -serial "file:$work/$3.log"
		-device virtio-serial-pci
		-chardev "file,id=output,path=$work/$3.output"
		-device 'virtserialport,chardev=output,name=output')

	machine_disk root "$work/root.image"
	machine_disk test "$work/test.image"
	# On a busy host the kernel finds the timer too slow, and panics. What
	# hardware needs against spies takes half of the emulator's time.
	nice -n 8 timeout --foreground -k 5 "$machine_limit" "${machine[@]}" \
		-kernel "$1" -initrd "$2" -append "console=ttyS0 \
		no_timer_check mitigations=off panic=-1 loglevel=5 \
		printk.devkmsg=on systemd.show_status=no procmon_step=$3" \
		</dev/null 2> >(grep -v 'terminating on signal' >&2) &
	emulator=$!
	wait "$emulator" || :
	emulator=
}
