import { odooGuessableLogins } from "../../facts/odoo-guessable-logins.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const guessableCredentials = check({
  id: "access.guessable-credentials",
  control: "least_privilege",
  severity: "critical",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No administrator has a password that is guessed at once",
  failTitle: "An administrator has a password that is guessed at once",
  why: "The login itself and the name of the database are what anybody tries first, and copies are where people set them.",
  remedy: "Change the user's password, and sign out its sessions.",
  references: ["FR-4 Least-privilege access"],
  needs: { taken: odooGuessableLogins },
  judge: ({ taken }, { environment }) =>
    failOrPass(
      taken.map((login) => ({
        subject: `res.users,login=${login}`,
        title: `Odoo on ${environment.name} accepts ${login} with its own name or the database's as password`,
        remedy: `Change the password of ${login}.`,
      })),
      "Odoo refused the login and the database's name as password of the first administrators",
    ),
});
