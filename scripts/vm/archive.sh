# SPDX-License-Identifier: GPL-2.0-only
# Debian's archive as this machine's apt knows it: the mirrors it is set up
# with, read for other suites and architectures than its own. Sourced after
# lib.sh. It must not know what the packages are for.
# shellcheck shell=sh

archive_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# archive_mirror KIND: the address of the archive `debian` or `security`.
archive_mirror()
{
	archive_codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	case "$1" in
	debian) archive_release=$archive_codename ;;
	security) archive_release=$archive_codename-security ;;
	*) die "archive '$1': unknown kind; the table in scripts/vm/targets must say debian or security" ;;
	esac
	# shellcheck disable=SC2016 # apt's own placeholders
	archive_uri=$(apt-get indextargets --no-release-info \
		--format '$(RELEASE) $(COMPONENT) $(REPO_URI)' \
		'Created-By: Packages' 2>/dev/null |
		awk -v release="$archive_release" \
			'$1 == release && $2 == "main" { print $3; exit }')
	[ -n "$archive_uri" ] ||
		die "archive '$1': apt has no source for '$archive_release main'; add one to /etc/apt/sources.list.d"
	echo "$archive_uri"
}

# archive_sources KIND:SUITE,...: the lines of a sources.list.
archive_sources()
{
	for archive_entry in $(echo "$1" | tr ',' ' '); do
		archive_uri=$(archive_mirror "${archive_entry%%:*}")
		printf 'deb [signed-by=%s] %s %s main\n' \
			"$archive_keyring" "$archive_uri" "${archive_entry#*:}"
	done
}

# archive_apt DIRECTORY ARCHITECTURES COMMAND...: run an apt command on the
# private index in DIRECTORY. The release file of a suite that is no longer
# updated has expired; its signature still counts.
archive_apt()
{
	archive_directory=$1
	archive_architectures=$2
	archive_command=$3
	shift 3
	"$archive_command" -q \
		-o Dir="$archive_directory" \
		-o Dir::State::status="$archive_directory/status" \
		-o APT::Architecture="${archive_architectures%% *}" \
		-o APT::Architectures="$(echo "$archive_architectures" | tr ' ' ',')" \
		-o APT::Sandbox::User= \
		-o Acquire::Check-Valid-Until=false \
		-o Acquire::Languages=none \
		-o Acquire::Retries=2 \
		-o Acquire::http::Timeout=20 \
		-o Acquire::https::Timeout=20 \
		"$@"
}

# archive_index DIRECTORY ARCHITECTURES KIND:SUITE,...: fetch the package
# lists into DIRECTORY; fails when an archive cannot be reached.
archive_index()
{
	mkdir -p "$1/etc/apt/apt.conf.d" "$1/etc/apt/preferences.d" \
		"$1/var/lib/apt/lists/partial" \
		"$1/var/cache/apt/archives/partial"
	archive_sources "$3" >"$1/etc/apt/sources.list"
	: >"$1/status"
	archive_apt "$1" "$2" apt-get update --error-on=any \
		>"$1/update.log" 2>&1
}

# archive_names DIRECTORY ARCHITECTURES: the names of all packages.
archive_names()
{
	archive_apt "$1" "$2" apt-cache pkgnames
}

# archive_extract DIRECTORY ARCHITECTURES TREE PACKAGE...: unpack packages
# into TREE without installing them.
archive_extract()
{
	archive_index_directory=$1
	archive_index_architectures=$2
	archive_tree=$3
	shift 3
	archive_packages=$archive_index_directory/packages
	rm -rf "$archive_packages"
	mkdir -p "$archive_packages" "$archive_tree"
	(
		cd "$archive_packages" &&
		archive_apt "$archive_index_directory" \
			"$archive_index_architectures" \
			apt-get download "$@" >download.log 2>&1 || {
			cat download.log >&2
			exit 1
		}
	) || die "packages '$*': cannot be fetched; check the network and run this again"
	for archive_package in "$archive_packages"/*.deb; do
		dpkg-deb --fsys-tarfile "$archive_package" |
			tar -x --no-same-owner --keep-directory-symlink \
				-C "$archive_tree"
	done
	rm -rf "$archive_packages"
}
