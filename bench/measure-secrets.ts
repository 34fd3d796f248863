// How fast output passes the filter of secrets: ordinary logs, and text that is nearly secret all the time.

import { createSecretFilter } from "@ingot/sdk";
import { seededRandom } from "../e2e/kill/random.ts";

/** What a build writes most of. */
const ordinary = [
  "Get:12 http://deb.debian.org/debian bookworm/main amd64 libssl3 amd64 3.0.11-1~deb12u2 [2,019 kB]",
  "Unpacking libssl3:amd64 (3.0.11-1~deb12u2) over (3.0.9-1) ...",
  "Setting up python3-minimal (3.11.2-1+b1) ...",
  'gcc -O2 -Wall -I./include -DVERSION=\\"1.2.3\\" -c src/main.c -o build/main.o',
  "  45% [=====>      ] 120.3 MB/s eta 00:12:33\r  46% [=====>      ] 121.0 MB/s eta 00:12:30",
  '{"level":"info","msg":"it\'s done","path":"/usr/lib/x86_64-linux-gnu","sum":"9f86d081884c7d659a2feaa0c55ad015"}',
  "\u001b[0;32mok\u001b[0m: [default] => (item=nginx) 100% | 0x7f3a | C:\\Windows\\System32\\drivers",
];

/** Megabytes for a second of processor time, through a filter with 20 secrets, in pieces of 64 KiB; the best of some rounds. */
export function measureSecrets(): { readonly ordinary: number; readonly nearlySecret: number } {
  const random = seededRandom(1);
  const chars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!$%&'\"`+/ ";
  const word = (length: number) =>
    Array.from({ length }, () => chars[Math.floor(random() * chars.length)] ?? "").join("");
  const secrets = Array.from({ length: 20 }, () => word(8 + Math.floor(random() * 32)));
  const nearly = secrets.flatMap((secret) => [
    `${secret.slice(0, -1)}~`,
    `${Buffer.from(secret).toString("base64").slice(0, -6)}~`,
    `${encodeURIComponent(secret).slice(0, -3)}~`,
  ]);
  const pass = (lines: readonly string[], megabytes: number) => {
    const filter = createSecretFilter();
    for (const secret of secrets) filter.add(secret);
    let text = "";
    while (text.length < 65_536) text += `${lines[Math.floor(random() * lines.length)]}\n`;
    const piece = Buffer.from(text).subarray(0, 65_536);
    const rounds = Array.from({ length: 5 }, () => {
      const stream = filter.stream();
      const before = process.cpuUsage();
      for (let passed = 0; passed < megabytes * 1e6; passed += piece.length) stream.push(piece);
      const { user, system } = process.cpuUsage(before);
      return megabytes / ((user + system) / 1e6);
    });
    return Math.max(...rounds);
  };
  return { ordinary: pass(ordinary, 50), nearlySecret: pass(nearly, 5) };
}
