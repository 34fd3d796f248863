import { expect, test } from "vitest";
import { readPieces } from "./read-pieces.ts";

const shown = (text: string) => {
  const read = readPieces(text, ["clean_resource_name"]);
  if ("error" in read) return `error at ${read.offset}`;
  return read.pieces
    .map((piece) => {
      if (piece.k === "text") return JSON.stringify(piece.text);
      if (piece.k === "call") return `${piece.name}(${piece.args.map((arg) => JSON.stringify(arg)).join(", ")})`;
      return `${piece.source} calls ${piece.calls.join(", ") || "nothing"}`;
    })
    .join(" + ");
};

test.each([
  ["plain", '"plain"'],
  ["", ""],
  ["a-{{user `x`}}-b", '"a-" + user("x") + "-b"'],
  ['{{ isotime "2006" }}', 'isotime("2006")'],
  ["a  {{- timestamp -}}  b", '"a" + timestamp() + "b"'],
  ["{{.Vars}} x", '{{.Vars}} calls nothing + " x"'],
  ["{{user `x` | upper}}", "{{user `x` | upper}} calls user, upper"],
  ["{{if true}}{{user `x`}}{{end}}", "{{if true}}{{user `x`}}{{end}} calls user"],
  ['{{split "a" "b" 0}}', '{{split "a" "b" 0}} calls split'],
  ["{{$a := uuid}}{{$a}}", "{{$a := uuid}} calls uuid + {{$a}} calls nothing"],
  ["{{/* why */}}x", '"x"'],
  ['{{define "a"}}{{pwd}}{{end}}{{template "a"}}', '{{define "a"}}{{pwd}}{{end}}{{template "a"}} calls pwd'],
  ["{{clean_resource_name `x`}}", 'clean_resource_name("x")'],
  ["{{", "error at 0"],
  ["{{TODO}}", "error at 2"],
])("%s", (text, pieces) => {
  expect(shown(text)).toBe(pieces);
});
