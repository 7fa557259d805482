import { canaryMail } from "../../facts/canary-mail.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const canary = check({
  id: "mail.canary",
  control: "mail_suppression",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "A message sent through Odoo ends in the mail catcher",
  failTitle: "A message sent through Odoo does not end in the mail catcher",
  why: "Settings say where mail should go; a message with this audit's token shows where it goes.",
  remedy:
    "Look at the mail's failure reason in Odoo's log, and at what listens where the active mail server points: it must be the catcher of policy.mail.canary.",
  references: ["FR-4 Mail suppression"],
  needs: { canary: canaryMail },
  judge({ canary: sent }, { environment }) {
    const { canary: policy } = environment.policy.mail;
    const where = policy?.catcher ?? "the mail catcher";
    switch (sent.state) {
      case "suppressed":
        return {
          outcome: "not_applicable",
          because: "mail is suppressed: no mail server is active but dummies",
        };
      case "held": {
        const servers = sent.servers.map((id) => `ir.mail_server ${id}`).join(", ");
        return {
          outcome: "unknown",
          reason: "fact_missing",
          detail: `nothing was sent: it could leave through ${servers} (mail.outgoing-servers)`,
        };
      }
      case "arrived":
        return failOrPass(
          [],
          `a message with this audit's token arrived in ${where}${leftOf(sent)}`,
        );
      case "missing": {
        const seconds = Math.round((policy?.withinMs ?? 0) / 1000);
        const finding = {
          subject: "canary",
          title: `${mailSays(sent.mailState)} and was not in ${where} within ${seconds} s${leftOf(sent)}`,
          remedy: "Find out where the active mail server takes mail to.",
        };
        return failOrPass([finding], "");
      }
    }
  },
});

function mailSays(state: string | null): string {
  if (state === "sent") return "A message left Odoo as sent";
  if (state === "exception") return "A message could not be delivered by Odoo";
  return `A message stayed in Odoo (${state ?? "its state was not read"})`;
}

const leftOf = ({ left }: { readonly left: readonly string[] }): string =>
  left.length === 0 ? "" : `; could not be removed afterwards: ${left.join(", ")}`;
