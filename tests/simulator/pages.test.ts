import { describe, expect, it } from "vitest";
import { breakEnvironment } from "../../src/simulator/breaks.ts";
import type { DatabaseManager } from "../../src/simulator/odoo/pages.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { running, runningStaging } from "./support.ts";

async function get(url: string, path: string): Promise<{ status: number; body: string }> {
  const response = await fetch(url + path);
  return { status: response.status, body: await response.text() };
}

const disabled = "The database manager has been disabled by the administrator";
const insecure = "Warning, your Odoo database manager is not protected";

describe("/web/database/manager", () => {
  const page = async (manager: DatabaseManager): Promise<{ status: number; body: string }> => {
    await using environment = await running({ ...seed(17, "staging"), manager });
    return await get(environment.odoo.url, "/web/database/manager");
  };

  it("disabled: says so, and holds the warning in its hidden forms all the same", async () => {
    const { status, body } = await page("disabled");
    expect(status).toBe(200);
    expect(body).toContain(disabled);
    expect(body).toContain(insecure);
    expect(body).not.toContain("/web?db=");
  });

  it("protected: lists the databases without a warning", async () => {
    const { status, body } = await page("protected");
    expect(status).toBe(200);
    expect(body).toContain("/web?db=staging");
    expect(body).toContain("/web/database/restore");
    expect(body).not.toContain(disabled);
    expect(body).not.toContain(insecure);
  });

  it("insecure: lists the databases and warns", async () => {
    const { body } = await page("insecure");
    expect(body).toContain("/web?db=staging");
    expect(body).toContain(insecure);
    expect(body).not.toContain(disabled);
  });

  it("blocked: a proxy refuses", async () => {
    expect((await page("blocked")).status).toBe(403);
  });
});

describe("other pages", () => {
  for (const [major, status] of [
    [14, 404],
    [15, 200],
    [19, 200],
  ] as const) {
    it(`/web/health on ${major} is ${status}`, async () => {
      await using environment = await runningStaging(major);
      expect((await get(environment.odoo.url, "/web/health")).status).toBe(status);
    });
  }

  for (const [major, status] of [
    [18, 404],
    [19, 200],
  ] as const) {
    it(`/web/version on ${major} is ${status}`, async () => {
      await using environment = await runningStaging(major);
      expect((await get(environment.odoo.url, "/web/version")).status).toBe(status);
    });
  }

  it("/web/login has the banner of a neutralised database, and not without the flag", async () => {
    await using environment = await runningStaging(17);
    const banner = "oe_neutralize_banner";
    expect((await get(environment.odoo.url, "/web/login")).body).toContain(banner);
    environment.change((spec) => breakEnvironment(spec, "integrations.neutralized-flag"));
    const { status, body } = await get(environment.odoo.url, "/web/login");
    expect(status).toBe(200);
    expect(body).not.toContain(banner);
  });

  it("an endpoint of XML-RPC refuses GET", async () => {
    await using environment = await runningStaging(17);
    expect((await get(environment.odoo.url, "/xmlrpc/2/common")).status).toBe(405);
  });

  it("anything else is not found", async () => {
    await using environment = await runningStaging(17);
    expect((await get(environment.odoo.url, "/no/such/page")).status).toBe(404);
  });
});
