import { hostOdooSettings } from "../../facts/host-odoo-settings.ts";
import { isSet } from "../../facts/odoo-conf.ts";
import { failOrPass } from "../../model/outcome.ts";
import { settingFindings } from "./settings.ts";
import { check } from "../check.ts";

export const proxyMode = check({
  id: "access.proxy-mode",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo knows of the proxy that it is behind",
  failTitle: "Odoo does not know of the proxy that it is behind",
  why: "Odoo itself speaks no TLS: behind a proxy it takes every visitor for the proxy, so that logs and limits name one address, and cookies are not marked as secure.",
  remedy:
    "Set proxy_mode = True in odoo.conf, let the proxy set X-Forwarded-Host, -For and -Proto, and restart Odoo.",
  references: ["FR-4 Least-privilege access"],
  needs: { odoo: hostOdooSettings },
  judge({ odoo }) {
    if (odoo.https !== true) {
      const because =
        odoo.https === null
          ? "nobody declared an address of it"
          : "it is reached without TLS, so without a proxy as far as is known";
      return { outcome: "not_applicable", because };
    }
    return failOrPass(
      settingFindings(odoo.settings, "proxy_mode", {
        isBad: (value) => !isSet(value),
        title: "proxy_mode is off, and Odoo is reached over TLS",
        remedy: "Set proxy_mode = True.",
      }),
      "proxy_mode is on",
    );
  },
});
