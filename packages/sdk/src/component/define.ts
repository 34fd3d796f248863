import type { ConfigBody } from "../schema/config-body.ts";
import type { DecodeContext } from "../schema/decode.ts";
import type { AnySchema, Fields, Infer, Schema } from "../schema/schema.ts";
import type { BuildContext, Gave } from "../step/step.ts";
import type { Artifact } from "./artifact.ts";
import type { PreparedBuilder } from "./builder.ts";
import type { Check, Prepared } from "./check.ts";
import type { DataContext, OutputType, PreparedDataSource } from "./data-source.ts";
import type { PostProcessContext, PostProcessed, PreparedPostProcessor } from "./post-processor.ts";
import { prepareConfig } from "./prepare.ts";
import type { Holding, PrepareContext } from "./prepare-context.ts";
import type { PreparedProvisioner, ProvisionContext } from "./provisioner.ts";
import { valueProblem } from "./value-problem.ts";

export type { Check, CheckContext, Prepared } from "./check.ts";

/** A component as the engine knows it: config in, something that runs out. The config's type stays inside. */
export interface Component<T> {
  readonly schema: AnySchema;
  readonly doc: string;
  readonly prepare: (body: ConfigBody, decode: DecodeContext, around: PrepareContext) => Promise<Prepared<T>>;
}

export type BuilderComponent = Component<PreparedBuilder>;
export type ProvisionerComponent = Component<PreparedProvisioner>;
export type PostProcessorComponent = Component<PreparedPostProcessor>;
export interface DataSourceComponent extends Component<PreparedDataSource> {
  /** What it gives; a plugin that is a program is asked for it only where the data source is not read. */
  readonly outputs: OutputType | ((holding: Holding) => Promise<OutputType>);
}

interface Definition<F extends Fields> {
  readonly schema: Schema<F>;
  /** One paragraph for the reference page. */
  readonly doc: string;
  readonly check?: Check<Infer<Schema<F>>>;
}

/** Declares a builder whose run is free code. Most builders are lists of steps: see `defineStepBuilder`. */
export function defineBuilder<F extends Fields>(
  definition: Definition<F> & {
    readonly generatedNames?: (config: Infer<Schema<F>>) => readonly string[];
    readonly run: (config: Infer<Schema<F>>, context: BuildContext) => Promise<Artifact | undefined>;
  },
): BuilderComponent {
  const { schema, doc, check, generatedNames, run } = definition;
  return {
    schema,
    doc,
    prepare: (body, decode, around) =>
      prepareConfig(schema, check, body, decode, around, (config) => ({
        generatedNames: generatedNames?.(config) ?? [],
        run: (context) => run(config, context),
      })),
  };
}

/** What every step builder's pipeline starts from. */
export interface BuilderState<C> {
  readonly config: C;
}

/** Declares a builder as a pipeline of steps, the last of which gives the artifact. */
export function defineStepBuilder<F extends Fields>(
  definition: Definition<F> & {
    readonly generatedNames?: (config: Infer<Schema<F>>) => readonly string[];
    readonly steps: (config: Infer<Schema<F>>) => Gave<{ readonly artifact: Artifact | undefined }>;
  },
): BuilderComponent {
  const { steps, ...rest } = definition;
  return defineBuilder<F>({
    ...rest,
    run: async (config, context) => (await context.runSteps(steps(config), { config })).artifact,
  });
}

/** Declares a provisioner. */
export function defineProvisioner<F extends Fields>(
  definition: Definition<F> & {
    readonly provision: (config: Infer<Schema<F>>, context: ProvisionContext) => Promise<void>;
  },
): ProvisionerComponent {
  const { schema, doc, check, provision } = definition;
  return {
    schema,
    doc,
    prepare: (body, decode, around) =>
      prepareConfig(schema, check, body, decode, around, (config) => ({
        provision: (context) => provision(config, context),
      })),
  };
}

/** Declares a post-processor. */
export function definePostProcessor<F extends Fields>(
  definition: Definition<F> & {
    readonly postProcess: (
      config: Infer<Schema<F>>,
      artifact: Artifact,
      context: PostProcessContext,
    ) => Promise<PostProcessed>;
  },
): PostProcessorComponent {
  const { schema, doc, check, postProcess } = definition;
  return {
    schema,
    doc,
    prepare: (body, decode, around) =>
      prepareConfig(schema, check, body, decode, around, (config) => ({
        postProcess: (artifact, context) => postProcess(config, artifact, context),
      })),
  };
}

/** Declares a data source. */
export function defineDataSource<F extends Fields>(
  definition: Definition<F> & {
    readonly outputs: OutputType;
    readonly read: (config: Infer<Schema<F>>, context: DataContext) => ReturnType<PreparedDataSource["read"]>;
  },
): DataSourceComponent {
  const { schema, doc, check, outputs, read } = definition;
  return {
    schema,
    doc,
    outputs,
    prepare: (body, decode, around) =>
      prepareConfig(schema, check, body, decode, around, (config) => ({
        read: async (context) => {
          const value = await read(config, context);
          const problem = valueProblem(value);
          if (problem === undefined) return value;
          throw new Error(
            `The data source gave what is no value of a template (${problem}): make it with "V" or "fromJs"`,
          );
        },
      })),
  };
}
