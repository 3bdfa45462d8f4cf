/** What an operation does to a state. Every one is sequentially consistent, as ECMAScript's are. */
import type { Answer, Operation } from "./operation.js";
import { happening } from "./operation.js";
import type { Section } from "./section.js";
import type { State } from "./state.js";
import { BLOCKED, firstWaiters, withWaiter } from "./wait-list.js";

type Change = Exclude<
  Operation,
  { kind: "load" | "read" | "wait" | "waitAsync" | "notify" | "pause" | "section" | "skip" | "overwrite" }
>;
type Wait = Extract<Operation, { kind: "wait" | "waitAsync" }>;
type Notify = Extract<Operation, { kind: "notify" }>;

/**
 * Performs an operation of an agent.
 *
 * @returns what it answers; `undefined` if the agent is blocked in it
 */
export function perform(state: State, agent: number, operation: Operation): Answer | undefined {
  switch (operation.kind) {
    case "load":
    case "read":
      return state.memory.get(operation.word);
    case "wait":
    case "waitAsync":
      return wait(state, agent, operation);
    case "notify":
      return notify(state, operation);
    case "pause":
      return pause(state, agent);
    case "section":
      return performSection(state, agent, operation);
    case "skip":
      return operation.result;
    case "overwrite":
      state.put(operation.word, operation.value | 0);
      return operation.result;
    case "store":
    case "write":
    case "add":
    case "and":
    case "or":
    case "exchange":
    case "compareExchange":
      break;
  }
  return change(state, operation);
}

function change(state: State, operation: Change): number {
  const before = state.memory.get(operation.word);
  state.put(operation.word, changed(before, operation));
  // Nothing of the past, or equal futures would look different.
  return operation.kind === "store" || operation.kind === "write" ? 0 : before;
}

function changed(before: number, operation: Change): number {
  const { value } = operation;
  switch (operation.kind) {
    case "add":
      return (before + value) | 0;
    case "and":
      return before & value;
    case "or":
      return before | value;
    case "compareExchange":
      return before === (operation.expected | 0) ? value | 0 : before;
    case "store":
    case "write":
    case "exchange":
      break;
  }
  return value | 0;
}

function wait(state: State, agent: number, operation: Wait): Answer | undefined {
  const { kind, word, value } = operation;
  if (state.memory.get(word) !== (value | 0)) return "not-equal";
  if (operation.kind === "wait" && operation.time === "none") return "timed-out";
  const own = state.own(agent);
  if (kind === "waitAsync") {
    state.waiters = withWaiter(state.waiters, { word, agent, id: own.waits++ });
    return "async";
  }
  own.asleep = true;
  own.upToDate = false;
  state.waiters = withWaiter(state.waiters, { word, agent, id: BLOCKED });
  return undefined;
}

function notify(state: State, { word, count }: Notify): number {
  const woken = firstWaiters(state.waiters, word, count);
  if (woken.length === 0) return 0;
  state.waiters = state.waiters.filter((waiter) => !woken.includes(waiter));
  for (const { agent, id } of woken) {
    // A dead thread that an engine has left in its list: the wake-up is lost.
    if (state.agent(agent).dead) continue;
    if (id === BLOCKED) state.wake(agent, "ok");
    else {
      const own = state.own(agent);
      own.inbox = [...own.inbox, happening("wake", id)];
    }
  }
  return woken.length;
}

function pause(state: State, agent: number): Answer | undefined {
  const own = state.own(agent);
  own.asleep = own.upToDate;
  own.upToDate = true;
  return own.asleep ? undefined : "ok";
}

/** All of it, as it finds this memory. */
function performSection(state: State, agent: number, { run, performed }: Section): Answer {
  performed.length = 0;
  return run((operation) => {
    const was = "word" in operation ? state.memory.get(operation.word) : 0;
    const answer = perform(state, agent, operation);
    if (answer === undefined) throw new Error("a section was blocked");
    performed.push({ operation, was, answer });
    return answer;
  });
}
