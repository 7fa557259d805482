import { z } from "zod";
import { collector } from "./collector.ts";
import { fromLogins } from "./source.ts";

/** What Odoo's installer and its demo data leave behind. One attempt each: nothing is guessed. */
const attempts = [
  { login: "admin", password: "admin" },
  { login: "demo", password: "demo" },
];

/** The logins of `attempts` that Odoo took. An active proof, made only with the environment's consent. */
export const odooDefaultLogins = collector({
  id: "odoo.default-logins",
  title: "Default credentials",
  schema: z.array(z.string()),
  anyVersion: true,
  sources: fromLogins(
    ({ environment }) =>
      environment.policy.access.tryDefaultCredentials
        ? attempts
        : { absent: "trying default credentials is off (policy.access.try_default_credentials)" },
    (taken) => taken,
  ),
});
