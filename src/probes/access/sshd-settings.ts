import { hostSshdSettings } from "../../facts/host-sshd-settings.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const sshdSettings = check({
  id: "access.sshd-settings",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The SSH server lets nobody in by password, and root not at all or by key",
  failTitle: "The SSH server lets somebody in by password, or root as it likes",
  why: "Passwords are guessed all day long, and a login as root leaves no name behind.",
  remedy:
    "Set PermitRootLogin no, PasswordAuthentication no and KbdInteractiveAuthentication no in /etc/ssh/sshd_config, and reload sshd.",
  references: ["FR-4 Least-privilege access"],
  needs: { sshd: hostSshdSettings },
  judge({ sshd }) {
    const findings: Finding[] = [];
    const say = (keyword: string, title: string, value = "no"): void => {
      findings.push({
        subject: `sshd_config,${keyword}`,
        title,
        remedy: `Set ${keyword} ${value} in /etc/ssh/sshd_config, and reload sshd.`,
      });
    };
    const passwordsHelp = !sshd.keysRequired;
    if (sshd.permitRootLogin === "yes") say("PermitRootLogin", "root may log in by any means");
    if (passwordsHelp && sshd.passwords) {
      say("PasswordAuthentication", "Accounts may log in by password");
    }
    if (passwordsHelp && sshd.keyboard) {
      say("KbdInteractiveAuthentication", "Accounts may log in by password, asked for through PAM");
    }
    if (sshd.emptyPasswords) say("PermitEmptyPasswords", "Accounts without a password may log in");
    for (const exception of sshd.exceptions) {
      say(exception.split(" ")[0] ?? "", `A Match block says ${exception}`);
    }
    if (findings.length > 0) return failOrPass(findings, "");
    if (sshd.elsewhere.length > 0) {
      const detail = `sshd reads ${sshd.elsewhere.join(", ")} too, which nobody looked at`;
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    return failOrPass([], `keys alone, and PermitRootLogin is ${sshd.permitRootLogin}`);
  },
});
