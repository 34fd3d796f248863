import type { Answers, Said } from "../unit.ts";
import type { Check } from "./check.ts";
import { verdictOf } from "./validate-syntax.ts";

/** `inspect`: everything that it prints, but for the closing note, which is in each program's own words. */
export const inspect: Check = {
  name: "inspect",
  kinds: ["hcl2", "json"],
  ask: async ({ at }, { ours, theirs }) => {
    const words = ["inspect", at];
    const [our, their] = await Promise.all([ours(words), theirs(words)]);
    return comparable(our, their);
  },
  askAged: async (unit, programs) => {
    const words = ["inspect", unit.at];
    const { theirs, locals } = programs.aged(unit);
    const [our, their] = await Promise.all([programs.ours(words), theirs(words)]);
    return comparable(withoutLocals(our, locals), withoutLocals(their, locals));
  },
  reasons: [
    {
      row: "`inspect` hides the values of all sensitive variables",
      level: ({ ours, theirs }) => {
        const hidden = new Set(
          [...ours.text.matchAll(/^((?:var|local)\.[^:]+): "<sensitive>"$/gm)].map(([, name]) => name),
        );
        const level = (line: string, name: string) => (hidden.has(name) ? `${name}: "<sensitive>"` : line);
        return { ours, theirs: { ...theirs, text: theirs.text.replaceAll(/^((?:var|local)\.[^:]+): .*$/gm, level) } };
      },
    },
    {
      row: "`inspect` names builds by the alias of a source",
      level: ({ ours, theirs }) => ({ ours: withoutSourceNames(ours), theirs: withoutSourceNames(theirs) }),
    },
  ],
};

/** The sources of a build by their types alone: 1.6.6 does not show a name that the build gives them. */
function withoutSourceNames({ code, text }: Said): Said {
  const types = (list: string) => list.replaceAll(/^( {6}[\w-]+)\.\S+$/gm, "$1");
  return { code, text: text.replaceAll(/^ {4}sources:\n[\s\S]*?^ {4}provisioners:$/gm, types) };
}

function comparable(ours: Said, theirs: Said): Answers {
  if (ours.code !== theirs.code) return { ours, theirs };
  return { ours: verdictOf(withoutNote(ours)), theirs: sortRequired(verdictOf(withoutNote(theirs))) };
}

/** 1.6.6 shows the required variables of a JSON template in an order that differs from run to run. */
function sortRequired({ code, text }: Said): Said {
  return {
    code,
    text: text.replace(/(?<=^Required variables:\n\n)(?: {2}.*\n)+/m, (list) =>
      list
        .split(/(?<=\n)/)
        .sort()
        .join(""),
    ),
  };
}

/** The time of day differs between two runs, and so does what is made by chance. */
function withoutNote({ code, text }: Said): Said {
  const said = text.split(/^Note: /m)[0] ?? "";
  return {
    code,
    text: said.replace(/\b20\d{12}\b|\b20\d\d-\d\d-\d\dT[\d:]{8}Z/g, "<time>").replace(uuid, "<uuid>"),
  };
}

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** A value takes one line: line breaks in it are escaped. */
function withoutLocals({ code, text }: Said, names: ReadonlySet<string>): Said {
  const isAsked = (line: string) => !names.has(/^local\.([^:]+): /.exec(line)?.[1] ?? "");
  return { code, text: text.split("\n").filter(isAsked).join("\n") };
}
