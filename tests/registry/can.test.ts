import { describe, expect, it } from "vitest";
import type { Tier } from "../../src/model/outcome.ts";
import { can, needsTier } from "../../src/registry/can.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";

const registry = loadRegistry(registryDirectory());
const asked = (personas: readonly string[], action: string, tier?: Tier) =>
  can(registry, personas, action, tier);

describe("may somebody do something", () => {
  it("is answered with the right that grants it, on the tiers that it reaches", () => {
    expect(asked(["developer"], "access.shell", "dev")).toEqual({
      decision: "allowed",
      persona: "developer",
      clause: "Works in a shell on dev environments.",
    });
    expect(asked(["sre"], "access.shell", "production").decision).toBe("allowed");
  });

  it("is answered with the prohibition, where there is one", () => {
    expect(asked(["developer"], "access.shell", "production")).toEqual({
      decision: "prohibited",
      persona: "developer",
      clause: "Never opens a shell where accepted or live data is.",
    });
  });

  it("is not granted where no clause says anything", () => {
    expect(asked(["developer"], "access.shell", "staging")).toEqual({ decision: "not_granted" });
    expect(asked([], "build.run")).toEqual({ decision: "not_granted" });
    expect(asked(["developer"], "access.shell")).toEqual({ decision: "not_granted" });
  });

  it("needs no tier for what is not done on an environment, and minds none", () => {
    expect(asked(["developer"], "code.merge").decision).toBe("allowed");
    expect(asked(["developer"], "code.merge", "production").decision).toBe("allowed");
    expect(needsTier(registry, "code.merge")).toBe(false);
    expect(needsTier(registry, "access.shell")).toBe(true);
  });

  it("is prohibited to two personas when it is to one of them", () => {
    expect(asked(["developer", "qa_tester"], "code.merge")).toMatchObject({
      decision: "prohibited",
      persona: "qa_tester",
    });
    expect(asked(["developer", "sre"], "access.shell", "dev").decision).toBe("allowed");
  });
});
