/** An Odoo version as far as rules depend on it: `14.0`, `17.0`, `saas~18.3`. */
export type OdooVersion = { readonly major: number; readonly serie: string };

/** The versions whose models and fields we know: an audit of another one is `unsupported_version`. */
export const knownMajors = [14, 15, 16, 17, 18, 19] as const;
export type KnownSerie = `${(typeof knownMajors)[number]}.0`;
export const knownSeries: readonly KnownSerie[] = knownMajors.map((major) => `${major}.0` as const);

/** `14.0-20210101` or `14.0.1.3` to `{ major: 14, serie: "14.0" }`; undefined when it is no Odoo version. */
export function parseOdooVersion(text: string): OdooVersion | undefined {
  const match = /^((?:saas[~-])?(\d{1,2})\.(\d{1,2}))(?:\D|$)/.exec(text);
  if (match === null) return undefined;
  return { major: Number(match[2]), serie: (match[1] ?? "").replace("saas-", "saas~") };
}

/** Only whole known series count: `saas~18.3` is nearer to 18 than known to be 18. */
export function isKnown(version: OdooVersion): boolean {
  return knownSeries.some((serie) => version.serie === serie);
}

/**
 * The version by whose rules a database is judged: its own when it is known, else the one that the operator
 * names; undefined where nobody says.
 */
export function judgedVersion(
  version: OdooVersion,
  judgeAs: string | undefined,
): OdooVersion | undefined {
  if (isKnown(version)) return version;
  return judgeAs === undefined ? undefined : parseOdooVersion(judgeAs);
}

/** A range of majors, both ends included and either left out: `{ from: 16 }`, `{ to: 15 }`. */
export type OdooRange = {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
};

export function inRange(version: OdooVersion, range: OdooRange): boolean {
  return version.major >= (range.from ?? 0) && version.major <= (range.to ?? Infinity);
}

export function formatRange(range: OdooRange): string {
  const first = range.from ?? knownMajors[0];
  return range.to === undefined
    ? `${first} and later`
    : first === range.to
      ? `${first}`
      : `${first} to ${range.to}`;
}

/** Why a version is not judged, and what the operator may do about it. */
export function formatUnknownVersion(version: OdooVersion): string {
  const known = `Odoo ${version.serie} is not one that envaudit knows (${knownSeries.join(", ")})`;
  return `${known}: say by which of them to judge it with \`judge_as\``;
}

/** `saas~18.3`, or `saas~18.3 judged as 18.0` where it was judged by the rules of another version. */
export function formatVersion(serie: string, judgedAs: string | undefined): string {
  return judgedAs === undefined ? serie : `${serie} judged as ${judgedAs}`;
}
