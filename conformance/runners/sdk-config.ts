// The cases of the category sdk_config: decoding rules and small helpers. The names of tables and columns are those of the
// vectors' origin.

import {
  convert,
  fromJs,
  type Path,
  type Range,
  sameValue,
  startOfText,
  typeOf,
} from "../../packages/hcl/src/index.ts";
import { bastionKey, communicatorConfig, sshPatience } from "../../packages/sdk/src/communicator/config.ts";
import { type GuestCommands, guestCommands } from "../../packages/sdk/src/communicator/guest-commands.ts";
import { complainOfExit } from "../../packages/sdk/src/component/complain-of-exit.ts";
import { pluginVersion } from "../../packages/sdk/src/component/plugin-version.ts";
import { interpolate } from "../../packages/sdk/src/interpolate/interpolate.ts";
import { bodyFromValue } from "../../packages/sdk/src/schema/body-from-value.ts";
import { type DecodeContext, decode } from "../../packages/sdk/src/schema/decode.ts";
import { s } from "../../packages/sdk/src/schema/field.ts";
import { type Fields, type Schema, schema } from "../../packages/sdk/src/schema/schema.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";
import { readValue } from "../neutral.ts";

type Row = Readonly<Record<string, unknown>>;

/** Runs one case of the category sdk_config. */
export function runSdkConfigCase(given: Case): CaseResult {
  if (given.kind === "guest-command") return runGuestCommand(given);
  const table = given.id.split("/")[1] ?? "";
  const run = tables[table];
  return run && isRow(given.row) ? run(given.row) : compare("a table that is known", table);
}

const tables: Readonly<Record<string, (row: Row) => CaseResult>> = {
  TestDecode: runDecode,
  TestTrilianParsing: runTriState,
  TestHCL2ValueFromConfigValue: runValue,
  TestSSHBastion: runBastion,
  Test_PluginVersionCreate: runVersion,
  TestProvisioner_ValidExitCode: runExitCode,
};

function compare(wanted: unknown, came: unknown): CaseResult {
  const [want, got] = [JSON.stringify(wanted), JSON.stringify(came)];
  return want === got ? passed : failed(`${want} was expected, ${got} came`);
}

const range: Range = { filename: "row", start: startOfText, end: startOfText };
const place = { range, rangeOf: (_path: Path) => range };

function decodeWeakly<F extends Fields>(of: Schema<F>, settings: Row, userVariables: Readonly<Record<string, string>>) {
  const around = { dialect: "json", startedAt: new Date(0), cwd: "/", packerVersion: "0.0.0", userVariables } as const;
  const context: DecodeContext = {
    component: { kind: "builder", type: "row" },
    interpolate: (text) => interpolate(text, around),
    render: (text) => text,
  };
  return decode(of, bodyFromValue(fromJs(settings), true, place), context);
}

const target = { name: s.string(), address: s.string(), time: s.duration(), trilean: s.triState() };

function runDecode(row: Row): CaseResult {
  const settings = Object.assign({}, ...rowsOf(row.Input)) as Row;
  const users = isRow(settings.packer_user_variables) ? settings.packer_user_variables : {};
  const late = excludedFields(row.Opts);
  const fields = Object.entries(target).map(([name, field]) => [name, late.has(name) ? field.lateRendered() : field]);
  const declared = schema(Object.fromEntries(fields) as typeof target);
  const { config, diagnostics } = decodeWeakly(declared, settings, users as Record<string, string>);
  const wanted = isRow(row.Output) ? row.Output : {};
  if (!config) return compare(wanted, diagnostics);
  return compare(
    [wanted.Name ?? "", wanted.Address ?? "", wanted.Time ?? 0, wanted.Trilean ?? "unset"],
    [config.name ?? "", config.address ?? "", (config.time ?? 0) * 1e6, String(config.trilean ?? "unset")],
  );
}

