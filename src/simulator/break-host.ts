import { both, inOdooConf, type Break } from "./break-tools.ts";
import { odooLogPath } from "./odoo/seed/host.ts";
import type { SimFile } from "./spec.ts";

const inFile =
  (path: string, change: (content: string) => string, more: Partial<SimFile> = {}): Break =>
  (spec) => {
    const usual: SimFile = {
      content: "",
      mode: "600",
      owner: "root",
      group: "root",
      readable: true,
    };
    const file = spec.host.files[path] ?? usual;
    const files = {
      ...spec.host.files,
      [path]: { ...file, content: change(file.content), ...more },
    };
    return { ...spec, host: { ...spec.host, files } };
  };

const withLine = (path: string, line: string): Break =>
  inFile(path, (content) => `${content}${line}\n`);

const conf = (change: (content: string) => string): Break =>
  inOdooConf((file) => ({ ...file, content: change(file.content) }));

const setting = (line: string): Break => conf((content) => `${content}${line}\n`);

const processes =
  (change: (line: string) => string): Break =>
  (spec) => ({
    ...spec,
    host: { ...spec.host, processes: (spec.host.processes ?? []).map(change) },
  });

const contractorKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICx+NCkdukGHIob9PpVXX9ROudjXdrgaibguDmgeKJUU";

/** The breaks of the checks on the host, by the check that must see them, each breaking nothing else. */
export const hostBreaks = {
  "access.host-accounts": withLine(
    "/etc/passwd",
    "contractor:x:1002:1002::/home/contractor:/bin/bash",
  ),
  "access.host-groups": both(
    withLine("/etc/passwd", "builder:x:1003:1003::/home/builder:/usr/sbin/nologin"),
    withLine("/etc/group", "docker:x:998:builder"),
  ),
  "access.authorized-keys": withLine("/root/.ssh/authorized_keys", contractorKey),
  "access.sudo-rules": withLine("/etc/sudoers.d/builder", "builder ALL=(ALL) NOPASSWD: ALL"),
  "access.sshd-settings": inFile("/etc/ssh/sshd_config", (content) =>
    content.replace("PasswordAuthentication no", "PasswordAuthentication yes"),
  ),
  "access.odoo-log-readers": inFile(odooLogPath, (content) => content, { mode: "644" }),
  // One more of it, since the file is then owned by neither of the accounts that run one.
  "access.odoo-root": (spec) => ({
    ...spec,
    host: {
      ...spec.host,
      processes: (spec.host.processes ?? []).flatMap((line) =>
        line.startsWith("720 ") ? [line, line.replace("720 odoo", "721 root")] : [line],
      ),
    },
  }),
  "access.master-password": conf((content) =>
    content.replace(/^admin_passwd .*$/m, "admin_passwd = admin"),
  ),
  "access.list-db": conf((content) => content.replace("list_db = False", "list_db = True")),
  "access.dbfilter": conf((content) => content.replaceAll(/^db(?:filter|_name) .*\n/gm, "")),
  "access.dev-mode": processes((line) =>
    line.startsWith("720 ") ? `${line} --dev=reload,qweb` : line,
  ),
  "access.test-mode": setting("test_enable = True"),
  "access.log-level": setting("log_level = debug_rpc"),
  "access.auditor-host-rights": withLine(
    "/etc/sudoers.d/envaudit",
    "envaudit ALL=(ALL) NOPASSWD: ALL",
  ),
} as const satisfies Readonly<Record<string, Break>>;
