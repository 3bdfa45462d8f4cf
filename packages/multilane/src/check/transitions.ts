/** Which steps are possible in a state, and what they make of it. */
import type { AgentState } from "./agent-state.js";
import { happening } from "./operation.js";
import { perform } from "./perform.js";
import type { State } from "./state.js";
import type { Transition } from "./transition.js";
import { agentOf, EVENT, KILL, kindOf, STEP, TIME_OUT, TIMER, timerOf, transition } from "./transition.js";
import { withoutAgent } from "./wait-list.js";

/** What kills are like in a model. */
export interface Deaths {
  /** The agents that may be killed. */
  readonly mortals: readonly number[];
  /** The agent that is told of deaths; -1 if there is none. */
  readonly reaper: number;
  /** Whether a killed thread that was blocked stays in the list of those who wait. */
  readonly zombieWaiters: boolean;
}

/** Everything that can happen next, but kills. */
export function transitionsOf(state: State): Transition[] {
  const found: Transition[] = [];
  for (const [index, agent] of state.agents.entries()) addTransitions(state, index, agent, found);
  return found;
}

/** All kills that can happen next. */
export function killsOf(state: State, { mortals }: Deaths): Transition[] {
  if (state.kills === 0) return [];
  return mortals.filter((agent) => !state.agent(agent).dead).map((agent) => transition(agent, KILL));
}

function addTransitions(state: State, index: number, agent: AgentState, found: Transition[]): void {
  if (agent.dead) return;
  const { next } = agent.past;
  if (agent.asleep) {
    if (state.timeouts > 0 && canTimeOut(agent)) found.push(transition(index, TIME_OUT));
  } else if (next.kind === "operation") found.push(transition(index, STEP));
  else if (next.kind === "idle") {
    if (agent.inbox.length > 0) found.push(transition(index, EVENT));
    for (const id of next.timers) found.push(transition(index, TIMER, id));
  }
}

/** Whether a blocked agent will not wait for ever. */
export function canTimeOut({ past: { next } }: AgentState): boolean {
  if (next.kind !== "operation") return false;
  return (
    next.operation.kind === "pause" || (next.operation.kind === "wait" && next.operation.time === "some")
  );
}

/** 1 if the step interrupts another agent in the middle, 0 if not. What comes from outside interrupts nobody. */
export function preemptionsOf(state: State, step: Transition): 0 | 1 {
  const kind = kindOf(step);
  if (kind === KILL || kind === TIME_OUT || agentOf(step) === state.last) return 0;
  return state.isInterruptible(state.last) ? 1 : 0;
}

/** Takes a step. */
export function take(state: State, step: Transition, deaths: Deaths): void {
  const agent = agentOf(step);
  const kind = kindOf(step);
  if (kind === TIME_OUT) timeOut(state, agent);
  else if (kind === KILL) kill(state, agent, deaths);
  else {
    state.last = agent;
    if (kind === TIMER) state.tell(agent, happening("timer", timerOf(step)));
    else if (kind === EVENT) runEvent(state, agent);
    else takeOperation(state, agent);
  }
}

function takeOperation(state: State, agent: number): void {
  const { next } = state.agent(agent).past;
  if (next.kind !== "operation") throw new Error(`agent ${agent} is not about to do anything`);
  const answer = perform(state, agent, next.operation);
  if (answer !== undefined) state.tell(agent, answer);
}

/** Has the event loop of an agent run what it was told first. */
function runEvent(state: State, agent: number): void {
  const [first, ...others] = state.agent(agent).inbox;
  if (first === undefined) throw new Error(`the event loop of agent ${agent} has nothing to run`);
  state.own(agent).inbox = others;
  state.tell(agent, first);
}

/** Ends a wait by its timeout. */
function timeOut(state: State, agent: number): void {
  state.timeouts--;
  state.waiters = withoutAgent(state.waiters, agent, true, false);
  state.wake(agent, "timed-out");
}

/** Kills an agent, wherever it is. */
function kill(state: State, agent: number, { reaper, zombieWaiters }: Deaths): void {
  state.kills--;
  const dead = state.own(agent);
  dead.dead = true;
  // The thread that blocks may stay in the engine's list (Deno); what it awaits is never left there.
  const stays = zombieWaiters && dead.asleep;
  state.waiters = withoutAgent(state.waiters, agent, !stays, true);
  dead.asleep = false;
  dead.inbox = [];
  if (reaper < 0) return;
  const own = state.own(reaper);
  own.inbox = [...own.inbox, happening("death", agent)];
}
