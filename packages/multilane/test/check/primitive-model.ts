/** What the models of the primitives have in common. */
import assert from "node:assert/strict";
import type { Agent, Program, Reaper } from "#src/check/agent.js";
import { check } from "#src/check/check.js";
import type { Model } from "#src/check/model.js";
import { World } from "./lot-model.js";

/** The key of a primitive's queue. */
export const KEY = 16;
/** Far enough for the clock never to decide: the checker does. */
export const SOME_TIME = 1e15;

/** The programs of a model, made for a world of their number. */
export type Cast = (world: World) => readonly Program[];

/**
 * A model of some programs over a parking lot of their own.
 *
 * @param own how many words they use themselves
 * @param final what must hold at the end, beside that the parking lot is at rest
 */
export function modelOf(
  own: number,
  cast: Cast,
  bounds: Pick<Model, "timeouts" | "kills" | "mortals" | "preemptions" | "maxStates"> = {},
  final: (memory: Int32Array) => string | undefined = () => undefined,
): Model {
  const agents = cast(new World({ threads: 1, nodes: 1, own })).length;
  const world = new World({ threads: agents, nodes: agents, own });
  return {
    programs: cast(world),
    words: world.words,
    memory: world.memory,
    ...(bounds.kills === undefined ? {} : { reaper: world.reaper }),
    ...bounds,
    final: (memory) => final(memory) ?? world.atRest(memory),
  };
}

/** What else a model over an atomic parking lot may say. */
export interface More extends Pick<Model, "timeouts" | "kills" | "mortals" | "preemptions" | "maxStates"> {
  /** What must hold at the end, beside that the parking lot is at rest. */
  readonly final?: (memory: Int32Array) => string | undefined;
  /** Whether a mutex is handed over whenever a thread is blocked for it. */
  readonly impatient?: boolean;
  /** What is done after a death, beside the cleaning up. */
  readonly afterDeath?: (world: World) => Reaper;
}

/** A model of some programs over a parking lot whose buckets take one step each. */
export function atomicModelOf(own: number, cast: Cast, more: More = {}): Model {
  const { final, impatient = false, afterDeath, ...bounds } = more;
  const agents = cast(new World({ threads: 1, nodes: 1, own })).length;
  const world = new World({ threads: agents, nodes: 2 * agents, own, impatient, atomic: true });
  const reaper: Reaper = (agent, dead) => {
    world.reaper(agent, dead);
    afterDeath?.(world)(agent, dead);
  };
  return {
    programs: cast(world),
    words: world.words,
    memory: world.memory,
    ...(bounds.kills === undefined ? {} : { reaper }),
    ...bounds,
    final: (memory) => final?.(memory) ?? world.atRest(memory),
  };
}

/** Every schedule of these models ends well. */
export async function pass(models: readonly Model[]): Promise<void> {
  for (const model of models) {
    // A search takes seconds: the watchdog of the tests must see that this thread goes on.
    await new Promise(setImmediate);
    const { failure, complete, states } = check(model);
    assert.equal(failure, undefined, failure && JSON.stringify(failure, undefined, 1));
    assert.ok(complete, `only ${states} states were looked at`);
  }
}

/** Says that something has happened. */
export function announce({ atomics, words }: Agent, word: number): void {
  atomics.store(words, word, 1);
  atomics.notify(words, word);
}

/**
 * Waits until another agent has announced something.
 *
 * @param timed whether it may be over before; counts as a timeout of the model
 * @returns false when it was
 */
export function heard({ atomics, words }: Agent, word: number, timed = false): boolean {
  while (atomics.load(words, word) === 0)
    if (atomics.wait(words, word, 0, timed ? SOME_TIME : Infinity) === "timed-out") return false;
  return true;
}
