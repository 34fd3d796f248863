#!/bin/sh
# Installs the Debian packages of the named sections of debian-packages.txt, as far as they are missing. Services that come
# with them are not started: what needs a daemon starts its own. Usage: install-packages.sh SECTION...
set -eu

list=$(dirname "$0")/debian-packages.txt

wanted() {
  for section in "$@"; do
    awk -v section="[$section]" '/^\[/ { inside = $0 == section; found += inside } inside && /^[a-z0-9]/ { print }
      END { exit !found }' "$list" || { echo "install-packages: no section [$section] in $list" >&2; exit 2; }
  done
}

has_candidate() {
  apt-cache policy "$1" | grep -q 'Candidate: [^(]'
}

[ $# -gt 0 ] || { echo "usage: install-packages.sh SECTION..." >&2; exit 2; }
packages=$(wanted "$@")
# shellcheck disable=SC2086 # a list of words
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $packages 2>/dev/null | sed -n 's/^installed //p')
missing=
for package in $packages; do
  case "
$installed
" in *"
$package
"*) ;; *) missing="$missing $package" ;; esac
done
[ -n "$missing" ] || exit 0
[ "$(id -u)" = 0 ] || { echo "install-packages: as root, install:$missing" >&2; exit 1; }

# Two runs at once would take away each other's policy-rc.d.
exec 9>/run/lock/ingot-install-packages
flock 9

policy=/usr/sbin/policy-rc.d
mark="# written by Ingot's install-packages.sh, which removes it again"
if [ -e "$policy" ] && grep -qF "$mark" "$policy"; then rm -f "$policy"; fi
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt="apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0"
install() {
  # shellcheck disable=SC2086 # lists of words
  $apt install -y --no-install-recommends $missing </dev/null
}

echo "Installing Debian packages:$missing"
for package in $missing; do
  has_candidate "$package" || { $apt update; break; }
done
# A package list may be older than the archive: then files are gone, and a new list helps.
install || { $apt update && install; }
