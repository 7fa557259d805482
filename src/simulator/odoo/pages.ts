import { rowsOf, type SimDatabase } from "./database.ts";

/** What a stranger gets from the database manager. */
export type DatabaseManager =
  /** `list_db = False`. */
  | "disabled"
  /** Open, behind a master password. */
  | "protected"
  /** Open, and the master password is Odoo's default. */
  | "insecure"
  /** A proxy in front hides it. */
  | "blocked"
  /** A proxy in front hides it, and not the other pages that list databases. */
  | "manager blocked";

export type Page = { readonly status: number; readonly contentType: string; readonly body: string };

export const html = (body: string, status = 200): Page => ({
  status,
  contentType: "text/html; charset=utf-8",
  body: `<!DOCTYPE html>\n<html><head><title>Odoo</title></head><body>\n${body}\n</body></html>\n`,
});
const json = (value: unknown): Page => ({
  status: 200,
  contentType: "application/json; charset=utf-8",
  body: JSON.stringify(value),
});

/** The page of a GET request without login. `path` has no query. */
export function pageFor(database: SimDatabase, manager: DatabaseManager, path: string): Page {
  const { major, serie = `${major}.0` } = database;
  if (path === "/web/database/manager") return managerPage(database, manager);
  if (path === "/web/database/selector") return selectorPage(database, manager);
  if (path === "/web/database/list") return listPage(manager);
  if (path === "/web/login") return loginPage(database);
  if (path === "/web/health" && major >= 15) return json({ status: "pass" });
  if ((path === "/web/version" || path === "/json/version") && major >= 19) {
    return json({ version_info: [major, 0, 0, "final", 0, ""], version: serie });
  }
  // 18 has a page for every address below /json, and no version there.
  if (path.startsWith("/json/") && major === 18) return loginPage(database);
  if (path.startsWith("/json/2/") && major >= 19) return html("<h1>Method Not Allowed</h1>", 405);
  if (path.startsWith("/xmlrpc/")) return html("<h1>Method Not Allowed</h1>", 405);
  return notFound;
}

const forbidden: Page = html("<h1>Forbidden</h1>", 403);
export const notFound: Page = html("<h1>Not Found</h1>", 404);

const warning = "Warning, your Odoo database manager is not protected.";
const masterPassword = (shown: boolean): string =>
  `<div class="modal">${shown ? `<p>${warning}</p>` : ""}<input name="master_pwd" type="password"/></div>`;

function managerPage(database: SimDatabase, manager: DatabaseManager): Page {
  const forms = ["create", "restore", "backup", "drop"].map(
    (action) =>
      `<form action="/web/database/${action}" method="post">${masterPassword(manager !== "protected")}</form>`,
  );
  switch (manager) {
    case "blocked":
    case "manager blocked":
      return forbidden;
    case "disabled":
      // The real page keeps its forms, and the warning in them, hidden in the disabled state too.
      return html(
        `<div class="alert">The database manager has been disabled by the administrator</div>\n${forms.join("\n")}`,
      );
    case "protected":
      return html(`<a href="/web?db=${database.name}">${database.name}</a>\n${forms.join("\n")}`);
    case "insecure":
      return html(
        `<div class="alert">${warning}</div>\n<a href="/web?db=${database.name}">${database.name}</a>\n${forms.join("\n")}`,
      );
  }
}

function selectorPage({ name }: SimDatabase, manager: DatabaseManager): Page {
  if (manager === "blocked") return forbidden;
  if (manager === "disabled") {
    return html(
      '<div class="alert">The database manager has been disabled by the administrator</div>',
    );
  }
  return html(
    `<a href="/web?db=${name}">${name}</a>\n<a href="/web/database/manager">Manage databases</a>`,
  );
}

/** It takes JSON-RPC alone. */
const listPage = (manager: DatabaseManager): Page =>
  manager === "blocked" ? forbidden : html("<h1>Bad Request</h1>", 400);

function loginPage(database: SimDatabase): Page {
  const neutralized = rowsOf(database, "ir.config_parameter").some(
    (row) =>
      row["key"] === "database.is_neutralized" && String(row["value"]).toLowerCase() === "true",
  );
  const banner = neutralized
    ? '<span id="oe_neutralize_banner">Database neutralized for testing</span>'
    : "";
  return html(`${banner}<form action="/web/login" method="post"><input name="login"/></form>`);
}
