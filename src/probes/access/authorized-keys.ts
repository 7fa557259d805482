import type { z } from "zod";
import { hostAuthorizedKeys } from "../../facts/host-authorized-keys.ts";
import { hostSshdSettings } from "../../facts/host-sshd-settings.ts";
import { usualKeyFiles } from "../../facts/host-access/sshd-config.ts";
import { explain, identityOf } from "../../model/access.ts";
import { failOrPass, type Finding, type Unknown } from "../../model/outcome.ts";
import type { Fact, JudgeContext } from "../../model/record.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const authorizedKeys = check({
  id: "access.authorized-keys",
  control: "least_privilege",
  severity: "critical",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle:
    "Every key that opens the host belongs to an identity, and keys of programs are held to a command",
  failTitle: "A key opens the host that belongs to nobody, or to a program and any command",
  why: "A key outlives the person that it was made for; and one that a program holds, the auditor's too, is stolen with the program.",
  remedy:
    "Remove the line, or declare the key's fingerprint under identities (ssh_keys); begin a program's line with restrict,command=\"…\".",
  references: ["FR-4 Least-privilege access"],
  needs: { found: hostAuthorizedKeys },
  wants: { sshd: hostSshdSettings },
  judge({ found, sshd }, context) {
    const findings = found.keys.flatMap((key) => judgeKey(key, context));
    if (findings.length > 0) return failOrPass(findings, "");
    return (
      unseen(found, sshd) ??
      failOrPass([], `${plural(found.keys.length, "key")}, each explained by its identity`)
    );
  },
});

type Found = z.output<typeof hostAuthorizedKeys.schema>;
type Sshd = z.output<typeof hostSshdSettings.schema>;

function judgeKey(key: Found["keys"][number], context: JudgeContext): readonly Finding[] {
  const { path, account, fingerprint, forced, restricted, authority } = key;
  const subject = `${path},${fingerprint}`;
  const whose = account === null ? `in ${path}` : `of account ${account}`;
  const isHeld = forced && restricted;
  if (authority) {
    const title = `${path} accepts every key that ${fingerprint} signed: nobody can say whose they are`;
    return [{ subject, title, remedy: `Remove the line from ${path}.` }];
  }
  if (context.auditorSshKeys?.includes(fingerprint) === true) {
    if (isHeld) return [];
    const title = `The auditor's own key ${fingerprint} ${whose} may run any command`;
    return [{ subject, title, remedy: `Put the line that envaudit grants prints into ${path}.` }];
  }
  const holder = { by: "ssh_key", value: fingerprint } as const;
  const answer = explain(holder, "shell", `key ${fingerprint} ${whose}`, context);
  if (!answer.explained) return [{ subject, title: answer.sentence, remedy: answer.remedy }];
  const identity = identityOf(holder, context);
  if (isHeld || (identity?.kind ?? "person") === "person") return [];
  const title = `key ${fingerprint} ${whose} is of ${identity?.id ?? "a program"} (${identity?.kind ?? ""}) and may run any command`;
  return [{ subject, title, remedy: `Begin its line in ${path} with restrict,command="…".` }];
}

/** Why there may be more keys than were found. */
function unseen({ hidden, elsewhere }: Found, sshd: Fact<Sshd>): Unknown | undefined {
  if (hidden.length > 0) {
    const detail = `the auditor's account may not look at the keys of ${hidden.join(", ")}`;
    return { outcome: "unknown", reason: "access_denied", detail };
  }
  const missing = (detail: string): Unknown => ({
    outcome: "unknown",
    reason: "fact_missing",
    detail,
  });
  if (elsewhere.length > 0) {
    return missing(`keys are not looked for in the homes of ${elsewhere.join(", ")}`);
  }
  // Without an SSH server, as in a container, no key opens anything.
  if (sshd.state !== "known") {
    return sshd.state === "unknown" && sshd.reason !== "fact_missing"
      ? {
          outcome: "unknown",
          reason: sshd.reason,
          detail: `where the SSH server looks for keys: ${sshd.detail}`,
        }
      : undefined;
  }
  const { keyFiles, keyCommand } = sshd.value;
  if (keyCommand) return missing("the SSH server asks a program for keys (AuthorizedKeysCommand)");
  const usual = new Set(usualKeyFiles.split(" "));
  const other = keyFiles
    .split(/\s+/)
    .filter((file) => file !== "none" && !usual.has(file.replace(/^%h\//, "")));
  return other.length > 0
    ? missing(`the SSH server looks for keys in ${other.join(", ")} too (AuthorizedKeysFile)`)
    : undefined;
}
