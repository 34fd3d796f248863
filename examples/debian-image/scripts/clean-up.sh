#!/bin/sh
# Takes out what belongs to this build and not to the machines that will be started from the image.
set -eu

cat >/etc/apt/sources.list <<END
deb http://deb.debian.org/debian bookworm main
deb http://deb.debian.org/debian bookworm-updates main
deb http://security.debian.org/debian-security bookworm-security main
END
apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/lib/dpkg/*-old /var/log/*.log /var/log/apt /tmp/* /var/tmp/*
find /usr/share/doc -type f ! -name copyright -delete
rm -rf /usr/share/info/* /usr/share/locale/* /usr/share/man/*
sed -i '/^force-unsafe-io$/d; /^# Until/d' /etc/dpkg/dpkg.cfg.d/ingot

# Each machine makes its own at its first start.
: >/etc/machine-id
rm -f /var/lib/dbus/machine-id

# The resolver of the machine that the image is started on, whatever happened to this file meanwhile.
ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf

if [ -n "$ROOT_PASSWORD" ]; then
  echo "root:$ROOT_PASSWORD" | chpasswd
fi
