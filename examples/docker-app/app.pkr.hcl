packer {
  required_version = ">= 1.7.0"
  required_plugins {
    docker = {
      source  = "github.com/hashicorp/docker"
      version = ">= 1.0.0"
    }
  }
}

variable "base" {
  type        = string
  default     = "debian:bookworm-slim"
  description = "The image to start from."
}

variable "tag" {
  type    = string
  default = "latest"
}

source "docker" "app" {
  image  = var.base
  commit = true
  changes = [
    "EXPOSE 8080",
    "WORKDIR /srv/app",
    "ENTRYPOINT [\"/usr/local/bin/greet\"]",
    "CMD [\"world\"]",
  ]
}

build {
  name    = "greeter"
  sources = ["source.docker.app"]

  provisioner "shell" {
    inline = ["mkdir -p /srv/app"]
  }

  provisioner "file" {
    source      = "${path.root}/files/greet"
    destination = "/usr/local/bin/greet"
  }

  provisioner "shell" {
    environment_vars = ["RELEASE=${var.tag}"]
    inline = [
      "chmod 0755 /usr/local/bin/greet",
      "echo \"$RELEASE\" > /srv/app/release",
    ]
  }

  post-processors {
    post-processor "docker-tag" {
      repository = "ingot-example/greeter"
      tags       = [var.tag]
    }
    post-processor "manifest" {
      output = "greeter-manifest.json"
    }
  }
}
