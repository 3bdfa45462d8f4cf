/** One task runs out of memory; others are beside it, behind it and after it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Future } from "multilane";
import { pass } from "../tasks/conforming.js";
import { add } from "../tasks/sample.js";
import { OPEN } from "./file-gate-pass.js";
import type { AnyPool } from "./pools.js";
import { until } from "./until.js";

const limit = { timeout: 20_000 };

/** What became of them. */
export interface Exhaustion {
  /** What the task that ran out of memory failed with. */
  readonly error: unknown;
  /** The results of the others: what a pool that is whole gives is {@link ALL_WHOLE}. */
  readonly others: readonly number[];
}

/** See {@link Exhaustion}. */
export const ALL_WHOLE: readonly number[] = [7, 3, 4, 5];

async function errorOf(future: Future<unknown>): Promise<unknown> {
  return await future.result(limit).then(
    (value) => new Error(`the task has a result: ${String(value)}`),
    (error: unknown) => error,
  );
}

/** In a pool of two workers: the task beside runs on the other one, all the time. */
export async function exhaustBesideOthers(
  executor: AnyPool,
  submit: () => Future<unknown>,
): Promise<Exhaustion> {
  const gate = mkdtempSync(join(tmpdir(), "exhaustion-"));
  try {
    const beside = executor.submit(pass, gate, 7);
    await until("the task beside runs", () => readdirSync(gate).length > 0);
    const failing = submit();
    const behind = [1, 2].map((n) => executor.submit(add, n, 2));
    const error = await errorOf(failing);
    writeFileSync(join(gate, OPEN), "");
    const others: number[] = [];
    for (const future of [beside, ...behind]) others.push(await future.result(limit));
    others.push(await executor.submit(add, 3, 2).result(limit));
    return { error, others };
  } finally {
    rmSync(gate, { recursive: true, force: true });
  }
}
