import { TargetError } from "../model/errors.ts";
import { printable, shorten } from "../model/text.ts";
import type { HostResult } from "../transports/wires.ts";
import type { AddonsPath } from "./addons-paths.ts";

/** Where an installed module is, and the size of its `data/neutralize.sql`; null when it has none. */
export type Addon = {
  readonly name: string;
  readonly folder: string;
  readonly neutralizeBytes: number | null;
};
export type Addons = {
  readonly found: readonly Addon[];
  /** Modules whose folder, or something in it, the account may not look at. */
  readonly denied: readonly string[];
  /** Modules that are in no folder of modules. */
  readonly missing: readonly string[];
};

type Listing = {
  readonly sizes: ReadonlyMap<string, number>;
  readonly denied: readonly string[];
};

/**
 * The installed modules, as `list-addons` found them below the paths; the first folder that has one counts,
 * as for Odoo. Throws `access_denied` for a path of the configuration that may not be looked at: what is
 * hidden there is not "no file".
 */
export function locateAddons(
  result: HostResult | undefined,
  paths: readonly AddonsPath[],
  modules: readonly string[],
): Addons {
  const listing = parseListing(result);
  const hidden = paths.find(
    ({ path, from }) => from === "named" && listing.denied.some((one) => isIn(path, one)),
  );
  if (hidden !== undefined) {
    throw new TargetError(
      "access_denied",
      `the account may not look into the add-on path ${hidden.path}`,
    );
  }
  const places = modules.map((name) => placeOf(name, listing, withOneCore(paths, listing)));
  return {
    found: places.flatMap((place) => (typeof place === "object" ? place : [])),
    denied: modules.filter((_, index) => places[index] === "denied"),
    missing: modules.filter((_, index) => places[index] === "missing"),
  };
}

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

/** Another Odoo on the same host must not lend its modules: of the usual places the first that has `base`. */
function withOneCore(paths: readonly AddonsPath[], { sizes }: Listing): readonly string[] {
  const hasBase = ({ path }: AddonsPath): boolean => sizes.has(`${path}/base/__manifest__.py`);
  const core = paths.find(hasBase);
  return paths
    .filter((one) => one.from === "named" || one === core || !hasBase(one))
    .map(({ path }) => path);
}

function placeOf(
  name: string,
  { sizes, denied }: Listing,
  paths: readonly string[],
): Addon | "denied" | "missing" {
  for (const path of paths) {
    const folder = `${path}/${name}`;
    if (denied.some((one) => isIn(one, folder))) return "denied";
    if (["__manifest__.py", "__openerp__.py"].some((file) => sizes.has(`${folder}/${file}`))) {
      return { name, folder, neutralizeBytes: sizes.get(neutralizeFile(folder)) ?? null };
    }
  }
  return "missing";
}

export const neutralizeFile = (folder: string): string => `${folder}/data/neutralize.sql`;

/** Lines of size and path, and complaints of find in the C locale; of the usual places most are not there. */
function parseListing(result: HostResult | undefined): Listing {
  const { stdout = "", stderr = "", code = 1 } = result ?? {};
  const denied: string[] = [];
  for (const line of stderr.split("\n")) {
    const said = /^find: '(.*)': (.*)$/.exec(line);
    if (said === null) {
      if (code !== 0 && line !== "" && !line.includes("File system loop")) throw failed(line);
    } else if (said[2] !== "No such file or directory") denied.push(said[1] ?? "");
  }
  const lines = stdout.split("\n").flatMap((line) => {
    const match = /^(\d+) (\/.*)$/.exec(line);
    return match === null ? [] : [[match[2] ?? "", Number(match[1])] as const];
  });
  return { sizes: new Map(lines), denied };
}

function failed(line: string): TargetError {
  const said = printable(shorten(line, 120));
  return new TargetError("malformed_response", `listing the add-on paths failed: ${said}`);
}
