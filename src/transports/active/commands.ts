import type { EgressTarget } from "../../model/egress.ts";
import type { Argv } from "../ssh/commands.ts";

/** For one attempt: a connection that a firewall lets out is there in well under a second. */
const attemptSeconds = 5;

// Odoo's host has Python. Every address of a name is tried, all targets at once, and nothing is sent.
const connectOut = `
import concurrent.futures, socket, sys
seconds = float(sys.argv[1])
def attempt(target):
    host, port = target.rsplit(":", 1)
    try:
        found = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[:4]
    except OSError:
        return "unresolved"
    said = "unreachable"
    for family, kind, proto, name, address in found:
        try:
            with socket.socket(family, kind, proto) as s:
                s.settimeout(seconds)
                s.connect(address)
                return "open"
        except socket.timeout:
            said = "timeout"
        except ConnectionRefusedError:
            said = "refused"
        except OSError:
            pass
    return said
targets = sys.argv[2:]
with concurrent.futures.ThreadPoolExecutor(16) as pool:
    for target, said in zip(targets, pool.map(attempt, targets)):
        print(target, said)
`;

/**
 * The closed list of commands that do something: one. Its program is a fixed word without line breaks (JSON's
 * string is Python's too), so that what enforces the list on the host can compare it.
 */
export function connectOutArgv(targets: readonly EgressTarget[]): Argv {
  const addresses = targets.map(({ host, port }) => `${host}:${port}`);
  return {
    words: [
      "python3",
      "-I",
      "-c",
      `exec(${JSON.stringify(connectOut)})`,
      String(attemptSeconds),
      ...addresses,
    ],
    stdin: undefined,
    mayNeedSudo: false,
    probe: { words: ["connect-out", ...addresses], stdin: "" },
  };
}
