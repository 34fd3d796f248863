#!/bin/sh
# npm run quickstart: from a fresh clone to a bootable Debian image, as root on Debian with Node and nothing else.
# `quickstart.sh --install-only` stops before the image. Works before npm ci.
set -eu
cd "$(dirname "$0")/.."

template=examples/debian-image
output=output-debian-image
minimal_node=20.20.0

main() {
  is_supported_node || {
    echo "Ingot needs Node $minimal_node or later; this is $(node --version 2>/dev/null || echo 'no Node at all')." >&2
    exit 1
  }
  if ! [ -e /etc/debian_version ] || ! command -v apt-get >/dev/null; then explain "this is not Debian"; fi
  if [ "$(id -u)" != 0 ]; then explain "you are not root"; fi
  if [ "${1-}" != --install-only ] && [ -e "$output" ]; then
    echo "$output is there already, from an earlier run. To build it anew, remove it first: rm -r $output"
    say_how_to_boot
    exit 0
  fi

  begun=$(date +%s)
  logs=$(mktemp -d)
  # An interrupted dpkg would leave the machine half configured: let it finish.
  trap 'exit 130' INT TERM
  trap 'wait; rm -rf "$logs"' EXIT

  say "Installing Debian packages and npm packages"
  sh scripts/install-packages.sh quickstart >"$logs/packages" 2>&1 &
  packages=$!
  node scripts/install-modules.mjs
  node scripts/build.mjs
  wait "$packages" || fail_with "$logs/packages"

  # QEMU is large and needed last.
  sh scripts/install-packages.sh boot >"$logs/boot" 2>&1 &
  boot=$!
  if [ "${1-}" != --install-only ]; then
    say "Building $template"
    bin/ingot build "$template"
  fi
  wait "$boot" || fail_with "$logs/boot"
  say "Done in $(($(date +%s) - begun)) s"
  if [ "${1-}" != --install-only ]; then say_how_to_boot; fi
}

is_supported_node() {
  node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    const [wantedMajor, wantedMinor] = process.argv[1].split(".").map(Number);
    process.exit(major > wantedMajor || (major === wantedMajor && minor >= wantedMinor) ? 0 : 1);
  ' "$minimal_node" 2>/dev/null
}

# Says why it cannot go on, and what works here. Nothing has been changed by then.
explain() {
  cat <<END
The quickstart builds a bootable Debian disk image. It installs Debian packages, mounts file systems and uses loop
devices, which takes root on Debian; $1. Nothing was changed.

With Docker, Ingot builds a container image as any user:

    npm ci --ignore-scripts
    npm run build
    bin/ingot build examples/docker-app

For the disk image, run this as root on a Debian machine (a virtual one will do):

    npm run quickstart
END
  exit 0
}

say_how_to_boot() {
  for image in "$output"/*.raw "$output"/*.img "$output"/*.qcow2; do
    [ -f "$image" ] || continue
    case $image in *.qcow2) format=qcow2 ;; *) format=raw ;; esac
    cat <<END

$image is a Debian disk image with a web server in it ($(du -h "$image" | cut -f1) on disk). Boot it:

    qemu-system-x86_64 -accel kvm -accel tcg -m 512 -nographic \\
      -drive file=$image,format=$format,if=virtio -nic user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:8080-:80

and fetch http://127.0.0.1:8080/ from another terminal. Ctrl-A X ends it. Without KVM it takes a minute to come up.
The template is in $template: change it, and run bin/ingot build $template again.
END
    return
  done
}

say() {
  printf '\n==> %s\n' "$1"
}

fail_with() {
  cat "$1" >&2
  echo "The Debian packages could not be installed; the lines above say why." >&2
  exit 1
}

main "$@"
