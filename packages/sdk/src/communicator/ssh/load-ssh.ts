/** The SSH library, loaded when a machine is really connected to: most commands never need it. */
export async function loadSsh() {
  // It is a CommonJS module: everything is on its default export, in a bundle too.
  return (await import("ssh2")).default;
}

export type Ssh = Awaited<ReturnType<typeof loadSsh>>;
