import type { ProvisionContext, Source } from "@ingot/sdk";

/** Puts a text into a file of the machine that only its user may read. */
export async function uploadText(to: string, text: string, { communicator, signal }: ProvisionContext): Promise<void> {
  const content = Buffer.from(text);
  await communicator.upload(to, once(content), { mode: 0o600, sizeBytes: content.length }, { signal });
}

async function* once(content: Uint8Array): Source {
  yield content;
}
