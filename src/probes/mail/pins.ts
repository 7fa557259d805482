import { plural } from "../../model/text.ts";
import { failOrPass, type Finding, type Verdict } from "../../model/outcome.ts";
import type { Fact } from "../../model/record.ts";
import { describeDestination, isLive, type Destination } from "./servers.ts";

type Pin = { readonly id: number; readonly server: number };
type Server = Destination & { readonly id: number; readonly name: string | null };
export type Pinned = {
  readonly servers: readonly Server[];
  readonly templates: readonly Pin[];
  readonly mailings: Fact<readonly Pin[]>;
  readonly allowed: readonly string[];
};

/**
 * A finding for each live server among the archived ones that something names, with what names it. Mailings that
 * could not be read make it unknown where nothing else fails; without their module there are none.
 */
export function judgePins({ servers, templates, mailings, allowed }: Pinned): Verdict {
  const findings: Finding[] = [];
  for (const server of servers.filter((one) => isLive(one, allowed))) {
    const byTemplate = pinsOf(templates, server.id);
    const byMailing = mailings.state === "known" ? pinsOf(mailings.value, server.id) : [];
    const count = byTemplate.length + byMailing.length;
    if (count === 0) continue;
    const pins = [...describe(byTemplate, "template"), ...describe(byMailing, "mailing")];
    const where = `"${server.name ?? server.id}" (${describeDestination(server)})`;
    findings.push({
      subject: `ir.mail_server,${server.id}`,
      title: `Archived server ${where} still sends for ${pins.join(" and ")}`,
      remedy: `Clear the mail server of ${pins.join(" and ")}.`,
      count,
    });
  }
  if (findings.length === 0 && mailings.state === "unknown") {
    return { outcome: "unknown", reason: mailings.reason, detail: mailings.detail };
  }
  return failOrPass(findings, "no template and no mailing names a live server");
}

const pinsOf = (pins: readonly Pin[], server: number): readonly number[] =>
  pins.filter((pin) => pin.server === server).map((pin) => pin.id);

// A few ids lead an operator to the rest.
const shown = 5;

function describe(ids: readonly number[], noun: string): readonly string[] {
  if (ids.length === 0) return [];
  const more = ids.length > shown ? ", …" : "";
  return [`${plural(ids.length, noun)} (${ids.slice(0, shown).join(", ")}${more})`];
}
