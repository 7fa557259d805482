import type { Catalogue } from "../../model/assets.ts";
import { knownMajors } from "../../model/versions.ts";
import type { Check } from "../check.ts";

/** Modules of Odoo's own that call out and have nothing that a copy would have to be rid of. */
const harmless: readonly string[] = [
  // A person pastes the address of a picture, a video or a page, and it is fetched.
  "base_import",
  "html_editor",
  "link_tracker",
  "web_editor",
  "website_forum",
  "website_slides",
  // What it keeps is a row of `payment`, whose state is judged.
  "payment_odoo_by_adyen",
];

/**
 * Modules whose ways to the outside some check looks at: those of the catalogues' assets, and those without
 * which a fact of a check written by hand could not exist.
 */
export function coveredModules(
  checks: readonly Check[],
  ...catalogues: readonly Catalogue[]
): ReadonlySet<string> {
  const assets = catalogues.flatMap((catalogue) => Object.values(catalogue.assets));
  return new Set([
    ...harmless,
    ...assets.flatMap(({ module, covers }) => [module, ...(covers ?? [])]),
    ...checks.flatMap(modulesOf),
  ]);
}

function modulesOf({ needs }: Check): readonly string[] {
  return Object.values(needs).flatMap(({ module }) =>
    knownMajors.flatMap((major) => module?.({ major, serie: `${major}.0` }) ?? []),
  );
}
