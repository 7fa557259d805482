// Loaded before the program: a mistake somewhere below it, outside everything that is awaited.
import { Command } from "commander";

const ways: Readonly<Record<string, () => void>> = {
  exception: () => {
    throw new TypeError("a mistake\u001b[2J of ours");
  },
  rejection: () => void Promise.reject(new TypeError("a mistake\u001b[2J of ours")),
  "rejected text": () => void Promise.reject("a mistake of ours"),
};

Command.prototype.parseAsync = () =>
  new Promise<never>(() => {
    setTimeout(ways[process.env["WAY"] ?? ""] ?? (() => process.abort()), 1);
    setInterval(() => undefined, 1_000); // it would run on for ever
  });
