/** A global state of the model, and the transitions between states. */
import type { History } from "./history.js";
import type { Operation } from "./program.js";

/** Who waits on a word: an agent that is blocked, or one of its `waitAsync`s, counted from 0. */
interface Waiter {
  readonly agent: number;
  readonly id: number | undefined;
}

interface AgentState {
  readonly history: History;
  readonly blocked: boolean;
  /** The `waitAsync`s that were notified and have not run yet, in order. */
  readonly ready: readonly number[];
  /** How many `waitAsync`s it has begun. */
  readonly waits: number;
}

/** A step of the schedule. */
export interface Transition {
  readonly agent: number;
  readonly kind: "step" | "time out" | "wake" | "timer";
  /** Which timer or continuation. */
  readonly id: number;
}

/** How much of what a schedule may contain is left. */
export interface Budget {
  /** Timed waits that may end by their timeout. */
  readonly timeouts: number;
  /** Switches away from an agent that could go on. */
  readonly preemptions: number;
}

/** Immutable. */
export class State {
  readonly memory: Int32Array;
  /** First in, first out, sync and async alike, as in the engines. By word. */
  readonly queues: readonly (readonly Waiter[])[];
  readonly agents: readonly AgentState[];
  readonly budget: Budget;
  /** Who stepped last; -1 at the start. */
  readonly last: number;

  constructor(
    memory: Int32Array,
    queues: State["queues"],
    agents: State["agents"],
    budget: Budget,
    last: number,
  ) {
    this.memory = memory;
    this.queues = queues;
    this.agents = agents;
    this.budget = budget;
    this.last = last;
  }

  static initial(memory: Int32Array, histories: readonly History[], budget: Budget): State {
    const agents = histories.map((history) => ({ history, blocked: false, ready: [], waits: 0 }));
    return new State(
      memory,
      Array.from(memory, () => []),
      agents,
      budget,
      -1,
    );
  }

  /** Equal for equal states. */
  key(): string {
    const numbers: number[] = [this.budget.timeouts];
    // Who stepped last matters only while letting another run would interrupt it.
    if (this.budget.preemptions !== Infinity)
      numbers.push(this.budget.preemptions, this.#interruptible(this.last) ? this.last + 1 : 0);
    for (const { history, blocked, ready } of this.agents)
      numbers.push(history.id >> 14, history.id & 0x3fff, (ready.length << 1) | Number(blocked), ...ready);
    for (const word of this.memory) numbers.push(word & 0xffff, word >>> 16);
    for (const queue of this.queues) {
      numbers.push(queue.length);
      for (const { agent, id = -1 } of queue) numbers.push((agent << 8) | (id + 1));
    }
    return String.fromCharCode(...numbers);
  }

  /** All that can happen now. */
  transitions(): Transition[] {
    const found: Transition[] = [];
    for (let agent = 0; agent < this.agents.length; agent++) this.#transitionsOf(agent, found);
    return found;
  }

  #transitionsOf(agent: number, found: Transition[]): void {
    const { history, blocked, ready } = this.#agent(agent);
    const { next } = history;
    if (blocked) {
      const timed =
        next.kind === "operation" && next.operation.kind === "wait" && next.operation.time === "some";
      if (timed && this.budget.timeouts > 0) found.push({ agent, kind: "time out", id: 0 });
    } else if (this.#switchCost(agent) <= this.budget.preemptions) {
      if (next.kind === "operation") found.push({ agent, kind: "step", id: 0 });
      if (next.kind === "idle") {
        if (ready[0] !== undefined) found.push({ agent, kind: "wake", id: ready[0] });
        for (const id of next.timers) found.push({ agent, kind: "timer", id });
      }
    }
  }

