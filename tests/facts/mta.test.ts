import { describe, expect, it } from "vitest";
import { eximRoutes, msmtpRoutes, sendmailRoutes } from "../../src/facts/mta/others.ts";
import { listeningPorts } from "../../src/facts/mta/listeners.ts";
import { postfixRoutes, postfixSettings } from "../../src/facts/mta/postfix.ts";
import { relayRoute } from "../../src/facts/mta/route.ts";

// As Debian's postfix 3.7 answers with an empty main.cf.
const untouched = `relayhost =
default_transport = smtp
relay_transport = relay
relay_domains =
mydestination = shop.localdomain, localhost.localdomain, localhost
transport_maps =
sender_dependent_default_transport_maps =
sender_dependent_relayhost_maps =
virtual_alias_maps =
canonical_maps =
recipient_canonical_maps =
`;

/** What postfix says with some lines of its answer replaced. */
function routes(...lines: readonly string[]) {
  let text = untouched;
  for (const line of lines) {
    const [name = ""] = line.split(" ");
    text = text.replace(new RegExp(`^${name} =.*$`, "m"), line);
  }
  return postfixRoutes(postfixSettings(text));
}
const relay = (host: string, port: number | null, unless: string | null = null) => ({
  kind: "relay",
  host,
  port,
  unless,
});
const undecided = (why: string) => ({ kind: "undecided", why });

describe("postfix", () => {
  it.each([
    [[], [{ kind: "direct", unless: null }]],
    [["relayhost = [smtp.shop.com]:587"], [relay("smtp.shop.com", 587)]],
    [["relayhost = smtp.shop.com"], [relay("smtp.shop.com", null)]],
    [
      ["relayhost = a.shop.com, b.shop.com:26"],
      [relay("a.shop.com", null), relay("b.shop.com", 26)],
    ],
    [["default_transport = error:local only"], [{ kind: "local" }]],
    [["default_transport = discard:"], [{ kind: "local" }]],
    [["default_transport = smtp:[127.0.0.1]:1025"], [relay("127.0.0.1", 1025)]],
    [["transport_maps = static:discard:"], [{ kind: "local" }]],
    [["transport_maps = static:{smtp:[catcher]:1025}"], [relay("catcher", 1025)]],
    [["transport_maps = hash:/etc/postfix/transport"], [undecided("postfix asks transport_maps")]],
    [
      ["default_transport = error", "sender_dependent_default_transport_maps = hash:/x"],
      [undecided("postfix asks sender_dependent_default_transport_maps")],
    ],
    [
      ["sender_dependent_relayhost_maps = hash:/x"],
      [undecided("postfix asks sender_dependent_relayhost_maps")],
    ],
    [
      ["default_transport = filter:dummy"],
      [undecided("postfix hands mail to its transport filter")],
    ],
    [
      ["relayhost = smtp.shop.com", "virtual_alias_maps = regexp:/etc/postfix/all"],
      [relay("smtp.shop.com", null, "virtual_alias_maps")],
    ],
    [
      ["default_transport = error", "relay_domains = shop.com", "relayhost = smtp.shop.com"],
      [{ kind: "local" }, relay("smtp.shop.com", null)],
    ],
    // Postfix before 3.0 takes its own names for domains that it relays for.
    [["default_transport = error", "relay_domains = localhost"], [{ kind: "local" }]],
  ])("with %j takes mail to %j", (lines, expected) => {
    expect(routes(...lines)).toEqual(expected);
  });

  it("is malformed where it leaves a setting out", () => {
    const text = untouched.replace(/^relayhost.*\n/m, "");
    expect(() => postfixSettings(text)).toThrow("postconf does not say what relayhost is");
  });
});

describe("exim", () => {
  it.each([
    ["dc_eximconfig_configtype='local'\n", [{ kind: "local" }]],
    ["dc_eximconfig_configtype='internet'\n", [{ kind: "direct", unless: null }]],
    [
      "dc_eximconfig_configtype='smarthost'\ndc_smarthost='smtp.shop.com::587'\n",
      [relay("smtp.shop.com", 587)],
    ],
    [
      "dc_eximconfig_configtype='satellite'\ndc_smarthost='a.shop.com;b.shop.com'\n",
      [relay("a.shop.com", null), relay("b.shop.com", null)],
    ],
    ["dc_eximconfig_configtype='smarthost'\n", [undecided("exim names no smarthost")]],
    ["dc_eximconfig_configtype='none'\n", [undecided('exim has the configuration type "none"')]],
    ["", [undecided('exim has the configuration type ""')]],
  ])("with %j takes mail to %j", (text, expected) => {
    expect(eximRoutes(text)).toEqual(expected);
  });
});

describe("msmtp and sendmail", () => {
  it("every account of an msmtprc is a relay", () => {
    const text =
      "account work\nhost smtp.shop.com\nport 587\n  account  other\n\thost b.shop.com\n";
    expect(msmtpRoutes(text)).toEqual([relay("smtp.shop.com", 587), relay("b.shop.com", null)]);
    expect(msmtpRoutes("account default\n")).toEqual([undecided("msmtp names no host")]);
  });

  it("sendmail goes to its smart host, or straight", () => {
    expect(sendmailRoutes("DSsmtp.shop.com\n")).toEqual([relay("smtp.shop.com", null)]);
    expect(sendmailRoutes("DSesmtp:[smtp.shop.com]\n")).toEqual([relay("smtp.shop.com", null)]);
    expect(sendmailRoutes("DS\n")).toEqual([{ kind: "direct", unless: null }]);
    expect(sendmailRoutes("")).toEqual([{ kind: "direct", unless: null }]);
  });

  it("what is no host is not taken for one", () => {
    expect(relayRoute("a b")).toEqual([undecided("it relays to a b")]);
    expect(relayRoute(" ")).toEqual([]);
  });
});

describe("who listens", () => {
  it("is everybody on a loopback address or on every one, and nobody else", () => {
    const text = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
   1: 0100007F:0019 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
   2: 0F02000A:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
   3: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 0
   1: 00000000000000000000000001000000:01D1 00000000000000000000000000000000:0000 0A 0
   2: 0000000000000000FFFF00000100007F:024B 00000000000000000000000000000000:0000 0A 0
   3: B80D0120000000000000000001000000:03E7 00000000000000000000000000000000:0000 0A 0
`;
    expect(listeningPorts(text)).toEqual([22, 25, 465, 587]);
    expect(listeningPorts("")).toEqual([]);
  });
});
