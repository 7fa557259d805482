import { mailPorts } from "../model/egress.ts";
import { egressFact } from "./egress.ts";

/** Whether the host lets anything out to the mail relays of the policy. */
export const egressMail = egressFact({
  id: "egress.mail",
  title: "Connections from the host to mail relays",
  named: ({ mail }) => mail.egressTest?.relays,
  ports: mailPorts,
  off: "connecting to mail relays is off (policy.mail.egress_test)",
});
