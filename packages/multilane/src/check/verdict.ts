/** What is wrong with a state. */
import { agentName, wordName } from "./model.js";
import type { Model } from "./model.js";
import type { Access } from "./operation.js";
import type { State } from "./state.js";

/** Judges the states of one model. */
export class Judge {
  readonly #model: Model;
  readonly #memory: Int32Array;
  readonly #words: Int32Array;
  readonly #data: Int32Array;

  constructor(model: Model) {
    const { words, data = 0 } = model;
    this.#model = model;
    this.#memory = new Int32Array(words + data);
    this.#words = this.#memory.subarray(0, words);
    this.#data = this.#memory.subarray(words);
  }

  /** What is wrong already; `undefined` if nothing is. */
  problem(state: State): string | undefined {
    return this.#error(state) ?? this.#race(state) ?? this.brokenInvariant(state);
  }

  /** What is wrong if nothing can happen any more. */
  problemAtEnd(state: State): string | undefined {
    for (const [index, { past, asleep, dead }] of state.agents.entries()) {
      if (dead) continue;
      const name = agentName(this.#model, index);
      if (asleep) return `${name} is blocked for ever`;
      if (past.next.kind === "idle" && past.next.owed.length > 0)
        return `${name} waits for ever for ${past.next.owed.join(", ")}`;
    }
    return this.#model.final?.(...this.#lend(state));
  }

  /** What the model's invariant says. */
  brokenInvariant(state: State): string | undefined {
    return this.#model.invariant?.(...this.#lend(state));
  }

  #lend(state: State): [Int32Array, Int32Array] {
    state.memory.copyTo(this.#memory);
    return [this.#words, this.#data];
  }

  #error(state: State): string | undefined {
    const thrown = thrownIn(state);
    if (thrown === undefined) return undefined;
    const { agent, error } = thrown;
    return `${agentName(this.#model, agent)}: ${error instanceof Error ? error.message : String(error)}`;
  }

  /**
   * Two agents that can both access a plain cell now, one of them to write it. If two accesses are not ordered by
   * happens-before in some run, then there is a run in which they are neighbours: the same one, with all that neither
   * depends on left out. So a search that visits all states needs no vector clocks.
   */
  #race(state: State): string | undefined {
    if (this.#data.length === 0) return undefined;
    const accesses = state.agents.flatMap((agent, index) => {
      const access = pendingAccess(agent);
      return access === undefined ? [] : [{ index, access }];
    });
    for (const { index, access } of accesses)
      for (const other of accesses) {
        if (other.index <= index || other.access.word !== access.word) continue;
        if (access.kind === "read" && other.access.kind === "read") continue;
        const [one, two] = [agentName(this.#model, index), agentName(this.#model, other.index)];
        const cell = wordName(this.#model, access.word);
        return `data race: ${one} is about to ${access.kind} ${cell}, and ${two} to ${other.access.kind} it`;
      }
    return undefined;
  }
}

/** What an agent has thrown, if one has. */
export function thrownIn(state: State): { readonly agent: number; readonly error: unknown } | undefined {
  for (const [agent, { past, dead }] of state.agents.entries())
    if (!dead && past.next.kind === "failed") return { agent, error: past.next.error };
  return undefined;
}

function pendingAccess({ dead, asleep, past: { next } }: State["agents"][number]): Access | undefined {
  if (dead || asleep || next.kind !== "operation") return undefined;
  const { operation } = next;
  return operation.kind === "read" || operation.kind === "write" ? operation : undefined;
}
