/** A pool that has nothing to do costs nothing, and keeps no program alive. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { runProgram } from "../support/programs.js";

const cases = ["never used", "used", "with an idle timeout", "with a dead worker", "with a failed future"];

for (const kind of ["thread", "process"]) {
  for (const name of cases)
    void test(`${kind}: a pool ${name} keeps no program alive`, async () => {
      const { stdout, stderr, code, signal } = await runProgram("idle-pool", [kind, name]);
      assert.equal(signal, null, "it had to be killed");
      assert.deepEqual({ stdout, stderr, code }, { stdout: `${name}: main over\n`, stderr: "", code: 0 });
    });

  // CPU time, which others on the machine do not change. The engine's own clean-up of its heaps, some seconds after
  // work and once, is left out (it is the engine's, and takes longer the less of a core it gets).
  void test(
    `${kind}: four idle workers use less than 0.5 % of a core`,
    { skip: !existsSync("/proc/self/schedstat") },
    async (t) => {
      const name = "measured: processes, and milliseconds of CPU time in 5 s";
      const { stdout, code } = await runProgram("idle-pool", [kind, name], ["--no-memory-reducer"]);
      assert.equal(code, 0);
      const [processes, used] = stdout.split(/\s/).map(Number);
      assert.equal(processes, kind === "process" ? 5 : 1);
      assert.ok(used !== undefined);
      t.diagnostic(`${used} ms in 5 s: ${(used / 50).toFixed(3)} % of a core`);
      assert.ok(used < 25, stdout);
    },
  );
}