  /** 1 if letting this agent run interrupts another in the middle. */
  #switchCost(agent: number): number {
    return this.last !== agent && this.#interruptible(this.last) ? 1 : 0;
  }

  /** Whether the agent is in the middle of its program or of a callback, and could go on. */
  #interruptible(agent: number): boolean {
    const state = this.agents[agent];
    return state !== undefined && !state.blocked && state.history.next.kind === "operation";
  }

  /** The state after a transition. */
  after({ agent, kind, id }: Transition): State {
    const { history, ready } = this.#agent(agent);
    const { timeouts, preemptions } = this.budget;
    if (kind === "time out") {
      const queues = this.queues.map((queue) =>
        queue.filter((waiter) => waiter.agent !== agent || waiter.id !== undefined),
      );
      const agents = this.#withAgent(agent, { history: history.followedBy("timed-out"), blocked: false });
      return new State(this.memory, queues, agents, { timeouts: timeouts - 1, preemptions }, this.last);
    }
    const budget = { timeouts, preemptions: preemptions - this.#switchCost(agent) };
    if (kind === "step" && history.next.kind === "operation")
      return this.#perform(agent, history.next.operation, budget);
    const agents = this.#withAgent(agent, {
      history: history.followedBy(`${kind} ${id}`),
      ready: kind === "wake" ? ready.slice(1) : ready,
    });
    return new State(this.memory, this.queues, agents, budget, agent);
  }

  #perform(agent: number, operation: Operation, budget: Budget): State {
    if (operation.kind === "wait" || operation.kind === "waitAsync")
      return this.#wait(agent, operation, budget);
    if (operation.kind === "notify") return this.#notify(agent, operation, budget);
    const { word } = operation;
    const before = this.#word(word);
    let { memory } = this;
    const changes =
      operation.kind === "compareExchange" ? operation.expected === before : operation.kind !== "load";
    if (changes && operation.kind !== "load") {
      memory = memory.slice();
      memory[word] = operation.kind === "add" ? before + operation.value : operation.value;
    }
    const result = operation.kind === "store" ? operation.value : before;
    return new State(memory, this.queues, this.#withResult(agent, result), budget, agent);
  }

  #wait(agent: number, operation: Extract<Operation, { kind: "wait" | "waitAsync" }>, budget: Budget): State {
    const { word, value, kind } = operation;
    let agents: State["agents"];
    let { queues } = this;
    if (this.#word(word) !== value) agents = this.#withResult(agent, "not-equal");
    else if (kind === "wait" && operation.time === "none") agents = this.#withResult(agent, "timed-out");
    else {
      const { history, waits } = this.#agent(agent);
      const id = kind === "wait" ? undefined : waits;
      queues = queues.map((queue, index) => (index === word ? [...queue, { agent, id }] : queue));
      agents = this.#withAgent(
        agent,
        kind === "wait" ? { blocked: true } : { history: history.followedBy("async"), waits: waits + 1 },
      );
    }
    return new State(this.memory, queues, agents, budget, agent);
  }

  #notify(agent: number, { word, count }: Extract<Operation, { kind: "notify" }>, budget: Budget): State {
    const queue = this.queues[word] ?? [];
    const woken = queue.slice(0, count);
    const agents = [...this.#withResult(agent, woken.length)];
    for (const waiter of woken) {
      const state = agents[waiter.agent];
      if (state === undefined) continue;
      agents[waiter.agent] =
        waiter.id === undefined
          ? { ...state, blocked: false, history: state.history.followedBy("ok") }
          : { ...state, ready: [...state.ready, waiter.id] };
    }
    const queues = this.queues.map((old, index) => (index === word ? old.slice(count) : old));
    return new State(this.memory, queues, agents, budget, agent);
  }

  #withResult(agent: number, result: number | string): State["agents"] {
    return this.#withAgent(agent, { history: this.#agent(agent).history.followedBy(result) });
  }

  #withAgent(agent: number, change: Partial<AgentState>): State["agents"] {
    return this.agents.map((state, index) => (index === agent ? { ...state, ...change } : state));
  }

  #agent(agent: number): AgentState {
    const state = this.agents[agent];
    if (state === undefined) throw new Error(`no agent ${agent}`);
    return state;
  }

  #word(word: number): number {
    return this.memory[word] ?? 0;
  }
}
