// The components of Packer's core.
import { definePlugin } from "@ingot/sdk";
import { file as fileBuilder } from "./builders/file.ts";
import { nullBuilder } from "./builders/null.ts";
import { httpSource } from "./data-sources/http.ts";
import { nullSource } from "./data-sources/null.ts";
import { artifice } from "./post-processors/artifice.ts";
import { checksum } from "./post-processors/checksum.ts";
import { compress } from "./post-processors/compress/compress.ts";
import { manifest } from "./post-processors/manifest.ts";
import { provenance } from "./post-processors/provenance/provenance.ts";
import { shellLocal as shellLocalPostProcessor } from "./post-processors/shell-local.ts";
import { breakpoint } from "./provisioners/breakpoint.ts";
import { file as fileProvisioner } from "./provisioners/file/file.ts";
import { powershell } from "./provisioners/powershell/powershell.ts";
import { shell } from "./provisioners/shell/shell.ts";
import { shellLocal } from "./provisioners/shell-local.ts";
import { sleep } from "./provisioners/sleep.ts";
import { windowsRestart } from "./provisioners/windows-restart/windows-restart.ts";
import { windowsShell } from "./provisioners/windows-shell/windows-shell.ts";

export default definePlugin({
  name: "core",
  builders: { file: fileBuilder, null: nullBuilder },
  provisioners: {
    breakpoint,
    file: fileProvisioner,
    powershell,
    shell,
    "shell-local": shellLocal,
    sleep,
    "windows-restart": windowsRestart,
    "windows-shell": windowsShell,
  },
  postProcessors: { artifice, checksum, compress, manifest, provenance, "shell-local": shellLocalPostProcessor },
  dataSources: { http: httpSource, null: nullSource },
});
