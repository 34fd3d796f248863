// -report in a real browser: it opens without a complaint and without a request, shows every step, and finds what is in the logs.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { runCommand, waitUntil } from "./environment/index.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));

let browser: Browser;
let folder = "";
beforeAll(async () => {
  // Chromium has no sandbox for root.
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
afterAll(() => browser.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "report-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = () => ({ cwd: folder, mayFail: true, env: { INGOT_STATE_DIR: join(folder, ".state") } });

interface JsonEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Runs a build, and gives its exit code and its events. */
async function build(...words: readonly string[]): Promise<{ code: number; events: readonly JsonEvent[] }> {
  const { code, stdout } = await runCommand(ingot, ["build", "-json", "-report=r.html", ...words], options());
  const events = stdout
    .split("\n")
    .slice(0, -1)
    .map((line): JsonEvent => JSON.parse(line));
  return { code, events };
}

/** Opens the report. What it asks the network for and complains of is collected, and must be nothing. */
async function open(colorScheme: "light" | "dark" = "light"): Promise<{ page: Page; close: () => Promise<void> }> {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
  const heard: string[] = [];
  page.on("console", (message) => heard.push(message.text()));
  page.on("pageerror", (error) => heard.push(String(error)));
  page.on("request", (request) => heard.push(request.url()));
  const url = pathToFileURL(join(folder, "r.html")).href;
  await page.goto(url);
  await page.waitForSelector("main");
  const close = async () => {
    expect(heard).toEqual([url]);
    await page.close();
  };
  return { page, close };
}

const count = (page: Page) => page.textContent(".count");

/** Types a text into the search, and waits until so many lines have it: "3 lines". */
async function find(page: Page, text: string, found: string): Promise<void> {
  await page.fill("input[type=search]", text);
  await expect.poll(() => count(page), { timeout: 30_000 }).toMatch(new RegExp(`(^|of )${found}$`));
}

const template = `variable "password" {
  default   = "hunter2 hunter2"
  sensitive = true
}
source "null" "web" {
  communicator = "none"
}
source "null" "db" {
  communicator = "none"
}
source "file" "notes" {
  content = "hello"
  target  = "notes.txt"
}
build {
  name    = "fleet"
  sources = ["null.web", "null.db", "file.notes"]
  provisioner "shell-local" {
    inline = [
      "echo '</script><script>document.title = \\"taken over\\"</script><!-- <script>'",
      "printf '\\\\033[31mred\\\\033[0m text\\\\342\\\\200\\\\250 behind\\\\n'",
      "echo \${var.password}",
      "echo careful >&2",
    ]
  }
  provisioner "shell-local" {
    only   = ["null.db"]
    inline = ["echo FATAL: no such table >&2; exit 3"]
  }
  error-cleanup-provisioner "shell-local" {
    inline = ["echo rescued"]
  }
  post-processors {
    post-processor "checksum" {
      checksum_types = ["md5"]
      output         = "sum.{{.BuildName}}.{{.ChecksumType}}"
    }
    post-processor "manifest" {}
  }
}
`;

test("a run with a failure: every step, what went wrong, what came out, and nothing from outside", async () => {
  writeFileSync(join(folder, "t.pkr.hcl"), template);
  const { code, events } = await build("t.pkr.hcl");
  expect(code).toBe(1);
  const html = readFileSync(join(folder, "r.html"), "utf8");
  expect(html).not.toContain("hunter2");
  expect(statSync(join(folder, "r.html")).mode & 0o777).toBe(0o600);
  // Nothing of the file refers to anything but itself.
  const outside =
    /<(?:link|img|iframe|object|embed|base|script[^>]+src)|(?:src|href|action)\s*=\s*["']?(?!#)[a-z/.]|url\(|@import|@font-face/i;
  expect(
    outside.exec(
      html.replace(/<script type="application\/json"[\s\S]*?<\/script>/g, "").replace(/<script>[\s\S]*/, ""),
    ),
  ).toBeNull();

  const { page, close } = await open();
  expect(await page.title()).toBe("t.pkr.hcl: report of Ingot");
  expect(await page.textContent(".badge")).toContain("Failed");
  expect(await page.textContent(".facts")).toContain("2 done, 1 failed");

  const began = events.filter(({ type }) => /^(step|cleanup|provisioner|post-processor)-start$/.test(type));
  expect(await page.locator("button.bar").count()).toBe(began.length);
  expect(began.length).toBeGreaterThan(15);
  expect(await page.locator("button.bar.failed").count()).toBe(2);
  await page.getByText("All steps as a table").click();
  expect(await page.locator(".fold tbody tr").count()).toBe(began.length);

  // By keyboard alone: from bar to bar, closer, and to the log of what failed.
  await page.getByRole("button", { name: /^Provisioner shell-local \(2 of 2\), failed after/ }).focus();
  expect(await page.textContent(".details")).toContain("non-zero exit status: 3");
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowLeft");
  expect(await page.textContent(".details")).toContain("shell-local provisioner, 1 of 2, of fleet.null.db");
  await page.keyboard.press("ArrowDown");
  expect(await page.textContent(".details")).toContain("of fleet.file.notes");
  await page.keyboard.press("ArrowUp");
  await page.locator(".details button").click();
  expect(await page.locator("select option:checked").textContent()).toMatch(/^fleet\.null\.db/);

  await page.keyboard.press("/");
  await page.keyboard.type("fatal");
  await expect.poll(() => count(page)).toBe("1 of 1 line");
  expect(await page.textContent(".row.current")).toContain("FATAL: no such table");
  await page.selectOption("select", { label: (await page.locator("select option").first().textContent()) ?? "" });
  await find(page, "red text", "3 lines");
  expect(await page.locator(".row .c-red").first().textContent()).toBe("red");
  await find(page, "<sensitive>", "3 lines");
  const seen = new Set<string | null>();
  for (const key of ["Enter", "Enter", "Enter", "Shift+Enter", "Shift+Enter"]) {
    await page.keyboard.press(key);
    seen.add(await count(page));
  }
  expect([...seen].sort()).toEqual(["1 of 3 lines", "2 of 3 lines", "3 of 3 lines"]);
  await find(page, "careful", "3 lines");
  await page.uncheck("input[data-stream=stderr]");
  await expect.poll(() => count(page)).toBe("Not found");
  await page.check("input[data-stream=stderr]");
  await page.getByLabel("Only these").check();
  await expect.poll(() => page.locator(".row").count()).toBe(3);
  await find(page, "</script>", "3 lines");

  expect(await page.textContent("#problems")).toContain("The build failed in fleet.null.db");
  expect(await page.textContent("#artifacts")).toContain("notes.txt");
  expect(await page.textContent("#resources")).toContain("made and removed");
  expect(await page.textContent("#origin")).toMatch(/t\.pkr\.hcl[0-9a-f]{64}/);
  await close();
});

test("the data can be taken out: the events are those of -json, and the lines are all there", async () => {
  writeFileSync(join(folder, "t.pkr.hcl"), template);
  const { events } = await build("t.pkr.hcl");
  const html = readFileSync(join(folder, "r.html"), "utf8");
  const data = (id: string) =>
    JSON.parse(new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, "s").exec(html)?.[1] ?? "");
  const left = ["say", "output", "log", "document", "progress", "heartbeat"];
  const withoutText = ({ text, ...event }: JsonEvent) => event;
  expect(data("ingot-events").map(withoutText)).toEqual(
    events.filter(({ type }) => !left.includes(type)).map(withoutText),
  );
  const { logs } = data("ingot-run");
  const { element } = logs.find((log: { build?: string }) => log.build === "fleet.null.db");
  expect(data(element)).toContainEqual([expect.any(Number), "stderr", "FATAL: no such table"]);
});

test("light and dark, and on paper", async () => {
  writeFileSync(join(folder, "t.pkr.hcl"), template);
  await build("t.pkr.hcl");
  const colours = (page: Page): Promise<{ readonly page: readonly number[]; readonly ink: readonly number[] }> =>
    page.evaluate(`(() => {
      const numbers = (text) => text.match(/\\d+/g).slice(0, 3).map(Number);
      const style = getComputedStyle(document.body);
      return { page: numbers(style.backgroundColor), ink: numbers(style.color) };
    })()`);
  const brightness = (rgb: readonly number[]) => rgb.reduce((sum, part) => sum + part, 0) / rgb.length;
  for (const scheme of ["light", "dark"] as const) {
    const { page, close } = await open(scheme);
    const { page: paper, ink } = await colours(page);
    const difference = brightness(paper) - brightness(ink);
    expect(scheme === "light" ? difference : -difference).toBeGreaterThan(180);
    await page.emulateMedia({ media: "print" });
    expect(brightness((await colours(page)).page)).toBe(255);
    expect(await page.locator("#log").isVisible()).toBe(false);
    expect(await page.locator("#timeline .lane").count()).toBe(3);
    await close();
  }
});

test("axe finds nothing that keeps anybody from reading it", async () => {
  writeFileSync(join(folder, "t.pkr.hcl"), template);
  await build("t.pkr.hcl");
  for (const colorScheme of ["light", "dark"] as const) {
    // The page's policy would keep axe out, too.
    const page = await browser.newPage({ colorScheme, bypassCSP: true });
    await page.goto(pathToFileURL(join(folder, "r.html")).href);
    await find(page, "fatal", "1 line");
    await page.locator("button.bar.failed").first().focus();
    await page.getByText("All steps as a table").click();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.close();
  }
});

test("nothing gets out, even if the page wanted to", async () => {
  writeFileSync(join(folder, "t.pkr.hcl"), template);
  await build("t.pkr.hcl");
  let requests = 0;
  const server = createServer((_, answer) => {
    requests++;
    answer.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(folder, "r.html")).href);
  await page.evaluate(`(async () => {
    document.body.append(Object.assign(new Image(), { src: "${url}" }));
    document.body.append(Object.assign(document.createElement("script"), { src: "${url}" }));
    document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'ran'" }));
    await fetch("${url}").catch(() => undefined);
  })()`);
  expect([requests, await page.title()]).toEqual([0, "t.pkr.hcl: report of Ingot"]);
  await page.close();
  server.close();
});

test("20 builds with 200,000 lines stay usable, and of a longer log the beginning and the end are there", async () => {
  const builders = Array.from({ length: 20 }, (_, at) => ({ type: "null", name: `b${at}`, communicator: "none" }));
  const inline = ["seq -f 'line %.0f of a log that is long' 9999; echo the end"];
  const long = { type: "shell-local", only: ["b0"], inline: ["seq -f '%080.0f' 100000"] };
  const provisioners = [{ type: "shell-local", inline }, long];
  writeFileSync(join(folder, "t.json"), JSON.stringify({ builders, provisioners }));
  expect((await build("t.json")).code).toBe(0);
  const { page, close } = await open();
  expect(await page.locator(".lane").count()).toBe(20);
  await find(page, "the end", "20 lines");
  await find(page, "line 5000 of", "20 lines");
  await find(page, "a log that is long", "199,980 lines");
  expect(await page.locator(".row").count()).toBeLessThan(100);
  await page.locator(".lines").press("End");
  await expect.poll(() => page.textContent(".rows")).toContain("artifact");
  expect(await page.locator(".row").count()).toBeLessThan(100);
  expect(await page.textContent(".note")).toMatch(/null\.b0: [\d,]+ lines\. Run with -log-dir to keep all of them\./);
  await find(page, "0".repeat(79).concat("1"), "1 line");
  await find(page, "100000", "1 line");
  await find(page, "lines are left out here", "1 line");
  await close();
});

test.each([
  ["once", 1, "Interrupted", false],
  ["twice, so that it ends at once", 2, "Ended without its end", true],
])("a run that is interrupted %s", async (_, times, badge, isPartial) => {
  writeFileSync(
    join(folder, "t.json"),
    JSON.stringify({
      builders: [{ type: "null", communicator: "none" }],
      provisioners: [{ type: "shell-local", inline: ["echo ready; sleep 600"] }],
    }),
  );
  const child = spawn(ingot, ["build", "-json", "-report=r.html", "t.json"], {
    cwd: folder,
    env: { ...process.env, INGOT_STATE_DIR: join(folder, ".state") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const isFirst = !text.includes('"line":"ready"');
    text += chunk;
    if (isFirst && text.includes('"line":"ready"')) for (let at = 0; at < times; at++) child.kill("SIGINT");
    // Two signals that come together are one.
    else if (times === 2 && text.includes('"isSecond":false') && !text.includes('"isSecond":true'))
      child.kill("SIGINT");
  });
  await ended;
  const { page, close } = await open();
  expect(await page.textContent(".badge")).toContain(badge);
  expect(await page.locator(".banner").isVisible()).toBe(isPartial);
  expect(await page.textContent("#problems")).toContain("Interrupted by SIGINT");
  await find(page, "ready", "1 line");
  await close();
  await waitUntil(async () => (await runCommand(ingot, ["cleanup"], options())).stdout.includes("Nothing is left"), {
    timeoutMs: 60_000,
    what: "a clean-up that leaves nothing",
  });
});

test("a template that is wrong has a report, too, and nothing else is left in the folder", async () => {
  writeFileSync(join(folder, "t.pkr.hcl"), 'source "null" "a" {\n  nope = 1\n}\nbuild {\n  sources = ["null.a"]\n}\n');
  expect((await build("t.pkr.hcl")).code).toBe(1);
  const { page, close } = await open();
  expect(await page.textContent("#problems")).toContain("on t.pkr.hcl line 2");
  await close();
  expect(readdirSync(folder).sort()).toEqual(
    [".state", "r.html", "t.pkr.hcl"].filter((name) => existsSync(join(folder, name))),
  );
});

test.each([
  ["nowhere/r.html", "no such file or directory"],
  ["", "it is empty"],
  [".", "it is a folder"],
  ["/dev/null", "it is no ordinary file"],
])("a report that cannot be written is an error before anything is built: %j", async (path, reason) => {
  writeFileSync(join(folder, "t.pkr.hcl"), template);
  const { code, stdout } = await runCommand(ingot, ["build", `-report=${path}`, "t.pkr.hcl"], options());
  const said = stdout.replaceAll("\n", " ");
  expect([code, said]).toEqual([1, expect.stringContaining(`-report names "${path}": ${reason}. Name a file`)]);
  expect(existsSync(join(folder, "notes.txt"))).toBe(false);
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});
