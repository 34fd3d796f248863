import { type DataContext, defineDataSource, type Infer, s, schema, T, V } from "@ingot/sdk";

const httpConfig = schema({
  url: s.string().required().doc("What to ask for."),
  method: s.enum("HEAD", "GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH").default("GET").doc("How to ask."),
  request_headers: s.map(s.string()).doc("Headers to send."),
  request_body: s.string().doc("Content to send."),
}).rule(["url"], (c) =>
  isHttpUrl(c.url)
    ? undefined
    : {
        field: "url",
        summary: "The url is not one of http or https",
        detail: 'Write the whole address, such as "https://example.com/version.txt".',
      },
);

export const httpSource = defineDataSource({
  schema: httpConfig,
  doc: "Asks an HTTP server, and gives what it answers. `request_headers` of the result are the headers of the answer.",
  outputs: T.object({ url: T.string, body: T.string, request_headers: T.map(T.string) }),
  read: async (config, context) => {
    const { body, headers } = await ask(config, context);
    return V.object({
      url: V.string(config.url),
      body: V.string(body),
      request_headers: V.map(T.string, headers),
    });
  },
});

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

type Headers = readonly (readonly [string, ReturnType<typeof V.string>])[];

async function ask(
  config: Infer<typeof httpConfig>,
  context: DataContext,
): Promise<{ readonly body: string; readonly headers: Headers }> {
  // Bundled, a CommonJS module that is imported late has its exports in `default` alone.
  const { EnvHttpProxyAgent, interceptors, request } = (await import("undici")).default;
  // Packer waits without limit.
  const agent = new EnvHttpProxyAgent({ headersTimeout: 0, bodyTimeout: 0 });
  try {
    const response = await request(config.url, {
      dispatcher: agent.compose(interceptors.redirect({ maxRedirections: 10 })),
      method: config.method,
      headers: { "accept-encoding": "identity", "user-agent": "ingot", ...config.request_headers },
      body: config.request_body || null,
      signal: context.signal,
    });
    const { statusCode } = response;
    const body = await response.body.text();
    if (statusCode < 200 || statusCode > 299) throw new Error(`HTTP request error. Response code: ${statusCode}`);
    const type = String(response.headers["content-type"] ?? "");
    if (!isText(type))
      context.warn(
        `Content-Type is not recognized as a text type, got ${JSON.stringify(type)}`,
        "If the content is binary data, the body may not hold it unchanged. Ask for text if you can.",
      );
    return { body, headers: readHeaders(response.headers) };
  } finally {
    await agent.destroy();
  }
}

function readHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  return Object.entries(headers).map(([name, value]) => {
    const text = typeof value === "string" ? value : (value ?? []).join(", ");
    return [canonicalName(name), V.string(text)] as const;
  });
}

/** A header's name as Go writes it: each word with a capital. */
function canonicalName(name: string): string {
  return name.replaceAll(/[^-]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
}

function isText(contentType: string): boolean {
  const [type = "", ...parameters] = contentType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  const isKnownType =
    type.startsWith("text/") || type === "application/json" || type === "application/samlmetadata+xml";
  return isKnownType && (charset === undefined || /^"?(utf-8|us-ascii)"?$/.test(charset));
}
