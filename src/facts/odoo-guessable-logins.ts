import { z } from "zod";
import { collector, known } from "./collector.ts";
import { odooPrivilegedLogins } from "./odoo-privileged-logins.ts";
import { odooUsers } from "./odoo-users.ts";
import { afterPrivileged, privilegedIds } from "./privileged.ts";
import type { ReadContext } from "./read.ts";
import { fromLogins } from "./source.ts";

// Two guesses for each of five: enough to find the habit, and as many failures as Odoo itself counts before
// it makes a login wait.
const mostUsers = 5;

/** The words that somebody types first: the login itself, and the name of the database. */
function attempts(context: ReadContext): readonly { login: string; password: string }[] {
  // A plan asks before anything is read: nobody is known then.
  if (context.facts === undefined) return [];
  const { odoo } = context.environment;
  const privileged = privilegedIds(context);
  return known(context, odooUsers)
    .filter(({ id, login }) => privileged.includes(id) && login !== odoo?.login)
    .flatMap(({ login }) => login ?? [])
    .toSorted()
    .slice(0, mostUsers)
    .flatMap((login) =>
      [...new Set([login, odoo?.database ?? login])]
        .map((password) => ({ login, password }))
        // What every installation begins with is another check's to try.
        .filter((one) => one.login !== one.password || !["admin", "demo"].includes(one.login)),
    );
}

/**
 * Logins of privileged users that Odoo took with a password that anybody would guess; the password is not
 * kept. An active proof, made only with the environment's consent, and at most ten attempts per audit.
 */
export const odooGuessableLogins = collector({
  id: "odoo.guessable-logins",
  title: "Guessable credentials",
  schema: z.array(z.string()),
  anyVersion: true,
  // A login that succeeds moves the date by which dormancy is told: that is read before.
  after: [...afterPrivileged, odooPrivilegedLogins],
  sources: fromLogins(
    (context) =>
      context.environment.policy.access.tryDefaultCredentials
        ? attempts(context)
        : { absent: "trying default credentials is off (policy.access.try_default_credentials)" },
    (taken) => [...new Set(taken)],
  ),
});
