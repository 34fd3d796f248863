#!/bin/sh
# Makes the disk boot: GRUB in front of the first partition, and the root named by the UUID of its file system, because the
# device that it stands on now is called otherwise where the image is started.
set -eu

uuid=$(findmnt -n -o UUID / || true)
[ -n "$uuid" ] || uuid=$(blkid -s UUID -o value "$(findmnt -n -o SOURCE /)")

echo "UUID=$uuid / ext4 defaults,errors=remount-ro 0 1" >/etc/fstab

grub-install --target=i386-pc --no-floppy "$DISK"
grub-mkconfig -o /boot/grub/grub.cfg
# Without udev, as here, grub-mkconfig names the device. On the running system it takes the UUID by itself.
sed -i "s|root=/dev/[^ ]*|root=UUID=$uuid|" /boot/grub/grub.cfg
grep -q "root=UUID=$uuid" /boot/grub/grub.cfg
