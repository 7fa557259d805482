import { describe, expect, it } from "vitest";
import { breakEnvironment } from "../../src/simulator/breaks.ts";
import { setRows } from "../../src/simulator/break-tools.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { odooConfPath, type EnvironmentSpec, type SimFile } from "../../src/simulator/spec.ts";
import { running } from "../simulator/support.ts";
import { auditOf, declare, findingsOf, verdictOf } from "./support.ts";

const staging = seed(17, "staging");
const relaying = breakEnvironment(staging, "mail.host-mta");

const withHost = (
  spec: EnvironmentSpec,
  host: Partial<EnvironmentSpec["host"]>,
): EnvironmentSpec => ({ ...spec, host: { ...spec.host, ...host } });
const file = (content: string, readable = true): SimFile => ({
  content,
  mode: "640",
  owner: "root",
  group: "root",
  readable,
});

describe("the host's own mail transfer agent", () => {
  const agent = async (files: Readonly<Record<string, SimFile>>, postfix = false) => {
    const host = { ...relaying.host, files: { ...relaying.host.files, ...files } };
    await using sim = await running(
      withHost(relaying, { ...host, postfix: postfix ? host.postfix : undefined }),
    );
    const record = await auditOf(declare(sim));
    expect(JSON.stringify(record)).not.toContain("canary-7f3a");
    return verdictOf(record, "mail.host-mta");
  };
  const exim = (type: string): SimFile =>
    file(`dc_eximconfig_configtype='${type}'\ndc_smarthost='smtp.shop.com::587'\n`);

  it("is postfix with a smart host", async () => {
    expect(await agent({}, true)).toMatchObject({
      findings: [{ title: "postfix on Odoo's host relays to smtp.harbour-goods.com:587" }],
    });
  });

  it("is exim that keeps mail, or relays it", async () => {
    const path = "/etc/exim4/update-exim4.conf.conf";
    expect(await agent({ [path]: exim("local") })).toEqual({
      outcome: "pass",
      proof: "exim delivers on the host alone",
    });
    expect(await agent({ [path]: exim("smarthost") })).toMatchObject({
      findings: [{ title: "exim on Odoo's host relays to smtp.shop.com:587" }],
    });
    expect(await agent({ [path]: exim("local"), "/etc/exim4/exim4.conf": file("") })).toMatchObject(
      {
        outcome: "unknown",
        detail:
          "where exim takes mail: exim has a configuration of its own (/etc/exim4/exim4.conf)",
      },
    );
  });

  it("is msmtp, whose password stays on the host", async () => {
    const content = "account default\nhost smtp.shop.com\nport 587\npassword canary-7f3a\n";
    expect(await agent({ "/etc/msmtprc": file(content) })).toMatchObject({
      findings: [{ title: "msmtp on Odoo's host relays to smtp.shop.com:587" }],
    });
    expect(await agent({ "/etc/msmtprc": file(content, false) })).toMatchObject({
      outcome: "unknown",
      detail: "where msmtp takes mail: the account may not read its configuration",
    });
  });

  it("is sendmail without a smart host", async () => {
    expect(await agent({ "/etc/mail/sendmail.cf": file("DS\n") })).toMatchObject({
      findings: [
        { title: "sendmail on Odoo's host takes mail straight to its recipients' servers" },
      ],
    });
  });

  it("is nobody that we know", async () => {
    expect(await agent({})).toMatchObject({ outcome: "unknown", reason: "fact_missing" });
  });
});

describe("servers that are not what they look like", () => {
  it("19: one that a user owns does not keep mail from the fallback", async () => {
    const owned = setRows("ir.mail_server", { owner_user_id: 6 }, (row) => row.id === 2);
    const live = (spec: EnvironmentSpec): EnvironmentSpec => {
      const conf = spec.host.files[odooConfPath] ?? file("");
      const content = conf.content.replace("= invalid", "= smtp.shop.com");
      return withHost(spec, {
        files: { ...spec.host.files, [odooConfPath]: { ...conf, content } },
      });
    };
    await using sim = await running(live(owned(seed(19, "staging"))));
    expect(findingsOf(await auditOf(declare(sim)))).toEqual([
      "mail.fallback-server odoo.conf,smtp_server",
    ]);
  });

  it("17: one that odoo.conf decides about is judged by it, and fails where nobody reads it", async () => {
    const cli = setRows("ir.mail_server", { smtp_authentication: "cli" }, (row) => row.id === 2);
    await using sim = await running(cli(staging));
    expect(findingsOf(await auditOf(declare(sim)))).toEqual([]);
    expect(findingsOf(await auditOf(declare(sim, { ssh: undefined })))).toEqual([
      "mail.outgoing-servers ir.mail_server,2",
    ]);
  });
});
