import { advice } from "../../src/cli/advice.ts";
import { exitCodes } from "../../src/cli/exit.ts";
import type * as errors from "../../src/model/errors.ts";
import { knownMajors } from "../../src/model/versions.ts";
import { unknownReasons, type UnknownReason } from "../../src/model/outcome.ts";
import { code, page, prose, sentence, table } from "./markdown.ts";

// Each table is typed by what it explains: a new reason, class or code does not compile without its line.
const meanings: Readonly<Record<UnknownReason, string>> = {
  unreachable:
    "Nobody was there to ask: no connection, one that broke off, a proxy in place of the service, or no such database.",
  timeout: "The connection, an answer or a command took longer than its own deadline.",
  tls_untrusted:
    "The server's certificate is not valid for the address, or its issuer is not trusted.",
  host_key_mismatch:
    "The SSH server, or the jump server, showed another key than the pinned one, or has none of its kind. No login was tried.",
  auth_failed: "The target refused the credentials.",
  access_denied:
    "The account may log in, but may not see everything that the check is about, or something in front of the service refuses us. A list that may be incomplete is never judged.",
  transport_not_configured: "The environment has no access that could read what the check needs.",
  unsupported_version: `The target's version, or a model or field that it should have, is not as envaudit knows it. Known are Odoo ${knownMajors.join(", ")}.`,
  malformed_response: "Something answered, but not in the form that was expected.",
  response_too_large: "The answer was larger than the limit, so it was cut off and not judged.",
  fact_missing:
    "A file or program that should be there is not, or the fact was not collected in this audit.",
  deadline_exceeded: "The audit's own time was over before this could be read.",
  internal_error: "envaudit failed where it must not.",
};

type Explained = { readonly meaning: string; readonly exit: keyof typeof exitCodes };

const errorClasses: Readonly<Record<keyof typeof errors, Explained>> = {
  TargetError: {
    meaning:
      "Their side: the target could not be read. In an audit it becomes an unknown with its reason; elsewhere it ends the command.",
    exit: "unknown",
  },
  ConfigError: {
    meaning:
      "A configuration or registry file is wrong: every problem at once, with file and line.",
    exit: "config",
  },
  UsageError: { meaning: "The command line was used wrongly.", exit: "usage" },
  RecordError: {
    meaning: "The result could not be recorded or delivered.",
    exit: "notRecorded",
  },
  InternalError: {
    meaning: "A bug in envaudit. `ENVAUDIT_TRACE=1` shows where.",
    exit: "internal",
  },
};

const exits: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "Everything that was judged is compliant, or the command did what it was asked.",
  findings: "A check failed with at least the severity of `--fail-on`.",
  unknown:
    "Nothing failed, but a check could not be judged, other than by an accepted gap; or `doctor` met an access that fails.",
  notRecorded: "The result could not be recorded or delivered.",
  usage: "The command line was used wrongly.",
  internal: "A bug in envaudit, or something that would not end.",
  config: "The configuration or the registry is not valid.",
  interrupted: "Ctrl-C or SIGTERM; what was finished before is recorded.",
};

/** The reference page of unknown reasons, error classes and exit codes. */
export function unknownReasonsPage(): string {
  return page("Unknown reasons, errors and exit codes", "src/model and src/cli", [
    "A check that could not be looked at is `unknown`, never `pass`. Each unknown says its reason in one word of this closed list, which metrics, exports and alerts use too, and in one line what happened. `envaudit doctor <environment>` tries each access and says what to do.",
    "## Unknown reasons",
    table(
      ["Reason", "Meaning", "What to do"],
      unknownReasons.map((reason) => [
        code(reason),
        prose(meanings[reason]),
        prose(sentence(advice[reason])),
      ]),
    ),
    "## Errors",
    table(
      ["Class", "Meaning", "Exit code"],
      Object.entries(errorClasses).map(([name, { meaning, exit }]) => [
        code(name),
        prose(meaning),
        code(String(exitCodes[exit])),
      ]),
    ),
    "## Exit codes",
    "Of several the worst counts, in the order 130, 78, 64, 70, 3, 1, 2, 0.",
    table(
      ["Code", "Meaning"],
      Object.entries(exits).map(([name, meaning]) => [
        code(String(exitCodes[name as keyof typeof exitCodes])), // the keys are those of the table
        prose(meaning),
      ]),
    ),
  ]);
}
