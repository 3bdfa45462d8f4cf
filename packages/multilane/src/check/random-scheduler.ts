/** Runs schedules at random. */
import type { AgentState } from "./agent-state.js";
import { Intrusions, timeoutsOf } from "./intrusions.js";
import { HappensBefore } from "./happens-before.js";
import { LiveAgent } from "./live-agent.js";
import type { Model } from "./model.js";
import type { Answer, Operation } from "./operation.js";
import { perform } from "./perform.js";
import { Priorities } from "./priorities.js";
import { Random } from "./random.js";
import { deathsOf, initialState, partsOf } from "./setup.js";
import type { State } from "./state.js";
import { EVENT, STEP, TIMER, transition } from "./transition.js";
import type { Transition } from "./transition.js";
import type { Deaths } from "./transitions.js";
import { take } from "./transitions.js";
import { Judge } from "./verdict.js";

/** A model's schedules, one after another. */
export class RandomScheduler {
  readonly #model: Model;
  readonly #depth: number;
  readonly #maxSteps: number;
  readonly #deaths: Deaths;
  readonly #judge: Judge;
  readonly #agents: LiveAgent[];
  /** How many steps the longest schedule had so far. */
  #longest = 1;
  /** How many steps were taken in all. */
  steps = 0;

  // Of the schedule that runs:
  #random = new Random(0);
  #state: State;
  #priorities: Priorities;
  #intrusions: Intrusions;
  /** For plain data, if there is any. */
  #order: HappensBefore | undefined;
  #schedule: Transition[] = [];
  #running = 0;
  /** Whether the agent that runs has to wait with its next operation. */
  #mustWait = false;
  #failed = false;
  #mayPause = false;

  constructor(model: Model, depth: number) {
    this.#model = model;
    this.#depth = depth;
    this.#maxSteps = model.maxSteps ?? 1000;
    this.#deaths = deathsOf(model);
    this.#judge = new Judge(model);
    const beyond = (operation: Operation): Answer | undefined => this.#perform(operation);
    this.#agents = partsOf(model).map((part) => new LiveAgent(part, beyond));
    this.#state = initialState(model, this.#agents);
    this.#priorities = new Priorities(this.#random, 0, 1, 1);
    this.#intrusions = new Intrusions(this.#random, this.#state, 1);
  }

  /**
   * Runs one schedule.
   *
   * @returns its steps, if it went wrong
   */
  run(seed: number): readonly Transition[] | undefined {
    this.#random = new Random(seed);
    for (const agent of this.#agents) agent.restart();
    this.#state = initialState(this.#model, this.#agents);
    this.#priorities = new Priorities(this.#random, this.#agents.length, this.#depth, this.#longest);
    this.#intrusions = new Intrusions(this.#random, this.#state, this.#longest);
    const { data = 0 } = this.#model;
    this.#order = data > 0 ? new HappensBefore(this.#agents.length, this.#deaths.reaper) : undefined;
    this.#schedule = [];
    this.#failed = this.#mayPause = false;
    this.#runToEnd();
    this.steps += this.#schedule.length;
    this.#longest = Math.max(this.#longest, this.#schedule.length);
    return this.#failed ? this.#schedule : undefined;
  }

  #runToEnd(): void {
    while (!this.#failed) {
      this.#intrude();
      const first = this.#first();
      if (first >= 0) this.#letRun(first);
      else if (!this.#letTimePass()) {
        this.#failed ||= this.#judge.problemAtEnd(this.#state) !== undefined;
        return;
      }
    }
  }

  #intrude(): void {
    while (this.#intrusions.isDue(this.#schedule.length)) {
      const step = this.#intrusions.next(this.#state, this.#deaths, this.#schedule.length);
      if (step !== undefined) this.#takeStep(step);
    }
  }

  #takeStep(step: Transition): void {
    this.#schedule.push(step);
    take(this.#state, step, this.#deaths);
    this.#order?.observe(step, undefined, [], this.#state);
  }

  /** Nobody can do anything: only a timeout can help. */
  #letTimePass(): boolean {
    const step = this.#random.pick(timeoutsOf(this.#state));
    if (step !== undefined) this.#takeStep(step);
    return step !== undefined;
  }

  /** Who runs next: of those who can, the one with the highest priority; -1 if nobody can. */
  #first(): number {
    let first = -1;
    for (let index = 0; index < this.#agents.length; index++)
      if (this.#canRun(index) && (first < 0 || this.#priorities.of(index) > this.#priorities.of(first)))
        first = index;
    return first;
  }

  #canRun(index: number): boolean {
    const { asleep, dead, inbox } = this.#state.agent(index);
    const agent = this.#agents[index];
    if (asleep || dead || agent === undefined) return false;
    if (agent.isBehind || inbox.length > 0) return true;
    const { next } = agent;
    return next.kind === "operation" || (next.kind === "idle" && next.timers.length > 0);
  }

  #letRun(index: number): void {
    const agent = this.#agents[index];
    if (agent === undefined) return;
    this.#running = index;
    this.#mustWait = false;
    if (!agent.isBehind && agent.next.kind === "idle")
      this.#runEvent(this.#state.agent(index), agent.next.timers);
    agent.advance();
    this.#failed ||= agent.next.kind === "failed";
  }

  #runEvent({ inbox }: AgentState, timers: readonly number[]): void {
    const choice = this.#random.below(timers.length + Number(inbox.length > 0));
    const timer = timers[choice];
    const step =
      timer === undefined ? transition(this.#running, EVENT) : transition(this.#running, TIMER, timer);
    this.#takeStep(step);
    this.#afterStep(false);
  }

  /** Performs the next operation of the agent that runs, if it need not wait with it. */
  #perform(operation: Operation): Answer | undefined {
    if (this.#mustWait || this.#failed) return undefined;
    this.#failed = this.#schedule.length > this.#maxSteps;
    if (this.#failed) return undefined;
    const { waiters } = this.#state;
    const step = transition(this.#running, STEP);
    this.#schedule.push(step);
    const answer = perform(this.#state, this.#running, operation);
    if (this.#order?.observe(step, operation, waiters, this.#state) !== undefined) this.#failed = true;
    this.#mayPause ||= operation.kind === "pause";
    this.#afterStep(this.#mayPause || hasWoken(operation, answer));
    return answer;
  }

  /** @param mayWake whether others may have been woken by it */
  #afterStep(mayWake: boolean): void {
    const steps = this.#schedule.length;
    const lower = this.#priorities.stepped(this.#running, steps);
    if (lower || mayWake) this.#mustWait = this.#first() !== this.#running;
    this.#mustWait ||= this.#intrusions.isDue(steps);
    if (this.#model.invariant !== undefined)
      this.#failed ||= this.#judge.brokenInvariant(this.#state) !== undefined;
  }
}

/** Whether it has woken others. */
function hasWoken(operation: Operation, answer: Answer | undefined): boolean {
  if (operation.kind === "section")
    return operation.performed.some((inner) => hasWoken(inner.operation, inner.answer));
  return operation.kind === "notify" && answer !== 0;
}
