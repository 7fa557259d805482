import { expect, it } from "vitest";
import { env, load } from "./options.ts";

it("anchors are directories beside the file, and buckets with what a server of one's own needs", () => {
  const config = load({
    "envaudit.yaml": `
evidence:
  anchors:
    - directory: anchors
    - s3: { bucket: anchors, object_lock: { mode: governance } }
    - s3:
        bucket: anchors
        prefix: envaudit/
        region: eu-central-1
        endpoint: https://s3.example.com
        path_style: true
        access_key_id: \${env:SECRET}
        secret_access_key: \${env:SECRET}
        object_lock: { mode: compliance, retain_days: 30 }
environments:
  staging: { tier: staging, owner: ada }
`,
  });
  const [directory, amazon, own] = config.evidence.anchors;
  expect(directory).toEqual({ kind: "directory", path: "/etc/envaudit/anchors" });
  expect(amazon).toEqual({
    kind: "s3",
    bucket: "anchors",
    prefix: "",
    region: "us-east-1",
    endpoint: undefined,
    pathStyle: false,
    credentials: undefined,
    lock: { mode: "governance", retainDays: 400 },
  });
  expect(own).toMatchObject({
    endpoint: "https://s3.example.com",
    pathStyle: true,
    lock: { mode: "compliance", retainDays: 30 },
  });
  const credentials = own?.kind === "s3" ? own.credentials : undefined;
  expect(credentials?.secretAccessKey.reveal()).toBe(env.SECRET);
  expect(JSON.stringify(config.evidence)).not.toContain(env.SECRET);
});
