import {
  type Artifact,
  type BuilderState,
  type Complaint,
  checkCommunicator,
  communicatorConfig,
  connect,
  defineBuilder,
  type Infer,
  pipeline,
  provision,
} from "@ingot/sdk";

/** The settings are those of the communicators: the machine is there already. */
const nullConfig = communicatorConfig
  .rule(["communicator"], ({ communicator }) =>
    communicator === "winrm"
      ? {
          field: "communicator",
          summary: 'The communicator "winrm" cannot be used yet',
          detail: 'This version of Ingot reaches machines over SSH only. Use "ssh", or "none".',
        }
      : undefined,
  )
  .rule(["communicator", "ssh_host", "winrm_host"], (c) => {
    const field = hostFields[c.communicator];
    return field !== undefined && !c[field]
      ? {
          summary: "a Host must be specified, please reference your communicator documentation",
          detail: `The null builder makes no machine, so it must be told of one. Set "${field}", or "communicator" to "none".`,
        }
      : undefined;
  })
  .rule(["communicator", "ssh_agent_auth", "ssh_password", "ssh_private_key_file", "winrm_password"], (c) =>
    c.communicator === "none" ? undefined : complainOfLogin(c),
  );

type NullConfig = Infer<typeof nullConfig>;

const hostFields = { ssh: "ssh_host", winrm: "winrm_host", none: undefined } as const;

interface LoginFields {
  readonly communicator: "ssh" | "winrm" | "none";
  readonly ssh_agent_auth: boolean;
  readonly ssh_password: string | undefined;
  readonly ssh_private_key_file: string | undefined;
  readonly winrm_password: string | undefined;
}

function complainOfLogin(c: LoginFields): Complaint | undefined {
  const password = c.communicator === "winrm" ? c.winrm_password : c.ssh_password;
  if (!c.ssh_agent_auth && !password && !c.ssh_private_key_file)
    return {
      summary: "one authentication method must be specified",
      detail: 'There is no way to log in. Set a password, "ssh_private_key_file" or "ssh_agent_auth".',
    };
  const set = [
    c.ssh_agent_auth && "ssh_agent_auth",
    c.ssh_password && "ssh_password",
    c.ssh_private_key_file && "ssh_private_key_file",
  ];
  const named = set.filter((name) => typeof name === "string" && name !== "");
  const last = named.at(-1);
  if (named.length < 2 || typeof last !== "string") return undefined;
  return {
    field: last,
    summary: "only one of ssh_agent_auth, ssh_password, and ssh_private_key_file must be specified",
    detail: `${named.join(" and ")} are set. Keep one of them.`,
  };
}

/** What `build.*` has of a machine that nobody made. */
const generated = { ID: "Null" };

const nullArtifact: Artifact = {
  builderId: "fnoeding.null",
  id: "Null",
  files: [],
  text: "Did not export anything. This is the null builder",
  state: async (key) => (key === "generated_data" ? generated : undefined),
  destroy: async () => undefined,
};

/** There is only the host that the template names. */
const steps = pipeline<BuilderState<NullConfig>>()
  .step(connect({ host: async () => undefined, generated: () => generated }))
  .step(provision);

export const nullBuilder = defineBuilder({
  schema: nullConfig,
  doc: "Connects to a machine that is there already and runs the provisioners on it. It makes nothing.",
  check: checkCommunicator,
  run: async (config, context) => {
    await context.runSteps(steps, { config });
    return nullArtifact;
  },
});
