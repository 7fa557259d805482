import { describe, expect, it } from "vitest";
import { archivedServers } from "../../src/probes/mail/archived-servers.ts";
import { contextOf, policy, told } from "./support.ts";

const context = contextOf({ policy: { ...policy, mail: { allowedServers: ["catcher:1025"] } } });
const relay = { id: 1, name: "Relay", host: "smtp.shop.com", port: 587 };
const catcher = { id: 2, name: "Catcher", host: "catcher", port: 1025 };
const dummy = { id: 3, name: null, host: "invalid", port: 1025 };

type Facts = Parameters<typeof archivedServers.judge>[0];
const none: Facts = {
  archived: [relay, catcher, dummy],
  templates: [],
  mailings: { state: "known", value: [] },
};
const judged = (change: Partial<Facts>) =>
  told(archivedServers.judge({ ...none, ...change }, context));

describe("mail.archived-servers", () => {
  it("passes while nothing names a live server", () => {
    const pass = "pass: no template and no mailing names a live server";
    expect(judged({})).toBe(pass);
    const templates = [
      { id: 5, server: 2 },
      { id: 6, server: 3 },
      { id: 7, server: 99 },
    ];
    expect(judged({ templates })).toBe(pass);
    expect(judged({ mailings: { state: "absent", because: "not installed" } })).toBe(pass);
  });

  it("names the server, with what names it", () => {
    expect(
      judged({
        templates: [1, 2, 3, 4, 5, 6].map((id) => ({ id, server: 1 })),
        mailings: { state: "known", value: [{ id: 8, server: 1 }] },
      }),
    ).toEqual([
      'ir.mail_server,1: Archived server "Relay" (smtp.shop.com:587) still sends for 6 templates (1, 2, 3, 4, 5, …) and 1 mailing (8)',
    ]);
  });

  it("is unknown where mailings were not seen, unless a template fails already", () => {
    const mailings = { state: "unknown", reason: "access_denied", detail: "not readable" } as const;
    expect(judged({ mailings })).toBe("unknown: access_denied: not readable");
    expect(judged({ mailings, templates: [{ id: 5, server: 1 }] })).toEqual([
      'ir.mail_server,1: Archived server "Relay" (smtp.shop.com:587) still sends for 1 template (5)',
    ]);
  });
});
