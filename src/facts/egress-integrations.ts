import { egressFact } from "./egress.ts";

/** Whether the host lets anything out to the live endpoints of the policy. */
export const egressIntegrations = egressFact({
  id: "egress.integrations",
  title: "Connections from the host to live endpoints",
  named: ({ integrations }) => integrations.egressTest?.endpoints,
  ports: [443],
  off: "connecting to live endpoints is off (policy.integrations.egress_test)",
});
