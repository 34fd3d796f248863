/** What HCL has for a function that cannot be translated where it is called. */
const counterparts: Readonly<Record<string, string>> = {
  upper: "upper(TEXT)",
  lower: "lower(TEXT)",
  split: "split(SEPARATOR, TEXT)[INDEX]",
  replace: "replace(TEXT, OLD, NEW), which replaces every occurrence",
  replace_all: "replace(TEXT, OLD, NEW)",
  clean_resource_name: "regex_replace(TEXT, PATTERN, REPLACEMENT), and validation blocks for variables",
  clean_image_name: "regex_replace(TEXT, PATTERN, REPLACEMENT), and validation blocks for variables",
  clean_ami_name: "regex_replace(TEXT, PATTERN, REPLACEMENT), and validation blocks for variables",
  sed: "regex_replace(TEXT, PATTERN, REPLACEMENT)",
  user: "var.NAME, or local.NAME where the variable has become a local",
  env: "env(NAME) in the default of a variable",
  template_dir: "path.root",
  consul_key: "consul_key(KEY)",
  vault: "vault(PATH, KEY)",
  aws_secretsmanager: 'aws_secretsmanager(NAME, KEY), and the data source "amazon-secretsmanager"',
  aws_secretsmanager_raw: "aws_secretsmanager_raw(NAME)",
};

/** What a person has to do about a call that stays as it is; undefined where it does its work in HCL templates as well. */
export function adviceOn(name: string): string | undefined {
  const counterpart = Object.hasOwn(counterparts, name) ? counterparts[name] : undefined;
  return (
    counterpart && `calls ${name} in a way that is not translated. Write it anew with what HCL has: ${counterpart}.`
  );
}
