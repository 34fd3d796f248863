import {
  type Artifact,
  type BuildContext,
  type BuilderComponent,
  type PreparedBuilder,
  untilAborted,
} from "@ingot/sdk";
import { callCancellable } from "../rpc/call-cancellable.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import type { RpcClient, Wire } from "../rpc/rpc.ts";
import { addHook } from "../services/add-hook.ts";
import { addUi } from "../services/add-ui.ts";
import { artifactClient } from "../services/artifact-client.ts";
import { offerServices } from "../services/offer-services.ts";
import { membersOf, readStreamId, readTexts } from "../services/read-wire.ts";
import type { GoComponent } from "./go-component.ts";
import { hookOfBuild } from "./hook-of-build.ts";
import { basicError, prepareGo } from "./prepare-go.ts";
import type { PluginProcess } from "./start-plugin.ts";

/** A builder in a plugin's process (plugin-protocol 9.2). */
export function goBuilder({ schema, doc, spec, slotOf }: GoComponent): BuilderComponent {
  return {
    schema,
    doc,
    prepare: (body, decode, around) =>
      prepareGo<PreparedBuilder>(
        {
          kind: "builder",
          service: "Builder",
          spec,
          configure: async (process, configs) => {
            const answer = await process.client.call("Builder.Prepare", configs);
            const read = membersOf(answer, ["GeneratedVars", "Warnings", "Error"], "The answer of Prepare");
            const generatedNames = readTexts(read.GeneratedVars, "GeneratedVars") ?? [];
            return {
              value: { generatedNames, run: (context) => run(process, context) },
              error: basicError(read.Error),
              warnings: readTexts(read.Warnings, "Warnings") ?? [],
            };
          },
          // The names are there already, and provisioners are checked against them.
          early: ({ generatedNames }, unknown) => ({
            generatedNames,
            run: () => Promise.reject(new Error(`What the builder is to do is not known: ${unknown.join(", ")}`)),
          }),
        },
        slotOf(around.holding),
        body,
        decode,
        around,
      ),
  };
}

async function run(process: PluginProcess, context: BuildContext): Promise<Artifact | undefined> {
  let answer: Wire = null;
  const client: RpcClient = {
    ...process.client,
    call: async (method, args) => {
      const got = await process.client.call(method, args);
      if (method === "Builder.Run") answer = got;
      return got;
    },
  };
  const { connection } = process;
  const hook = hookOfBuild(context);
  const offer = offerServices(connection, (services, until) => {
    addUi(services, context.ui, context.ask, AbortSignal.any([until, context.signal]));
    // Not with the build: a builder that was stopped may still run the error-cleanup-provisioner.
    addHook(services, hook, connection, context.ui.log, until);
  });
  try {
    await callCancellable(client, "Builder.Run", offer.id, "Builder.Cancel", context.signal);
  } catch (error) {
    if (context.signal.aborted) {
      const told = tellOfArtifact(process, answer, context);
      await untilAborted(told, AbortSignal.timeout(lastWordsMs)).catch(() => undefined);
    }
    throw error;
  } finally {
    await offer.end();
    await hook.settled();
  }
  return untilAborted(takeArtifact(process, answer), context.signal);
}

/** How long a plugin may take to say what it has made, once nobody wants it any more, in milliseconds. */
const lastWordsMs = 5000;

/** A builder that had finished before it heard that it should not: what it made is there, and somebody has to know. */
async function tellOfArtifact(process: PluginProcess, answer: Wire, { ui }: BuildContext): Promise<void> {
  const artifact = await takeArtifact(process, answer);
  if (artifact) ui.error(`The plugin had finished before it was stopped. What it made is left: ${artifact.text}`);
}

async function takeArtifact(process: PluginProcess, answer: Wire): Promise<Artifact | undefined> {
  const id = readStreamId(answer, "The answer of Run");
  return id === 0 ? undefined : artifactClient(createRpcClient(await process.connection.dial(id)));
}
