// Loaded before the program: work that does not end when it is asked to.
import { Command } from "commander";

Command.prototype.parseAsync = () =>
  new Promise<never>(() => {
    process.stdout.write("working\n");
    process.on("SIGINT", () => process.stdout.write("asked\n"));
    setInterval(() => undefined, 1_000);
  });
