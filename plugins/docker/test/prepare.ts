import { bodyFromValue, type Component, type DecodeContext, fromJs, type Prepared, type Range } from "@ingot/sdk";

const position = { line: 1, column: 1, byte: 0 };
const range: Range = { filename: "template", start: position, end: position };

const context: DecodeContext = {
  component: { kind: "component", type: "docker" },
  interpolate: (text) => ({ value: text }),
  render: (text, vars) => text.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => String(Object(vars)[name])),
};

/** A config as a JSON template has it, made ready. Ranges are named after what they stand for. */
export function prepare<T>(component: Component<T>, config: Readonly<Record<string, unknown>>): Promise<Prepared<T>> {
  const rangeOf = (path: readonly (string | number)[]) => ({ ...range, filename: path.join(".") });
  const body = bodyFromValue(fromJs(config), true, { range, rangeOf });
  return component.prepare(body, context, {
    signal: new AbortController().signal,
    cwd: import.meta.dirname,
    env: {},
    force: false,
    facts: { dialect: "json", startedAt: new Date(0), cwd: import.meta.dirname, packerVersion: "0.0.0" },
    flags: { debug: false, force: false, onError: "cleanup" },
    sensitiveVariables: [],
    buildNames: [],
    holding: { keep: (_, make) => make() },
  });
}

/** Every message as `place: summary | detail`, warnings marked. */
export async function messages(
  component: Component<unknown>,
  config: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const { diagnostics } = await prepare(component, config);
  return diagnostics.map((d) => {
    const mark = d.severity === "warning" ? "warning: " : "";
    return `${d.subject?.filename}: ${mark}${d.summary} | ${d.detail}`;
  });
}
