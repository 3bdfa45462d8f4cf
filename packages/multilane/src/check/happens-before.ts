/**
 * Data races in one schedule: accesses to a plain cell that nothing orders, found by vector clocks. Every atomic access
 * to a word comes after all earlier ones to that word, and orders what its agent did before them too; a thread that is
 * woken comes after the `notify`, a reaper after what the dead agent did.
 */
import type { Access, Operation } from "./operation.js";
import type { State } from "./state.js";
import type { Transition } from "./transition.js";
import { agentOf, EVENT, KILL, kindOf, STEP } from "./transition.js";
import { BLOCKED } from "./wait-list.js";
import type { WaitList } from "./wait-list.js";

/** How many turns of each agent are known to be over. */
type Clock = number[];

/** The latest accesses to a cell: in which turn of its agent each was; 0 for none. */
interface Cell {
  writer: number;
  written: number;
  readonly read: Clock;
}

/** Two accesses that nothing orders. */
export interface Race {
  readonly cell: number;
  readonly access: Access["kind"];
  readonly agent: number;
  readonly earlierAccess: Access["kind"];
  readonly earlierAgent: number;
}

/** Follows one schedule. */
export class HappensBefore {
  readonly #clocks: Clock[];
  readonly #words = new Map<number, Clock>();
  readonly #cells = new Map<number, Cell>();
  /** For each agent, what its event loop has been told to run and has not yet: as of when. */
  readonly #news: Clock[][];
  readonly #reaper: number;

  constructor(agents: number, reaper: number) {
    this.#clocks = Array.from({ length: agents }, (_, agent) => {
      const clock = noTurns(agents);
      clock[agent] = 1;
      return clock;
    });
    this.#news = Array.from({ length: agents }, () => []);
    this.#reaper = reaper;
  }

  /** Notes a step; what was pending before it, and who waited before and after it. */
  observe(
    step: Transition,
    operation: Operation | undefined,
    before: WaitList,
    after: State,
  ): Race | undefined {
    const agent = agentOf(step);
    const kind = kindOf(step);
    if (kind === KILL && this.#reaper >= 0) this.#news[this.#reaper]?.push([...this.#clock(agent)]);
    if (kind === EVENT) join(this.#clock(agent), this.#news[agent]?.shift() ?? []);
    return kind === STEP && operation !== undefined
      ? this.#perform(agent, operation, before, after)
      : undefined;
  }

  #perform(agent: number, operation: Operation, before: WaitList, after: State): Race | undefined {
    if (operation.kind === "section")
      for (const inner of operation.performed) this.#perform(agent, inner.operation, before, after);
    if (!("word" in operation)) return undefined;
    if (operation.kind === "read" || operation.kind === "write") return this.#access(agent, operation);
    this.#synchronise(agent, operation.word);
    if (operation.kind === "notify") this.#wake(operation.word, before, after);
    return undefined;
  }

  #clock(agent: number): Clock {
    return this.#clocks[agent] ?? [];
  }

  #synchronise(agent: number, word: number): void {
    const clock = this.#clock(agent);
    let known = this.#words.get(word);
    if (known === undefined) this.#words.set(word, (known = noTurns(this.#clocks.length)));
    join(clock, known);
    join(known, clock);
    clock[agent] = (clock[agent] ?? 0) + 1;
  }

  #wake(word: number, before: WaitList, { waiters, agents }: State): void {
    for (const waiter of before) {
      if (waiter.word !== word || waiters.includes(waiter) || agents[waiter.agent]?.dead === true) continue;
      if (waiter.id === BLOCKED) this.#synchronise(waiter.agent, word);
      else this.#news[waiter.agent]?.push([...(this.#words.get(word) ?? [])]);
    }
  }

  #access(agent: number, { kind, word }: Access): Race | undefined {
    const clock = this.#clock(agent);
    let cell = this.#cells.get(word);
    if (cell === undefined)
      this.#cells.set(word, (cell = { writer: 0, written: 0, read: noTurns(this.#clocks.length) }));
    const race = { cell: word, access: kind, agent };
    if (cell.written > (clock[cell.writer] ?? 0))
      return { ...race, earlierAccess: "write", earlierAgent: cell.writer };
    if (kind === "read") {
      cell.read[agent] = clock[agent] ?? 0;
      return undefined;
    }
    const reader = cell.read.findIndex((turn, other) => turn > (clock[other] ?? 0));
    if (reader >= 0) return { ...race, earlierAccess: "read", earlierAgent: reader };
    cell.writer = agent;
    cell.written = clock[agent] ?? 0;
    return undefined;
  }
}

function noTurns(agents: number): Clock {
  return Array.from({ length: agents }, () => 0);
}

/** Takes over what another clock knows. */
function join(clock: Clock, other: Clock): void {
  for (let agent = 0; agent < other.length; agent++)
    clock[agent] = Math.max(clock[agent] ?? 0, other[agent] ?? 0);
}
