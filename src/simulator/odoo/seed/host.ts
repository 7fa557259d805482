import type { SimFile } from "../../spec.ts";

const publicFile = { mode: "644", owner: "root", group: "root", readable: true } as const;
// As if the account had the lines of sudo that envaudit grants prints for them.
const rootsFile = { mode: "600", owner: "root", group: "root", readable: true } as const;

export const operatorAccount = "operator";
export const odooLogPath = "/var/log/odoo/odoo-server.log";

/** A public key that is made up: nobody has its other half. */
const operatorKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAblW2M0gfe7BylX6rzxEMly6GaRw8/tq+CIAkv/5C8j";
export const operatorFingerprint = "SHA256:i3z8JlohHNEEhU40baaeypnNBVx6B03793fyq1E79Xg";

/**
 * Who gets into the host: the auditor, and the operator by a key. Odoo's account has a group of its own, which
 * the auditor's is in to read odoo.conf.
 */
export const accessFiles: Readonly<Record<string, SimFile>> = {
  "/etc/group": {
    ...publicFile,
    content: `root:x:0:\nadm:x:4:syslog\nodoo:x:104:envaudit\nenvaudit:x:1000:\n${operatorAccount}:x:1001:\n`,
  },
  "/etc/passwd": {
    ...publicFile,
    content: [
      "root:x:0:0:root:/root:/bin/bash",
      "syslog:x:102:110::/nonexistent:/usr/sbin/nologin",
      "odoo:x:103:104::/var/lib/odoo:/usr/sbin/nologin",
      "envaudit:x:1000:1000::/home/envaudit:/bin/sh",
      `${operatorAccount}:x:1001:1001::/home/${operatorAccount}:/bin/bash`,
      "",
    ].join("\n"),
  },
  "/etc/sudoers": {
    ...rootsFile,
    content: [
      "Defaults env_reset",
      "root ALL=(ALL:ALL) ALL",
      "%sudo ALL=(ALL:ALL) ALL",
      "@includedir /etc/sudoers.d",
      "",
    ].join("\n"),
  },
  "/etc/sudoers.d/operator": {
    ...rootsFile,
    content: `${operatorAccount} ALL=(root) NOPASSWD: /usr/bin/systemctl restart odoo\n`,
  },
  "/etc/ssh/sshd_config": {
    ...publicFile,
    content: [
      "PermitRootLogin no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "UsePAM yes",
      "",
    ].join("\n"),
  },
  [`/home/${operatorAccount}/.ssh/authorized_keys`]: {
    ...rootsFile,
    content: `${operatorKey}\n`,
  },
  [odooLogPath]: { mode: "640", owner: "odoo", group: "odoo", readable: true, content: "" },
};
