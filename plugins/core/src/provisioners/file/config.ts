import { type Infer, s, schema } from "@ingot/sdk";

export const fileConfig = schema({
  source: s.string().doc("Path of what to transfer. A directory with a slash at its end stands for its contents."),
  sources: s.list(s.string()).doc("Further paths, transferred before `source`."),
  content: s.string().doc("A text to upload instead of a file."),
  destination: s.string().required().doc("Where to put it. With a slash at the end it is a directory."),
  direction: s.enum("upload", "download").default("upload").doc("To the machine, or from it."),
  generated: s
    .bool()
    .default(false)
    .doc("The sources are made by an earlier part of the build, so do not look for them when it begins."),
}).rule(["source", "sources", "content"], (c) =>
  c.content && (c.source || (c.sources && c.sources.length > 0))
    ? {
        field: "content",
        summary: "source(s) conflicts with content",
        detail: "A transfer has files or a text. Make two provisioners of them.",
      }
    : undefined,
);

export type FileConfig = Infer<typeof fileConfig>;
