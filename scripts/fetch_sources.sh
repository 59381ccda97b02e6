#!/bin/sh
# Brings the sources of third-party libraries into third_party/ from the distribution's source
# archive, each checked against its pinned checksum. Needs apt; elsewhere CMake fetches the same
# releases from upstream (cmake/dependencies.cmake).
# SPDX-License-Identifier: MIT
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
destination=$root/third_party

# folder | source package | version | upstream tarball | sha256. Further lines for the same folder
# are alternatives, for the day an archive moves on.
pinned='imgui|imgui|1.92.2b+ds-1|imgui_1.92.2b+ds.orig.tar.xz|e7bd201d56b5ee90d24d5dac85e5c12f98bdb95410252a62d27b7f89e4566d48
catch2|catch2|3.7.1-0.4~bpo12+1|catch2_3.7.1.orig.tar.gz|c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
catch2|catch2|3.7.1-0.5|catch2_3.7.1.orig.tar.gz|c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
catch2|catch2|3.7.1-0.6|catch2_3.7.1.orig.tar.gz|c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
nlohmann_json|nlohmann-json3|3.11.3-2.1|nlohmann-json3_3.11.3.orig.tar.gz|0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406
nlohmann_json|nlohmann-json3|3.12.0.really.3.12.0.really.3.11.3-3|nlohmann-json3_3.12.0.really.3.12.0.really.3.11.3.orig.tar.gz|0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406'

# A folder without a mark was put there by hand and is left alone.
is_there() {
  [ -d "$destination/$1" ] || return 1
  [ ! -f "$destination/$1/.pinned" ] || [ "$(cat "$destination/$1/.pinned")" = "$2" ]
}

missing=''
for folder in imgui catch2 nlohmann_json; do
  sums=$(printf '%s\n' "$pinned" | awk -F'|' -v f="$folder" '$1 == f { print $5 }' | sort -u)
  found=no
  for sum in $sums; do is_there "$folder" "$sum" && found=yes; done
  [ "$found" = yes ] || missing="$missing $folder"
done
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null 2>&1 || {
  echo "fetch_sources: no apt-get here; CMake will fetch$missing from upstream" >&2
  exit 0
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/parts"

# Messages of apt carry the mirror's address; people need the reason, not the host.
quiet_apt() {
  apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts="$work/parts" \
    -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root \
    "$@" 2>"$work/log" || {
    sed -E 's#https?://[^ /]+#MIRROR#g' "$work/log" >&2
    return 1
  }
}

mirrors() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
    'Label: Debian' | sort -u
}
mirror=$(mirrors | head -n 1)
if [ -z "$mirror" ] && [ "$(id -u)" -eq 0 ]; then
  apt-get -qq update >/dev/null 2>&1 || true
  mirror=$(mirrors | head -n 1)
fi
if [ -z "$mirror" ]; then
  echo "fetch_sources: apt knows no Debian archive yet; run 'apt-get update' and try again" >&2
  exit 1
fi
# Suites of their own list: the system's configuration is neither read nor touched.
for suite in bookworm bookworm-backports trixie testing sid; do
  printf 'deb-src [check-valid-until=no] %s %s main\n' "$mirror" "$suite"
done >"$work/sources.list"
quiet_apt update || echo "fetch_sources: some suites could not be read; going on" >&2

for folder in $missing; do
  echo "  fetching $folder"
  done=no
  printf '%s\n' "$pinned" | awk -F'|' -v f="$folder" '$1 == f' >"$work/candidates"
  while IFS='|' read -r _ package version tarball sum; do
    (cd "$work" && quiet_apt --download-only source "$package=$version") 2>/dev/null || continue
    echo "$sum  $work/$tarball" | sha256sum -c --quiet - || continue
    rm -rf "${destination:?}/$folder"
    mkdir -p "$destination/$folder"
    tar -xf "$work/$tarball" -C "$destination/$folder" --strip-components=1
    printf '%s' "$sum" >"$destination/$folder/.pinned"
    done=yes
    break
  done <"$work/candidates"
  if [ "$done" != yes ]; then
    echo "fetch_sources: no pinned version of $folder is in this machine's archive." >&2
    echo "  Put its sources into third_party/$folder, or build where CMake can reach upstream." >&2
    exit 1
  fi
done
