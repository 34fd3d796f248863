import type { Special } from "./special-arguments.ts";

/** What an argument is meant to be; the generator sometimes gives another. */
export type Kind =
  | "number"
  | "small"
  | "string"
  | "bool"
  | "list"
  | "numbers"
  | "strings"
  | "map"
  | "any"
  | "type"
  | Special;

/** The functions that 1.6.6 has, by what they give, with their arguments; `...` repeats the last one. What is random, reads the clock or asks the network is left out. */
export const signatures: Readonly<
  Record<"number" | "string" | "bool" | "list" | "map", Readonly<Record<string, string>>>
> = {
  number: {
    abs: "number",
    ceil: "number",
    floor: "number",
    log: "number number",
    max: "number ...",
    min: "number ...",
    parseint: "string small",
    pow: "number small",
    signum: "number",
    length: "any",
  },
  string: {
    chomp: "string",
    format: "format any any",
    indent: "small string",
    join: "string strings",
    lower: "string",
    upper: "string",
    regex_replace: "string pattern replacement",
    replace: "string string string",
    strrev: "string",
    substr: "string small small",
    title: "string",
    trim: "string string",
    trimprefix: "string string",
    trimsuffix: "string string",
    trimspace: "string",
    coalesce: "any ...",
    element: "list small",
    lookup: "map string any",
    base64encode: "string",
    base64decode: "base64",
    jsonencode: "any",
    yamlencode: "any",
    md5: "string",
    sha1: "string",
    sha256: "string",
    sha512: "string",
    urlencode: "string",
    abspath: "path",
    basename: "path",
    dirname: "path",
    file: "path",
    pathexpand: "path",
    cidrhost: "prefix small",
    cidrnetmask: "prefix",
    cidrsubnet: "prefix small small",
    uuidv5: "uuid string",
    timeadd: "timestamp duration",
    formatdate: "date timestamp",
    rsadecrypt: "base64 string",
    try: "any ...",
    convert: "any type",
    jsondecode: "json",
    yamldecode: "yaml",
  },
  bool: { contains: "list any", fileexists: "path", can: "any", convert: "any type" },
  list: {
    formatlist: "format list any",
    split: "string string",
    chunklist: "list small",
    coalescelist: "list ...",
    compact: "strings",
    concat: "list ...",
    distinct: "list",
    flatten: "list",
    keys: "map",
    values: "map",
    range: "small small",
    reverse: "list",
    setintersection: "list ...",
    setunion: "list ...",
    setproduct: "list list",
    slice: "list small small",
    sort: "strings",
    csvdecode: "csv",
    fileset: "folder glob",
    cidrsubnets: "prefix small small",
    convert: "any type",
    jsondecode: "json",
    yamldecode: "yaml",
    try: "any ...",
  },
  map: {
    merge: "map ...",
    zipmap: "strings list",
    convert: "any type",
    jsondecode: "json",
    yamldecode: "yaml",
    element: "list small",
  },
};
