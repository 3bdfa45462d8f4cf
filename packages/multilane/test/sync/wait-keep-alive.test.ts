/** What awaits a primitive keeps the program alive, and no longer than that. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LONG } from "./shared-stage.js";

describe("a program", () => {
  const program = fileURLToPath(new URL("wait-keep-alive.js", import.meta.url));
  for (const kind of ["semaphore", "event", "barrier"]) {
    it(`stays alive while it awaits nothing but a ${kind}, and ends afterwards`, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [program, kind], { timeout: LONG });
      assert.equal(stdout, `${kind} done\n`);
    });
  }
});
