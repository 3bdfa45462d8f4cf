/** A global state of the model: the memory, who waits, what has happened to each agent, and what may still go wrong. */
import { AgentState } from "./agent-state.js";
import { Hash } from "./hash.js";
import type { Entry } from "./operation.js";
import { PagedMemory } from "./paged-memory.js";
import type { Past } from "./past.js";
import type { WaitList } from "./wait-list.js";

/** How much of what a schedule may contain is left. */
export interface Budget {
  /** Timed waits that may end by their timeout. */
  readonly timeouts: number;
  /** Agents that may be killed. */
  readonly kills: number;
}

/**
 * Changed in place by a run at random; a search clones it before each step. What a clone shares with its original is
 * copied when it is changed.
 */
export class State {
  /** The last one that took a step; -1 at the start. */
  last = -1;
  readonly agents: AgentState[];
  waiters: WaitList = [];
  timeouts: number;
  kills: number;
  /** The words, and behind them the plain cells. */
  readonly memory: PagedMemory;
  #isShared = false;

  constructor(memory: PagedMemory, agents: readonly AgentState[], { timeouts, kills }: Budget) {
    this.memory = memory;
    this.agents = [...agents];
    this.timeouts = timeouts;
    this.kills = kills;
  }

  /** Where everything begins. */
  static initial(memory: readonly number[], pasts: readonly Past[], budget: Budget): State {
    const agents = pasts.map((past) => new AgentState(past));
    return new State(new PagedMemory(memory), agents, budget);
  }

  clone(): State {
    const copy = new State(this.memory.clone(), this.agents, this);
    copy.last = this.last;
    copy.waiters = this.waiters;
    copy.#isShared = this.#isShared = true;
    return copy;
  }

  /** An agent, to look at. */
  agent(index: number): AgentState {
    const agent = this.agents[index];
    if (agent === undefined) throw new Error(`there is no agent ${index}`);
    return agent;
  }

  /** An agent, to be changed. */
  own(index: number): AgentState {
    const agent = this.agent(index);
    return this.#isShared ? (this.agents[index] = agent.clone()) : agent;
  }

  /** Writes a word or a cell. If that changes something, who spins goes on. */
  put(word: number, value: number): void {
    if (this.memory.get(word) === value) return;
    this.memory.put(word, value);
    for (let index = 0; index < this.agents.length; index++) {
      const agent = this.agent(index);
      if (agent.isPaused) this.wake(index, "ok");
      else if (agent.upToDate) this.own(index).upToDate = false;
    }
  }

  /** Something has happened to an agent. */
  tell(index: number, entry: Entry): void {
    const agent = this.own(index);
    agent.past = agent.past.followedBy(entry);
  }

  /** Ends the wait of a blocked agent. */
  wake(index: number, outcome: "ok" | "timed-out"): void {
    this.tell(index, outcome);
    this.own(index).asleep = false;
  }

  /** Whether the agent is in the middle of its program or of a callback, and could go on. */
  isInterruptible(index: number): boolean {
    const agent = this.agents[index];
    return agent !== undefined && !agent.asleep && !agent.dead && agent.past.next.kind === "operation";
  }

  /** Whether nothing will happen to the agent any more, but that it may be killed. */
  #isFinished(index: number, agent: AgentState): boolean {
    if (agent.asleep || agent.inbox.length > 0) return false;
    const { next } = agent.past;
    if (next.kind !== "idle" || next.timers.length > 0 || next.owed.length > 0) return false;
    return !this.waiters.some((waiter) => waiter.agent === index);
  }

  /**
   * Equal for equal states. How an agent came to its end makes no difference.
   *
   * @param preemptions whether it matters who took the last step
   */
  hash(preemptions: boolean): Hash {
    const hash = new Hash();
    hash.add((this.timeouts << 8) | this.kills);
    if (preemptions) hash.add(this.isInterruptible(this.last) ? this.last + 1 : 0);
    for (const [index, agent] of this.agents.entries()) {
      if (agent.dead) hash.add(-1);
      else if (this.#isFinished(index, agent)) hash.add(-2);
      else {
        hash.add(agent.past.id);
        hash.add((agent.inbox.length << 2) | (Number(agent.upToDate) << 1) | Number(agent.asleep));
        for (const { kind, id } of agent.inbox) hash.add((id << 1) | Number(kind === "death"));
      }
    }
    for (const { word, agent, id } of this.waiters) {
      hash.add(word);
      hash.add((id << 8) | agent);
    }
    hash.add(this.memory.high);
    hash.add(this.memory.low);
    hash.finish();
    return hash;
  }
}
