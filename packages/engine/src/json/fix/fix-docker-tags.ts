import type { FixRule } from "./fixer.ts";
import type { Json } from "./json-value.ts";

/** `tag` and `tags` become one list without repetitions; it is written even where both are missing. */
export const fixDockerTags: FixRule = {
  of: "post-processor",
  types: ["docker-tag"],
  removes: ["tag"],
  apply: (postProcessor, complain) => {
    const old = postProcessor.tags;
    const tags = ["tag", "tags"].flatMap((name) => {
      const found = tagsIn(postProcessor[name]);
      const wrong = found.findIndex((tag) => typeof tag !== "string");
      if (wrong < 0) return found;
      complain([name, wrong], "A tag is not a string", `"${name}" must be a list of strings. Write ["..."].`);
      return [];
    });
    delete postProcessor.tag;
    postProcessor.tags = [...new Set(tags)];
    return !Array.isArray(old) || old.length !== postProcessor.tags.length || old.some((tag, at) => tag !== tags[at]);
  },
};

function tagsIn(value: Json | undefined): readonly Json[] {
  if (typeof value === "string") return value.split(",").map((tag) => tag.trim());
  return Array.isArray(value) ? value : [];
}
