import { definePlugin } from "@ingot/sdk";
import { localChroot } from "./builder/builder.ts";
import { loopDevice } from "./device/loop-device.ts";

export default definePlugin({
  name: "chroot",
  builders: { "local-chroot": localChroot },
  resourceKinds: [loopDevice],
});
