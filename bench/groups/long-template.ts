/** A template of ten thousand lines that nobody has formatted: the same block over and over, with a bit of everything. */
export function longTemplate(): string {
  return Array.from({ length: 10_000 / linesPerBlock }, (_, i) => block(i)).join("");
}

const linesPerBlock = 20;

function block(index: number): string {
  return `source "null" "machine-${index}" {
communicator="none" # there is no machine
  ssh_host = "\${var.host}-${index}"
    # what it is called
tags={
Name="x-\${upper(var.name)}"
  Environment= var.is_production?"production":"test"
}
boot_command=[
"<enter><wait>", # wait for the prompt
"root<enter>"
]
pairs=[for k,v in var.pairs:"\${k}=\${v}" if v!=""]
user_data=<<-EOT
      #!/bin/sh
      echo \${ var.name }
    EOT
size=var.size*1024- 1
}

`;
}
