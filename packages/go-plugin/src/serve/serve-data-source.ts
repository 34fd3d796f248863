import type { DataSourceComponent } from "@ingot/sdk";
import { encodeData } from "../cty/encode-data.ts";
import type { Services } from "../rpc/rpc.ts";
import { encodeSpec } from "../spec/encode-spec.ts";
import { errorsAsText, textOfDiagnostic, warningsAsTexts } from "./complain.ts";
import { configSpec } from "./config-spec.ts";
import { serveComponent } from "./prepare-served.ts";
import { createCancellable, type Session } from "./session.ts";
import { specOfType } from "./spec-of-type.ts";

/** The `Datasource` service over a data source of ours (plugin-protocol 9.5). Errors go by the call itself: hosts drop the body then. */
export function serveDataSource(component: DataSourceComponent, session: Session): Services {
  const { encoding, secrets, log } = session;
  const served = serveComponent(component, "data source", session);
  const reads = createCancellable(session);
  return new Map([
    [
      "Datasource",
      {
        ConfigSpec: () => configSpec(component.schema, session),
        OutputSpec: async () => {
          const { outputs } = component;
          const type = typeof outputs === "function" ? await outputs(session.holding) : outputs;
          return { OutputSpec: encodeSpec(specOfType(type), encoding) };
        },
        Configure: async (args) => {
          const { diagnostics } = await served.prepare(args);
          for (const warning of warningsAsTexts(diagnostics)) log(`warning: ${warning}`);
          const error = errorsAsText(diagnostics);
          if (error !== undefined) throw new Error(secrets.text(error));
          return { Error: null };
        },
        Execute: () =>
          reads.run(async (signal) => {
            const { value } = await served.ready({}, signal);
            const warn = (summary: string, detail: string) =>
              log(`warning: ${secrets.text(textOfDiagnostic({ severity: "warning", summary, detail }))}`);
            return { Value: encodeData(await value.read({ signal, warn }), encoding), Error: null };
          }),
        Cancel: reads.cancel,
      },
    ],
  ]);
}
