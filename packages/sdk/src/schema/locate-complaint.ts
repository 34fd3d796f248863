import { type Diagnostic, errorAt, type Path, type Range, warningAt } from "@ingot/hcl";
import type { Complaint } from "./schema.ts";

/** A complaint as a diagnostic: at its field where that was set, else at the component's header. */
export function locateComplaint(
  complaint: Complaint,
  places: ReadonlyMap<string, (path: Path) => Range>,
  header: Range,
): Diagnostic {
  const rangeOf = complaint.field === undefined ? undefined : places.get(complaint.field);
  const make = complaint.severity === "warning" ? warningAt : errorAt;
  return make(rangeOf?.(complaint.path ?? []) ?? header, complaint.summary, complaint.detail);
}
