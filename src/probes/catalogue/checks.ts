import type { Asset, Catalogue } from "../../model/assets.ts";
import type { ControlId } from "../../model/outcome.ts";
import type { Check } from "../check.ts";
import { catalogueCheck, type ControlDefaults } from "./check.ts";

/** Every check of a catalogue, in its order. */
export function catalogueChecks(
  catalogue: Catalogue,
  controls: Readonly<Record<ControlId, ControlDefaults>>,
): readonly Check[] {
  const members = new Map<string, [string, Asset][]>();
  for (const [id, asset] of Object.entries(catalogue.assets)) {
    const group = members.get(asset.check) ?? [];
    group.push([id, asset]);
    members.set(asset.check, group);
  }
  return Object.entries(catalogue.checks).map(([id, entry]) =>
    catalogueCheck(id, entry, controls[entry.control], members.get(id) ?? []),
  );
}
