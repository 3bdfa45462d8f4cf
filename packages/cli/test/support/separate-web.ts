import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { addressesOf } from "#src/web/index.js";
import type { Addresses } from "#src/web/index.js";

/** A web whose work is not done by the test's own thread. */
export interface SeparateWeb extends AsyncDisposable {
  readonly url: string;
  readonly paths: Addresses;
}

/** Starts the embedded web in a process of its own. */
export async function separateWeb(): Promise<SeparateWeb> {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const child = fork(fileURLToPath(new URL("web-main.js", import.meta.url)), {
    env: environment,
    execArgv: [],
  });
  const [url]: unknown[] = await once(child, "message");
  if (typeof url !== "string") throw new Error("the web did not say where it is");
  return {
    url,
    paths: addressesOf(url),
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, "exit");
      child.kill();
      await gone;
    },
  };
}
