import { describe, expect, it } from "vitest";
import { isHost, isPlainHttp, parseHostPort } from "../../src/config/addresses.ts";

describe("isHost", () => {
  it.each(["a", "db-1.example.com", "10.0.0.1", "::1", "fe80::1", "my_host"])("takes %j", (text) =>
    expect(isHost(text)).toBe(true),
  );
  it.each(["", "-a", "a b", "db:5432", "a/b", "a..b", "user@a", "a".repeat(254)])(
    "refuses %j",
    (text) => expect(isHost(text)).toBe(false),
  );
});

describe("parseHostPort", () => {
  it.each([
    ["localhost:0", { host: "localhost", port: 0 }],
    ["[::1]:9480", { host: "::1", port: 9480 }],
    ["0.0.0.0:65535", { host: "0.0.0.0", port: 65_535 }],
  ])("takes %j", (text, expected) => expect(parseHostPort(text)).toEqual(expected));

  it.each(["9480", ":9480", "a:", "a:65536", "::1:80", "[a]:80", "a:80:80", "a:-1"])(
    "refuses %j",
    (text) => expect(parseHostPort(text)).toBeUndefined(),
  );
});

describe("isPlainHttp", () => {
  it.each(["http://a.example.com", "http://10.0.0.1:8069", "http://127.evil.example"])(
    "%j: yes",
    (url) => expect(isPlainHttp(url)).toBe(true),
  );
  it.each(["https://a.example.com", "http://localhost:8069", "http://127.0.0.2", "http://[::1]:1"])(
    "%j: no",
    (url) => expect(isPlainHttp(url)).toBe(false),
  );
});
