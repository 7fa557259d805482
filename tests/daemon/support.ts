import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { nodeFiles } from "../../src/config/files.ts";
import { loadConfig, type Config } from "../../src/config/load.ts";
import { startDaemon, type Daemon } from "../../src/daemon.ts";
import { systemClock } from "../../src/model/clock.ts";
import { loadOwnAssets } from "../../src/registry/assets.ts";
import { rolesOf } from "../../src/registry/access.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { exceptionsLoader } from "../../src/exceptions-loader.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { writeConfig, type Declared } from "../cli/environments.ts";
import { memoryLog, type Line } from "../scheduler/support.ts";
import { tcpHost, type Host } from "../support/http-hosts.ts";

export const registry = loadRegistry(registryDirectory());

/** The configuration of these environments, written to `folder` and loaded as the program does. */
export function configIn(folder: string, environments: Readonly<Record<string, Declared>>): Config {
  const path = writeConfig(folder, environments);
  return loadConfig({
    path,
    files: nodeFiles,
    env: {},
    ...rolesOf(registry),
    loadAssets: loadOwnAssets,
    loadExceptions: exceptionsLoader(registry),
  });
}

/** A daemon in this process, ended with the test at the latest, and what it logs. */
export async function daemonOn(config: Config): Promise<Daemon & { readonly lines: Line[] }> {
  const { log, lines } = memoryLog();
  const daemon = await startDaemon({
    config,
    registry,
    reload: () => config,
    clock: systemClock,
    log,
    version: "0.1.0",
  });
  onTestFinished(async () => void (await daemon.stop({ graceMs: 0 })));
  return { ...daemon, lines };
}

export type Gate = Host & { open(): void };

/** A way to the server at `url` that takes connections, and holds what they say until it is opened. */
export async function gateTo(url: string): Promise<Gate> {
  const opened = Promise.withResolvers<void>();
  const host = await tcpHost((socket) => {
    socket.pause();
    void goOn(socket);
  });
  async function goOn(socket: Socket): Promise<void> {
    await opened.promise;
    const onward = connect(Number(new URL(url).port), "127.0.0.1");
    onward.on("error", () => socket.destroy());
    socket.on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  }
  onTestFinished(() => host.close());
  return { ...host, open: () => opened.resolve() };
}
