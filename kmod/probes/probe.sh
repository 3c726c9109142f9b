#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# probe.sh - writes probes.h: what the kernel at hand has. Called by Kbuild.
#
#   probe.sh PROBES_DIR MODULE_SYMVERS OUTPUT COMPILER FLAG...
#
# HAVE_NAME is defined if NAME.c compiles, EXPORTED_NAME if a module can link
# NAME. sanity.c must compile: a compiler that cannot do that would silently
# make every feature absent.
set -eu

directory=$1
symvers=$2
output=$3
shift 3
temporary=$output.tmp
trap 'rm -f "$temporary" "$temporary.o" "$temporary.log"' EXIT

upper() {
	echo "$1" | tr '[:lower:]' '[:upper:]'
}

compiles() {
	"$@" >"$temporary.log" 2>&1
}

if ! compiles "$@" -c -o "$temporary.o" "$directory/sanity.c"; then
	cat "$temporary.log" >&2
	echo "procmon: $directory/sanity.c: does not compile for this kernel -" \
		"install its headers and the compiler that built it" >&2
	exit 1
fi
if [ ! -s "$symvers" ]; then
	echo "procmon: $symvers: missing or empty -" \
		"install the headers of this kernel" >&2
	exit 1
fi

{
	echo "/* SPDX-License-Identifier: GPL-2.0-only */"
	echo "/* Made by probe.sh for the kernel at hand. */"
	for file in "$directory"/*.c; do
		name=$(basename "$file" .c)
		if compiles "$@" -Werror -c -o "$temporary.o" "$file"; then
			echo "#define HAVE_$(upper "$name")"
		fi
	done
	grep -v '^#' "$directory/exports" | while read -r symbol; do
		if cut -f 2 "$symvers" | grep -qx "$symbol"; then
			echo "#define EXPORTED_$(upper "$symbol")"
		fi
	done
} >"$temporary"
mv "$temporary" "$output"
