packer {
  required_plugins {
    tfvars = {
      source = "../"
    }
  }
}

source "file" "web" {
  target  = "web.img"
  content = "an image"
}

build {
  sources = ["source.file.web"]

  post-processor "tfvars" {
    variable = "web_image"
  }
}
