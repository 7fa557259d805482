import { z } from "zod";
import { odooApis } from "../model/environment.ts";
import type { Secret } from "../model/secret.ts";
import {
  absolutePath,
  baseUrl,
  certificateProblem,
  host,
  hostKey,
  line,
  port,
  postgresHost,
  postgresName,
} from "./fields.ts";
import {
  literalSecret,
  readBeside,
  resolveSecret,
  secretPattern,
  type Resolved,
  type Surroundings,
} from "./secrets.ts";
import { privateKeyProblem } from "./ssh-keys.ts";

// References are looked up while the file is validated, so that a missing secret is a problem in its
// place, beside all the others.

/** A secret by reference. */
export function secret(around: Surroundings) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? undefined : literalSecret) })
    .regex(secretPattern, literalSecret)
    .transform((text, context): Secret => orIssue(resolveSecret(text, around), context));
}

function privateKey(around: Surroundings) {
  return secret(around).check((context) => {
    const message = privateKeyProblem(context.value.reveal());
    if (message !== undefined) context.issues.push({ code: "custom", message, input: undefined });
  });
}

// Shorter ones can be found by trying, and with them the secrets behind the digests.
const shortestDigestKey = 16;

export function digestKey(around: Surroundings) {
  return secret(around).check((context) => {
    if (context.value.reveal().length >= shortestDigestKey) return;
    const message = `too short for a key: ${shortestDigestKey} characters or more, from a random source`;
    context.issues.push({ code: "custom", message, input: undefined });
  });
}

function certificateFile(around: Surroundings) {
  return line().transform((path, context): string => {
    const text = readBeside(path, around);
    const problem = text.ok ? certificateProblem(text.value) : undefined;
    return orIssue(problem === undefined ? text : { ok: false, message: problem }, context);
  });
}

function orIssue<T>(resolved: Resolved<T>, context: z.core.$RefinementCtx): T {
  if (resolved.ok) return resolved.value;
  context.addIssue({ code: "custom", message: resolved.message });
  return z.NEVER;
}

export function odooSchema(around: Surroundings) {
  return z
    .strictObject({
      url: baseUrl().describe("Base address, e.g. https://staging.example.com, without a path."),
      database: line().describe("Name of the Odoo database."),
      login: line().describe("Login of the auditor's own Odoo account."),
      secret: secret(around)
        .optional()
        .describe("Its password, as ${env:NAME} or ${file:path}. Give this or `api_key`."),
      api_key: secret(around)
        .optional()
        .describe("An API key of its account instead, in the same forms: any API takes it."),
      api: z
        .enum(odooApis)
        .optional()
        .describe("API to use. Default `auto`: JSON-2 from Odoo 19 on by `api_key`, else XML-RPC."),
      ca: certificateFile(around)
        .optional()
        .describe("PEM file of a private certificate authority, relative to this file."),
      allow_plain_http: z
        .boolean()
        .optional()
        .describe("Accept that the secret crosses the network in clear text."),
    })
    .meta({ oneOf: [{ required: ["secret"] }, { required: ["api_key"] }] });
}

function endpoint(around: Surroundings) {
  return {
    host: host().describe("Name or address of the SSH server."),
    port: port().default(22).describe("Its port."),
    user: line().describe("The auditor's own account there."),
    private_key: privateKey(around).describe("Private key, as ${file:path} or ${env:NAME}."),
    host_key: hostKey().describe("The only key that the server may show: `ssh-ed25519 AAAA…`."),
  };
}

export function sshSchema(around: Surroundings) {
  return z.strictObject({
    ...endpoint(around),
    jump: z.strictObject(endpoint(around)).optional().describe("Server to go through."),
    wrapper: z
      .array(z.string().min(1))
      .default([])
      .describe("Words before each command, e.g. [docker, exec, -i, odoo]."),
    sudo: z
      .boolean()
      .default(false)
      .describe("Put `sudo -n` before what the account may not read."),
    dispatcher: z
      .boolean()
      .default(false)
      .describe("The key's forced command is envaudit-probe: send commands by name."),
    odoo_conf: absolutePath()
      .default("/etc/odoo/odoo.conf")
      .describe("Path of odoo.conf on the host, inside the wrapper."),
  });
}

export const sqlSchema = z.strictObject({
  database: postgresName().describe("Name of the PostgreSQL database."),
  user: postgresName().optional().describe("Role; without it the one of psql's own default."),
  host: postgresHost().optional().describe("Server or socket folder, seen from the SSH host."),
  port: port().optional().describe("Port of the server."),
  functions: z
    .boolean()
    .default(false)
    .describe("Ask what touches a secret through the functions that envaudit grants prints."),
});
