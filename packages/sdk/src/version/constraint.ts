import { compareSegments, compareVersions, parseVersion, type Version, versionPattern } from "./version.ts";

export type ConstraintOperator = "=" | "!=" | ">" | "<" | ">=" | "<=" | "~>";

/** One condition on a version. */
export interface Constraint {
  readonly operator: ConstraintOperator;
  readonly version: Version;
  /** As it was written, without blanks around it. */
  readonly original: string;
}

const constraint = new RegExp(`^\\s*(?<operator>=|!=|>=|<=|~>|>|<|)\\s*(?<version>${unnamed(versionPattern)})\\s*$`);

function unnamed(pattern: string): string {
  return pattern.replace(/\(\?<\w+>/g, "(?:");
}

const operators: ReadonlySet<string> = new Set(["=", "!=", ">", "<", ">=", "<=", "~>"]);

function isOperator(text: string): text is ConstraintOperator {
  return operators.has(text);
}

/**
 * Reads constraints separated by commas, such as `>= 1.2, < 2.0` or `~> 1.2.3`; a version alone means exactly that one.
 * @returns undefined where one of them is no constraint
 */
export function parseConstraints(text: string): readonly Constraint[] | undefined {
  const constraints: Constraint[] = [];
  for (const part of text.split(",")) {
    const groups = constraint.exec(part)?.groups;
    const version = parseVersion(groups?.version ?? "");
    const operator = groups?.operator || "=";
    if (!version || !isOperator(operator)) return undefined;
    constraints.push({ operator, version, original: part.trim() });
  }
  return constraints;
}

/**
 * Whether the version meets all constraints. A prerelease meets only constraints that name a prerelease of the same
 * version, `=` and `!=` aside.
 */
export function satisfies(version: Version, constraints: readonly Constraint[]): boolean {
  return constraints.every((one) => meets(version, one));
}

function meets(version: Version, { operator, version: bound }: Constraint): boolean {
  const order = compareVersions(version, bound);
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0 && mayCompare(version, bound);
    case "<":
      return order < 0 && mayCompare(version, bound);
    case ">=":
      return order >= 0 && mayCompare(version, bound);
    case "<=":
      return order <= 0 && mayCompare(version, bound);
    case "~>":
      return order >= 0 && mayCompare(version, bound) && isWithin(version, bound);
  }
}

function mayCompare(version: Version, bound: Version): boolean {
  if (version.prerelease === "") return true;
  return bound.prerelease !== "" && compareSegments(version, bound) === 0;
}

/** `~>`: all segments but the last that is written are the same. */
function isWithin(version: Version, bound: Version): boolean {
  if (bound.prerelease !== "" && version.prerelease === "") return false;
  return bound.segments.slice(0, bound.written - 1).every((segment, i) => segment === (version.segments[i] ?? 0n));
}

const operatorOrder: readonly ConstraintOperator[] = ["<", "=", ">", "~>", "!=", "<=", ">="];

/** Orders constraints by their operators, then by their versions. */
export function compareConstraints(a: Constraint, b: Constraint): number {
  const operator = operatorOrder.indexOf(a.operator) - operatorOrder.indexOf(b.operator);
  return operator || compareVersions(a.version, b.version);
}
