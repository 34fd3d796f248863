// Imported before a measured program: writes at its end what it used into the file that INGOT_BENCH_USAGE names.

import { writeFileSync } from "node:fs";

process.once("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024 };
  writeFileSync(process.env.INGOT_BENCH_USAGE ?? "", JSON.stringify(usage));
});
