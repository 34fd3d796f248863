#!/bin/sh
# A fresh Debian machine with Node and root, as a folder: what a user has who follows the README.
#
#   fresh-root.sh make ARCHIVE ROOT   unpacks a Debian root, and copies Node, npm and this repository's last commit into it,
#                                     and how this machine reaches Debian's and npm's registries
#   fresh-root.sh run ROOT COMMAND..  runs a command in ROOT/root/ingot, in mount and pid namespaces of its own
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)

make() {
  archive=$1 root=$2
  mkdir "$root"
  tar -xf "$archive" -C "$root" --numeric-owner
  copy_node "$root/usr/local"
  copy_reach
  git clone --quiet --no-hardlinks "file://$repository" "$root/root/ingot"
}

copy_node() {
  mkdir -p "$1/bin" "$1/lib/node_modules"
  cp -L "$(command -v node)" "$1/bin/node"
  cp -a "$(npm root --global 2>/dev/null)/npm" "$1/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/bin/npm"
}

# Names, proxies and certificates; nothing of it is part of the repository.
copy_reach() {
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    if grep -qsiE 'proxy|verify-|cainfo' "$file"; then cp "$file" "$root$file"; fi
  done
  [ ! -e /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$root/root/certificates.crt"
  mkdir -p "$root/usr/local/etc"
  for kind in globalconfig userconfig; do
    file=$(npm config get "$kind" 2>/dev/null)
    [ ! -e "$file" ] || cat "$file" >>"$root/usr/local/etc/npmrc"
  done
}

run() {
  root=$1
  shift
  certificates=
  [ ! -e "$root/root/certificates.crt" ] || certificates=/root/certificates.crt
  # The names of this machine's certificate variables stay, their files are in another place there.
  for name in NODE_EXTRA_CA_CERTS SSL_CERT_FILE CURL_CA_BUNDLE GIT_SSL_CAINFO npm_config_cafile; do
    export "$name=$certificates"
    [ -n "$certificates" ] || unset "$name"
  done
  unset SSL_CERT_DIR TMPDIR INGOT_E2E DOCKER_HOST
  export HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  exec unshare --mount --pid --fork --kill-child --propagation=private sh -euc '
    root=$1
    shift
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --rbind /sys "$root/sys"
    exec chroot "$root" sh -c "cd /root/ingot && exec \"\$@\"" sh "$@"
  ' sh "$root" "$@"
}

case "${1-}" in
  make) shift && make "$@" ;;
  run) shift && run "$@" ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
