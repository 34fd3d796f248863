import { type Step, step } from "../step/step.ts";
import { type Downloaded, type DownloadRequest, download } from "./download.ts";

/** A step that fetches a file. Without addresses it gives nothing. */
export function downloadStep<N extends object>(
  requestOf: (state: Readonly<N>) => DownloadRequest,
): Step<N, { readonly downloaded: Downloaded | undefined }> {
  return step({
    name: "StepDownload",
    run: async (state: N, context) => ({
      downloaded: await download(requestOf(state), { ui: context.ui, signal: context.signal }),
    }),
  });
}
