# A bootable Debian 12 disk image with a small web server in it, made without a hypervisor: the disk is a file behind a loop device,
# and everything happens in a chroot. Needs root on Debian; see README.md.

variable "mirror" {
  type        = string
  default     = "http://deb.debian.org/debian"
  description = "Where the packages come from while the image is built. The finished image always uses deb.debian.org."
}

variable "disk_size" {
  type    = string
  default = "2G"
}

variable "hostname" {
  type    = string
  default = "ingot"
}

variable "root_password" {
  type        = string
  default     = ""
  sensitive   = true
  description = "Without one, nobody can log in: the image only serves its page."
}

source "local-chroot" "debian-image" {
  from_scratch     = true
  disk_size        = var.disk_size
  format           = "raw"
  output_directory = "output-debian-image"
  image_name       = "debian-12"

  # One partition, in a table that every BIOS knows. Sectors are left free before it for GRUB.
  pre_mount_commands = [
    "echo 'start=1MiB, type=83, bootable' | sfdisk --quiet --label dos {{.Device}}",
    "mkfs.ext4 -q -L root {{.Device}}p1",
  ]

  # An image that a power cut has spoiled is thrown away, so nothing has to be safe on the disk before the end.
  mount_options = ["noatime", "nobarrier", "data=writeback"]

  post_mount_commands = [
    # dpkg reads this while debootstrap runs already: no waiting for the disk, no manuals.
    "mkdir -p {{.MountPath}}/etc && cp -r '${abspath(path.root)}/files/etc/dpkg' {{.MountPath}}/etc/",
    "debootstrap --variant=minbase bookworm {{.MountPath}} ${var.mirror}",
  ]

  # What was deleted meanwhile becomes a hole in the image again.
  pre_unmount_commands = ["fstrim {{.MountPath}}"]
}

build {
  sources = ["source.local-chroot.debian-image"]

  provisioner "file" {
    source      = "${path.root}/files/"
    destination = "/"
  }

  provisioner "shell" {
    environment_vars = ["MIRROR=${var.mirror}", "HOST=${var.hostname}"]
    script           = "${path.root}/scripts/install-system.sh"
  }

  provisioner "shell" {
    environment_vars = ["DISK=${build.Device}"]
    script           = "${path.root}/scripts/install-boot-loader.sh"
  }

  provisioner "shell" {
    environment_vars = ["ROOT_PASSWORD=${var.root_password}"]
    script           = "${path.root}/scripts/clean-up.sh"
  }

  post-processors {
    post-processor "checksum" {
      checksum_types = ["sha256"]
      output         = "output-debian-image/debian-12.{{.ChecksumType}}"
    }
  }

  post-processor "manifest" {
    output     = "output-debian-image/manifest.json"
    strip_path = true
  }
}
