// Compares `ingot console` with Debian's `packer console` on generated expressions, for as long as one likes:
// npm run compare:console -- COUNT [SEED]

import { compareConsoles } from "./compare-consoles.ts";

const count = Number(process.argv[2] ?? 2000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const result = await compareConsoles(seed, count);
process.stdout.write(result.report);
process.exitCode = result.unexplained.length > 0 ? 1 : 0;
