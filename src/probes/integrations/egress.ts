import { egressIntegrations } from "../../facts/egress-integrations.ts";
import { check } from "../check.ts";
import { judgeEgress } from "../egress.ts";

export const integrationsEgress = check({
  id: "integrations.egress",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "The host reaches none of the live endpoints",
  failTitle: "The host reaches a live endpoint",
  why: "A key that was overlooked charges nobody and ships nothing as long as the network lets no call out.",
  remedy:
    "Close the endpoints outward for the host, or for Odoo's container, in the firewall; let sandboxes through by name.",
  references: ["FR-4 Integration safeguards"],
  needs: { attempts: egressIntegrations },
  judge: ({ attempts }) => judgeEgress(attempts),
});
