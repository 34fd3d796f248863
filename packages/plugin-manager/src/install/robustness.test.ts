// Whatever arrives ends in a message.

import fc from "fast-check";
import { expect, test } from "vitest";
import { InstallError } from "./install-error.ts";
import { readKeys } from "./openpgp/read-keys.ts";
import { PgpError, readPackets, withoutArmor } from "./openpgp/read-packets.ts";
import { readSignature } from "./openpgp/read-signature.ts";
import { readKeyPacket } from "./openpgp/verify-with-key.ts";
import { readSums } from "./origins/read-sums.ts";
import { readVersions } from "./origins/read-versions.ts";
import { parseSource } from "./parse-source.ts";

function throwsOnly(kind: typeof PgpError | typeof InstallError, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
  }
}

/** A packet of the new format. */
const packet = (tag: number) =>
  fc.uint8Array({ minLength: 0, maxLength: 180 }).map((body) => Uint8Array.from([0xc0 | tag, body.length, ...body]));
/** A key or signature that is right at its beginning. */
const begun = (tag: number, ...heads: readonly (readonly number[])[]) =>
  fc
    .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 150 }))
    .map(([head, rest]) => Uint8Array.from([0xc0 | tag, head.length + rest.length, ...head, ...rest]));
const keyHeads = [1, 3, 22, 27].map((algorithm) => [4, 0, 0, 0, 1, algorithm]);
const ed25519 = [4, 0, 0, 0, 1, 22, 9, 0x2b, 6, 1, 4, 1, 0xda, 0x47, 0x0f, 1, 1, 7, 0x40];
const signatureHeads = [0x10, 0x18, 0x20].map((type) => [4, type, 22, 8, 0, 6, 5, 2, 0, 0, 0, 1, 0, 0]);

test("bytes that are meant to be OpenPGP", () => {
  const whole = fc.array(
    fc.oneof(
      packet(2),
      packet(6),
      packet(13),
      packet(14),
      begun(6, ...keyHeads, ed25519),
      begun(14, ed25519),
      begun(2, ...signatureHeads),
    ),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      throwsOnly(PgpError, () => readPackets(withoutArmor(bytes))),
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => throwsOnly(PgpError, () => readSignature(bytes))),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => throwsOnly(PgpError, () => readKeyPacket(bytes))),
  );
  fc.assert(
    fc.property(whole, (packets) => throwsOnly(PgpError, () => readKeys(Buffer.concat(packets)))),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => throwsOnly(PgpError, () => withoutArmor(Buffer.from(`-----BEGIN PGP ${text}`)))),
  );
});

test("an RSA key of odd numbers", () => {
  const number = (bytes: readonly number[]) => [(bytes.length * 8) >> 8, (bytes.length * 8) & 255, ...bytes];
  for (const n of [0, 1, 255])
    for (const e of [[], [0], [2], Array.from({ length: 300 }, () => 255)]) {
      const body = [4, 0, 0, 0, 1, 1, ...number(Array.from({ length: 256 }, () => n)), ...number(e)];
      throwsOnly(PgpError, () => readKeyPacket(Uint8Array.from(body)));
    }
});

test("lists of checksums", () => {
  const line = fc.oneof(
    fc.string(),
    fc.tuple(fc.stringMatching(/^[0-9a-f]{64}$/), fc.string()).map(([digest, name]) => `${digest}  ${name}`),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) =>
      throwsOnly(InstallError, () => {
        for (const [name, digest] of readSums(`${lines.join("\n")}\n`, "SUMS"))
          expect([name, digest]).toEqual([expect.stringMatching(/^\S+$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
      }),
    ),
  );
});

test("sources: whatever is taken can stand in a path and an address as it is", () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom("..", ".", "", "github.com", "a", "%2e%2e", "a\\b", "~", "-x", "a:b", "é", "a b", "a?b", "a#b"),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 18 }), (parts) => {
      const source = parseSource(parts.join("/"));
      if ("problem" in source) return;
      expect(source.parts.join("/")).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.~:-]*(\/[A-Za-z0-9_][A-Za-z0-9_.~:-]*){2,15}$/);
      expect(source.parts.filter((one) => one.includes(".."))).toEqual([]);
      expect(new URL(`https://x/${source.text}`).pathname).toBe(`/${source.text}`);
    }),
    { numRuns: 2000 },
  );
});

test("what is long costs no more than its length", () => {
  const long = 1024 * 1024;
  throwsOnly(PgpError, () => withoutArmor(Buffer.from(`-----BEGIN PGP SIGNATURE-----\n${"a: ".repeat(long / 3)}`)));
  throwsOnly(PgpError, () => withoutArmor(Buffer.from("-----BEGIN PGP SIGNATURE-----\n\n".repeat(long / 31))));
  throwsOnly(InstallError, () => readSums(`${"a ".repeat(long)}\n`, "SUMS"));
  expect(
    readVersions(["9".repeat(16 * long), `1.0.0-${"a.".repeat(long)}`, "1.2.3"]).map(({ original }) => original),
  ).toEqual(["1.2.3"]);
  expect("problem" in parseSource("a/".repeat(long))).toBe(true);
});
