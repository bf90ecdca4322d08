#!/usr/bin/env bash
# Proves the two commands on a bare Debian 12: Python and git, no PostgreSQL, no uv, no node.
# Root only, takes minutes, and is no part of the test suite. The arguments go to pytest:
#   tests/setup/bare_debian.sh tests/geo
# BARE_DEBIAN names the folder of the system, which is kept for the next time.
set -euo pipefail
cd "$(dirname "$0")/../.."

base=${BARE_DEBIAN:-/var/tmp/woonplek-bare-debian}
if ! command -v debootstrap >/dev/null; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends debootstrap
fi
if [[ ! -f $base/complete ]]; then
  debootstrap --variant=minbase --include=python3,git,ca-certificates bookworm "$base"
  touch "$base/complete"
fi

# A copy for this time, so that what the launcher installs by apt is gone the next time.
system=$(mktemp -d "$base.XXXXXX")
trap 'rm -rf --one-file-system "$system"' EXIT
chmod 755 "$system"
cp -a "$base/." "$system"
# The network as this machine has it.
cp -L /etc/resolv.conf /etc/hosts "$system/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$system/etc/ssl/certs/"
git clone --quiet . "$system/clone"

# Mounts and processes of its own: they end with it.
# shellcheck disable=SC2016
unshare --mount --pid --fork bash -euo pipefail -c '
  system=$1
  shift
  mount -t proc proc "$system/proc"
  mount --rbind /dev "$system/dev"
  in_system() {
    local began=$SECONDS
    chroot "$system" env HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      sh -c "cd /clone && exec \"\$@\"" sh "$@"
    echo "bare Debian: $* took $((SECONDS - began)) s"
  }
  in_system ./woonplek demo --once
  in_system ./woonplek demo --once
  in_system ./woonplek test "$@"
  in_system ./woonplek clean
  in_system sh -c "! ls -d /etc/postgresql/*/main 2>/dev/null"  # none was started on port 5432
' bare "$system" "$@"
