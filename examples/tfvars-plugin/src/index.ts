import { definePlugin } from "@ingot/sdk";
import { tfvars } from "./post-processor/tfvars.ts";

export default definePlugin({
  name: "tfvars",
  postProcessors: { tfvars },
});
