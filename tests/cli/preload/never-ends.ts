// Loaded before the program: its work waits for something that cannot come any more.
import { Command } from "commander";

Command.prototype.parseAsync = () => new Promise<never>(() => undefined);
