import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { isAlive } from "./processes.ts";
import { startDaemon } from "./start-daemon.ts";
import { waitUntil } from "./wait-until.ts";

export interface BootOptions {
  /** `virtio`: disk and network as virtio; `default`: whatever QEMU gives a `-drive` and a network without a model. */
  readonly drive: "virtio" | "default";
  /** Default: what qemu-img finds is right for raw, qcow2 and vmdk; `vpc` is VHD. */
  readonly format?: "raw" | "qcow2" | "vmdk" | "vpc";
  /** Ports of the guest to reach on the loopback. */
  readonly forward?: readonly number[];
  readonly memoryMb?: number;
  /** Where to put the pid file and the serial console's log; the run's folder, so that a crash is cleared away. */
  readonly folder?: string;
}

export interface BootedImage {
  /** What the first serial port has printed so far. */
  readonly serial: () => string;
  /** The loopback port that leads to this port of the guest. */
  readonly portOf: (guestPort: number) => number;
  /** Waits for text on the serial console. Under software emulation a Debian takes about a minute to come up. */
  readonly waitForSerial: (pattern: RegExp, timeoutMs: number) => Promise<void>;
  /** Asks the guest's web server until it answers with success, and gives the page. */
  readonly fetchPage: (guestPort: number, path: string, timeoutMs: number) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Boots a disk image from BIOS in QEMU under software emulation. The image is not written to. */
export async function bootImage(image: string, options: BootOptions): Promise<BootedImage> {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), "qemu-"));
  const ports = new Map<number, number>();
  for (const guestPort of options.forward ?? []) ports.set(guestPort, await freePort());
  const portOf = (guestPort: number) => {
    const port = ports.get(guestPort);
    if (port === undefined) throw new Error(`port ${guestPort} of the guest is not forwarded`);
    return port;
  };

  const isVirtio = options.drive === "virtio";
  const forwards = [...ports].map(([guest, host]) => `hostfwd=tcp:127.0.0.1:${host}-:${guest}`);
  const format = options.format ? [`format=${options.format}`] : [];
  const serialLog = join(folder, "serial.log");
  const daemon = await startDaemon({
    name: "qemu",
    folder,
    command: "qemu-system-x86_64",
    args: [
      ...["-accel", "tcg,thread=multi", "-smp", "2", "-m", `${options.memoryMb ?? 512}`],
      ...[
        "-drive",
        [`file=${image.replaceAll(",", ",,")}`, ...format, ...(isVirtio ? ["if=virtio"] : []), "snapshot=on"].join(","),
      ],
      ...["-nic", ["user", ...(isVirtio ? ["model=virtio-net-pci"] : []), ...forwards].join(",")],
      ...["-display", "none", "-monitor", "none", "-serial", `file:${serialLog}`, "-no-reboot"],
    ],
    isReady: () => readFileSync(serialLog) !== undefined,
  });

  const serial = () => readFileSync(serialLog, "latin1");
  const wait = <T>(
    probe: () => T | undefined | false | Promise<T | undefined | false>,
    what: string,
    timeoutMs: number,
  ) =>
    waitUntil(
      async () => {
        if (!isAlive(daemon.identity)) return { isOver: true } as const;
        const value = await probe();
        return value === undefined || value === false ? undefined : ({ isOver: false, value } as const);
      },
      { timeoutMs, everyMs: 250, what: () => `${what}. The serial console ends in:\n${serial().slice(-2_000)}` },
    ).then((found) => {
      if (found.isOver) throw new Error(`QEMU has ended\n${daemon.log()}\n${serial().slice(-2_000)}`);
      return found.value;
    });

  return {
    serial,
    portOf,
    waitForSerial: async (pattern, timeoutMs) => {
      await wait(() => pattern.test(serial()), `${pattern} on the serial console`, timeoutMs);
    },
    fetchPage: (guestPort, path, timeoutMs) => {
      const address = `http://127.0.0.1:${portOf(guestPort)}${path}`;
      const probe = async () => {
        const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
        return response.ok ? await response.text() : undefined;
      };
      return wait(probe, address, timeoutMs);
    },
    stop: async () => {
      await daemon.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
