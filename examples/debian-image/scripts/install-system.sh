#!/bin/sh
# Turns the base system that debootstrap left into one that boots, and enables its services.
set -eu
export DEBIAN_FRONTEND=noninteractive

# Services that are not root read some of the files, whatever their modes were where this template was checked out.
chmod -R a+rX /etc/apt /etc/default /etc/dpkg /etc/initramfs-tools /etc/systemd /srv

# The finished image has the sources of every Debian; only this build takes its packages from elsewhere.
echo "deb $MIRROR bookworm main" >/etc/apt/sources.list
apt-get update -q
# In two parts: the kernel comes when all is there that makes its initial RAM disk, so that this is done only once; and
# systemd-resolved takes the resolver's configuration away, so that nothing can be fetched after it.
for packages in \
  "busybox dbus grub-pc-bin grub2-common initramfs-tools iproute2 systemd-sysv zstd" \
  "linux-image-amd64 systemd-resolved"; do
  # shellcheck disable=SC2086
  apt-get install -q -y --no-install-recommends $packages
done

echo "$HOST" >/etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 %s\n::1 localhost\n' "$HOST" >/etc/hosts

systemctl enable systemd-networkd.service systemd-resolved.service web.service
