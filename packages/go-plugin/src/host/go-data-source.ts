import type { DataSourceComponent, Holding, OutputType, PreparedDataSource } from "@ingot/sdk";
import { PluginFailure } from "@ingot/sdk";
import { decodeData } from "../cty/decode-data.ts";
import { RemoteError } from "../rpc/rpc.ts";
import { untilAborted } from "../services/until-aborted.ts";
import { membersOf } from "../services/read-wire.ts";
import { decodeSpec } from "../spec/decode-spec.ts";

import type { GoComponent } from "./go-component.ts";
import { answerOf, basicError, prepareGo } from "./prepare-go.ts";
import type { PluginProcess } from "./start-plugin.ts";
import { typeOfSpec } from "./type-of-spec.ts";

/** A data source in a plugin's process (plugin-protocol 9.5). */
export function goDataSource({ schema, doc, spec, slotOf }: GoComponent): DataSourceComponent {
  return {
    schema,
    doc,
    outputs: async (holding: Holding): Promise<OutputType> => {
      const process = await slotOf(holding).get();
      const answer = membersOf(await process.client.call("Datasource.OutputSpec", null), ["OutputSpec"], "OutputSpec");
      return typeOfSpec(decodeSpec(bytesOf(answer.OutputSpec, process, "OutputSpec"), process.encoding));
    },
    prepare: (body, decode, around) =>
      prepareGo<PreparedDataSource>(
        {
          kind: "data source",
          service: "Datasource",
          spec,
          configure: async (process, configs) => {
            const calling = process.client.call("Datasource.Configure", configs).then((answer) => {
              const error = basicError(membersOf(answer, ["Error"], "The answer of Configure").Error);
              if (error !== undefined) throw new RemoteError("Datasource.Configure", error);
              return answer;
            });
            return answerOf(calling, { read: ({ signal }) => untilAborted(execute(process), signal) });
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
