/** The short form of `npm run chaos`: in a process of its own, whose threads and file descriptors it counts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "../support/programs.js";

for (const kind of ["thread", "process"])
  void test(`calls in a pool whose workers are killed all the time: ${kind}`, async (t) => {
    const seed = process.env["CHAOS_SEED"] ?? String(1 + (Date.now() % 100_000));
    t.diagnostic(`CHAOS_SEED=${seed} kills the same way again`);
    const args = ["--kind", kind, "--seed", seed, "--tasks", "20000", "--seconds", "4"];
    const { stdout, stderr, code, signal } = await runProgram("../stress/chaos-run", args);
    for (const line of stdout.trim().split("\n")) t.diagnostic(line);
    assert.equal(signal, null, `it had to be killed: ${stdout}\n${stderr}`);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    assert.match(stdout, /"value":\d/);
    assert.match(stdout, /deaths: \{"/);
  });