function excludedFields(options: unknown): ReadonlySet<string> {
  const filter = isRow(options) && isRow(options.InterpolateFilter) ? options.InterpolateFilter : {};
  const names = (list: unknown) => (Array.isArray(list) ? list.map(String) : undefined);
  const included = names(filter.Include);
  const excluded =
    names(filter.Exclude) ?? (included && Object.keys(target).filter((name) => !included.includes(name)));
  return new Set(excluded);
}

function runTriState(row: Row): CaseResult {
  const { config } = decodeWeakly(schema({ trilean: s.triState() }), { trilean: row.Input }, {});
  const came = { value: String(config?.trilean ?? "unset"), error: config === undefined };
  return compare({ value: row.Output, error: row.ErrExpected }, came);
}

/** The row does not say which Go type a list had, so the value is brought to the type that is wanted. */
function runValue(row: Row): CaseResult {
  const wanted = readValue(row.Want);
  const converted = convert(fromJs(row.Input), typeOf(wanted));
  if ("error" in converted) return compare(row.Want, converted.error);
  return sameValue(converted.value, wanted) ? compare(0, 0) : compare(row.Want, "another value");
}

function runBastion(row: Row): CaseResult {
  const given = isRow(row.config) ? row.config : {};
  const { config, diagnostics } = decodeWeakly(communicatorConfig, settingsOf(given), {});
  if (!config || row.expectError === true)
    return compare(row.expectError, config === undefined && diagnostics.length > 0);
  const expected = isRow(row.expectedConfig) ? settingsOf(row.expectedConfig) : {};
  const patience = sshPatience(config);
  const key = bastionKey(config);
  const effective: Row = {
    ...config,
    ssh_timeout: patience.timeoutMs * 1e6,
    ssh_handshake_attempts: patience.attempts,
    ssh_keep_alive_interval: config.ssh_keep_alive_interval * 1e6,
    ssh_bastion_private_key_file: key.privateKeyFile,
    ssh_bastion_certificate_file: key.certificateFile,
  };
  const names = Object.keys(expected).sort();
  return compare(
    names.map((name) => [name, expected[name]]),
    names.map((name) => [name, effective[name]]),
  );
}

/** Go's nested struct as settings: `SSHBastionHost` is `ssh_bastion_host`. */
function settingsOf(config: Row): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (key === "$type") continue;
    if (isRow(value)) Object.assign(settings, settingsOf(value));
    else settings[key === "Type" ? "communicator" : snakeCase(key)] = value;
  }
  return settings;
}

function snakeCase(name: string): string {
  const words = name.replace(/^WinRM/, "Winrm").match(/[A-Z]+(?![a-z])|[A-Z][a-z]*|\d+/g) ?? [];
  return words.join("_").toLowerCase();
}

function runVersion(row: Row): CaseResult {
  try {
    const version = pluginVersion(String(row.coreVersion), String(row.preVersion), String(row.metaVersion));
    return compare(row.expectError === true ? "an error" : row.expectVersionString, version);
  } catch (error) {
    return compare(row.expectError, error instanceof Error);
  }
}

function runExitCode(row: Row): CaseResult {
  const codes = Array.isArray(row.exitCodes) ? row.exitCodes.map(Number) : undefined;
  return compare(row.wantErr, complainOfExit(Number(row.code), codes) !== undefined);
}

function runGuestCommand(given: Row): CaseResult {
  const commands = guestCommands(given.os === "windows" ? "windows" : "unix", given.sudo === true);
  const method = String(given.method);
  const name = (method.charAt(0).toLowerCase() + method.slice(1)) as keyof GuestCommands;
  const [first = "", second = ""] = Array.isArray(given.args) ? given.args.map(String) : [];
  const came = commands[name]?.(first, second);
  // What says that there is nothing to do says so in words of its own.
  const isEcho = [given.want, came].every((text) => typeof text === "string" && text.startsWith("echo "));
  return isEcho ? passed : compare(given.want, came);
}

function isRow(x: unknown): x is Row {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}

function rowsOf(x: unknown): Row[] {
  return Array.isArray(x) ? x.filter(isRow) : [];
}
