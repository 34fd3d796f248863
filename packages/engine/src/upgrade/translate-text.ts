// `{{ }}` expressions as HCL interpolations (core-json 6). Texts that components render with data of their own
// (`{{ .Vars }}`) stay: HCL templates hand them through as JSON templates do.

import { isIdentifier, quoteText, type TemplatePart } from "@ingot/hcl";
import { readPieces, type TextPiece } from "@ingot/sdk";
import { withFullStop } from "../template/full-stop.ts";
import { adviceOn } from "./advise.ts";
import { functionsOfBuilders, type Names } from "./names.ts";

/** Where a text stands: it decides which names there are. */
export type TextPlace = "variable" | "local" | "component";

/** A text, translated as far as that can be done. */
export interface TranslatedText {
  readonly parts: readonly TemplatePart[];
  /** Sentences about what a person has to finish. */
  readonly advice: readonly string[];
}

/** Translates a text of a JSON template. What cannot be translated stays as it is written, and the advice says so. */
export function translateText(text: string, place: TextPlace, names: Names): TranslatedText {
  const read = readPieces(text, functionsOfBuilders);
  if ("error" in read) {
    const advice = `could not be read as a template: ${withFullStop(read.error)} It stays as it was; correct it.`;
    return { parts: [{ k: "text", text }], advice: [advice] };
  }
  const parts: TemplatePart[] = [];
  const advice: string[] = [];
  for (const piece of read.pieces) {
    const code = piece.k === "call" ? translateCall(piece, place, names) : undefined;
    if (code !== undefined) parts.push({ k: "code", code });
    else if (piece.k === "text") parts.push({ k: "text", text: piece.text });
    else {
      parts.push({ k: "text", text: piece.source });
      const calls = piece.k === "call" ? [piece.name] : piece.calls;
      advice.push(...calls.flatMap((name) => adviceOn(name) ?? []));
    }
  }
  return { parts, advice: [...new Set(advice)] };
}

type Call = Extract<TextPiece, { readonly k: "call" }>;

/** The expression that a call means; undefined where it has none, or not with these arguments. */
function translateCall({ name, args }: Call, place: TextPlace, names: Names): string | undefined {
  const [first, second] = args;
  if (first === undefined) return withoutArguments(name, place, names);
  if (second === undefined) {
    switch (name) {
      case "user":
        return names.readVariable(first);
      case "env":
        return place === "variable" ? `env(${quoteText(first)})` : names.readEnvironment(first);
      case "isotime":
      case "strftime":
        return `legacy_${name}(${quoteText(first)})`;
      case "build":
        return place === "component" && isIdentifier(first) ? `build.${first}` : undefined;
      case "consul_key":
        return `consul_key(${quoteText(first)})`;
      case "aws_secretsmanager":
      case "aws_secretsmanager_raw":
        return names.readSecret(first, undefined, name === "aws_secretsmanager_raw");
      default:
        return undefined;
    }
  }
  if (args.length > 2) return undefined;
  if (name === "vault") return `vault(${quoteText(first)}, ${quoteText(second)})`;
  return name === "aws_secretsmanager" ? names.readSecret(first, second, false) : undefined;
}

function withoutArguments(name: string, place: TextPlace, names: Names): string | undefined {
  switch (name) {
    case "timestamp":
      return names.readTimestamp();
    case "isotime":
    case "strftime":
      return "timestamp()";
    case "uuid":
      return "uuidv4()";
    case "pwd":
      return "path.cwd";
    case "template_dir":
      return "path.root";
    case "packer_version":
      return "packer.version";
    // In HCL templates `build.name` is the name of the build block, and sources have no `build` at all.
    case "build_name":
      return place === "component" ? "source.name" : undefined;
    case "build_type":
      return place === "component" ? "source.type" : undefined;
    default:
      return undefined;
  }
}
