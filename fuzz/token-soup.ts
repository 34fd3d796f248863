import type { Random } from "../e2e/kill/random.ts";

/** The languages that texts are made in. */
export type Language = "native" | "json" | "gotemplate" | "boot" | "regex" | "cty";

const names = "a b x var local source build env each null true false for in if else endif endfor path".split(" ");
const functions =
  "upper length jsonencode jsondecode yamldecode yamlencode csvdecode format formatlist regex regexall regex_replace replace split join merge concat flatten setproduct zipmap lookup element slice range tolist toset tomap tostring tonumber try can convert chunklist cidrsubnet formatdate timeadd base64decode base64gzip textdecodebase64 substr title indent trim sort distinct reverse coalesce max sum parseint pow log index setunion keys values transpose matchkeys contains strrev uuidv5 md5 urlencode".split(
    " ",
  );
const native = [
  ..."{ } [ ] ( ) = == != <= >= < > ! ? : + - * / % && || , . ... => :: [*] .* . 0 1 -1 2.5 1e9 1e400 99999999999999999999 \n \n \n # // /* */ ; ' ` \\ \t \r\n".split(
    " ",
  ),
  '"',
  '"a"',
  '""',
  '"${',
  "${",
  "%{",
  "}",
  "~}",
  "${~",
  "%{ if ",
  "%{ else }",
  "%{ endif }",
  "%{ for x in ",
  "%{ endfor }",
  "$${",
  "%%{",
  "<<EOT\n",
  "<<-EOT\n",
  "EOT\n",
  "\\n",
  "\\u00e9",
  "\\U0001f600",
  "e\u0301",
  "\u00e9",
  "\u{1f600}",
  "\ufeff",
  "\u200d",
  "\u201c",
  " ",
  " ",
  'source "null" "a" {\n',
  "locals {\n",
  "build {\n",
  'variable "x" {\n type = ',
  'dynamic "a" {\n for_each = ',
  "list(",
  "object({",
  "optional(",
  "[for x in ",
  "{for k, v in ",
  "if ",
  "a = ",
  "provisioner",
  ...names,
  ...functions.map((name) => `${name}(`),
  ")",
  ")",
];
const json = [
  ...'{ } { } [ ] [ ] : : : , , , " " null true false 0 -1 1.5e3 1e999 // /* */ # \' \\ \n \t NaN'.split(" "),
  '"a"',
  '"a":',
  '"${var.x}"',
  '"%{ if true }a%{ endif }"',
  '"{{user `x`}}"',
  '"{{"',
  '"builders":',
  '"type": "null"',
  '"provisioners": [',
  '"variables": {',
  '"variable": {',
  '"source": {',
  '"locals": {',
  '"build": {',
  '"post-processors": [',
  '"sensitive-variables": [',
  '"override":',
  '"min_packer_version":',
  '"\\u00e9"',
  '"\\ud83d\\ude00"',
  '"\\ud83d"',
  "\u00e9",
  " ",
];
const gotemplate = [
  ..."{{ {{ {{ }} }} }} {{- -}} . .x .x.y $ $x := = | ( ) , if else end range with define template block break continue and or not eq lt len index slice print printf println html js urlquery call nil true 1 -1 0x1f 1e3 'a' ` \" \\ /* */ user env build timestamp isotime clean_resource_name upper lower replace split template_dir pwd uuid \n é 😀 %s %d %v %q %5.2f %x %[2]d %*d %!".split(
    " ",
  ),
  '"a"',
  "`a`",
  " ",
  " ",
  "{{ range $i, $x := .l }}",
  "{{ end }}",
  '{{ printf "%',
];
const boot = [
  ..."< > <wait <wait5> <wait1m30s> <enter> <leftCtrlOn> <leftCtrlOff> <f12> <aOn> <aOff> <é> <<> \n \t A a ~ é 😀 On Off wait 10s -1 . 99999999999h".split(
    " ",
  ),
];
const regex = [
  ..."( ( ) ) [ ] { } * + ? | ^ $ . \\ \\d \\W \\b \\pL \\PN \\p{Greek} \\p{^Lu} [[:alpha:]] [^a-z] (?i) (?s-m: (?P<n> (?: {2} {1,3} {1000} {,2} *? +? a b k é ß \\Q \\E \\x41 \\x{10ffff} \\z \\A - , (?= \\1 ) ) aaa ab".split(
    " ",
  ),
];
const cty = [
  ...'{ } [ ] , : null true 0 1e400 -0 1.5 0.1 "a" "" "\\ud800" "string" "number" "bool" "dynamic" "tuple"'.split(" "),
  '{"value":',
  ',"type":',
  '"type":"number","value":',
  '["list",',
  '["set",',
  '["map","string"]',
  '["tuple",["string","dynamic"]]',
  '["object",{"a":"number"}]',
  '["object",{"a":"bool","a":"number"},["a"]]',
  '{"value":{"a":1},"type":["object",{"a":"number"}]}',
  '{"value":[null,1],"type":["list","number"]}',
];

const pieces: Readonly<Record<Language, readonly string[]>> = { native, json, gotemplate, boot, regex, cty };

/** Pieces of a language in any order. */
export function makeSoup(random: Random, language: Language): string {
  const list = pieces[language];
  const length = 1 + Math.floor(40 * random() ** 2);
  return Array.from({ length }, () => list[Math.floor(random() * list.length)] ?? "").join(random() < 0.5 ? " " : "");
}
