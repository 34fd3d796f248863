import type { DataSourceComponent, Holding, OutputType, PreparedDataSource } from "@ingot/sdk";
import { PluginFailure, untilAborted } from "@ingot/sdk";
import { decodeData } from "../cty/decode-data.ts";
import { membersOf } from "../services/read-wire.ts";
import { decodeSpec } from "../spec/decode-spec.ts";
import { typeOfSpec } from "../spec/type-of-spec.ts";

import type { GoComponent } from "./go-component.ts";
import { basicError, prepareGo } from "./prepare-go.ts";
import type { PluginProcess } from "./start-plugin.ts";

/** A data source in a plugin's process (plugin-protocol 9.5). */
export function goDataSource({ schema, doc, spec, slotOf }: GoComponent): DataSourceComponent {
  return {
    schema,
    doc,
    outputs: async (holding: Holding): Promise<OutputType> => {
      const process = await slotOf(holding).get();
      const answer = membersOf(await process.client.call("Datasource.OutputSpec", null), ["OutputSpec"], "OutputSpec");
      return typeOfSpec(decodeSpec(bytesOf(answer.OutputSpec, process, "OutputSpec"), process.encoding)) as OutputType;
    },
    prepare: (body, decode, around) =>
      prepareGo<PreparedDataSource>(
        {
          kind: "data source",
          service: "Datasource",
          spec,
          configure: async (process, configs) => {
            const answer = await process.client.call("Datasource.Configure", configs);
            const error = basicError(membersOf(answer, ["Error"], "The answer of Configure").Error);
            return { value: { read: ({ signal }) => untilAborted(execute(process), signal) }, error };
          },
        },
        slotOf(around.holding),
        body,
        decode,
        around,
      ),
  };
}

async function execute(process: PluginProcess) {
  const answer = await process.client.call("Datasource.Execute", null);
  const { Value, Error: failure } = membersOf(answer, ["Value", "Error"], "The answer of Execute");
  const error = basicError(failure);
  if (error !== undefined) throw new Error(error);
  return decodeData(bytesOf(Value, process, "Value"), process.encoding);
}

function bytesOf(value: unknown, { name }: PluginProcess, what: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new PluginFailure(
    "A plugin cannot be used",
    `${name} gave no bytes for ${what}. Look for another version of the plugin.`,
  );
}
