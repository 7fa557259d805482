import type { SettingKey, Settings } from "../../facts/odoo-settings.ts";
import type { Finding } from "../../model/outcome.ts";

export type SettingRule = {
  readonly isBad: (value: string | null) => boolean;
  readonly title: string;
  readonly remedy: string;
};

/** A finding where an Odoo of the environment runs with a bad value, which names the place that says so. */
export function settingFindings(
  settings: Settings,
  key: SettingKey,
  { isBad, title, remedy }: SettingRule,
): readonly Finding[] {
  const bad = settings[key].filter(({ value }) => isBad(value));
  if (bad.length === 0) return [];
  const places = [
    ...new Set(bad.map(({ value, from }) => (value === null ? "by default" : `by ${from}`))),
  ];
  return [{ subject: `odoo.conf,${key}`, title: `${title} (${places.join(", ")})`, remedy }];
}
