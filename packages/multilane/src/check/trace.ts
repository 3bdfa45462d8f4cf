/** Steps of a schedule in words. */
import type { Race } from "./happens-before.js";
import { agentName, wordName } from "./model.js";
import type { Model } from "./model.js";
import type { Operation } from "./operation.js";
import type { Performed } from "./section.js";
import type { State } from "./state.js";
import type { Transition } from "./transition.js";
import { agentOf, EVENT, KILL, kindOf, TIME_OUT, TIMER, timerOf } from "./transition.js";

/** What a step is and did. */
export function describeStep(model: Model, before: State, step: Transition, after: State): string {
  const index = agentOf(step);
  return `${agentName(model, index)}: ${action(model, before, step, after)}`;
}

function action(model: Model, before: State, step: Transition, after: State): string {
  const index = agentOf(step);
  const { past, inbox } = before.agent(index);
  const kind = kindOf(step);
  if (kind === TIME_OUT) return "its wait times out";
  if (kind === KILL) return "is killed";
  if (kind === TIMER) return `timer ${timerOf(step)} fires`;
  if (kind === EVENT) {
    const [first] = inbox;
    if (first?.kind === "death") return `learns that ${agentName(model, first.id)} is dead`;
    return `its waitAsync ${first?.id ?? ""} was notified: it runs on`;
  }
  if (past.next.kind !== "operation") return "nothing";
  const { operation } = past.next;
  const isAsleep = after.agent(index).asleep;
  if (operation.kind === "pause") return isAsleep ? "pause, until something changes" : "pause";
  if (operation.kind === "section") return atOnce(model, operation.performed);
  if (operation.kind === "skip") return `(left out: ${operation.instead})`;
  const was = before.memory.get(operation.word);
  const answer = operation.kind === "notify" ? woken(model, before, after) : isAsleep ? "sleeps" : "";
  return inWords(wordName(model, operation.word), operation, was, answer);
}

function inWords(
  name: string,
  operation: Exclude<Operation, { kind: "pause" | "section" | "skip" }>,
  was: number,
  answer: string,
): string {
  switch (operation.kind) {
    case "load":
    case "read":
      return `${operation.kind} ${name}: ${was}`;
    case "store":
    case "write":
      return `${operation.kind} ${name} = ${operation.value}, was ${was}`;
    case "compareExchange":
      return `compareExchange ${name} ${operation.expected} → ${operation.value}: was ${was}${was === operation.expected ? "" : ", fails"}`;
    case "wait":
    case "waitAsync": {
      const time = operation.kind === "wait" && operation.time !== "endless" ? ", timed" : "";
      const outcome = was === operation.value ? answer || "begins to wait" : `not equal, was ${was}`;
      return `${operation.kind} ${name} while ${operation.value}${time}: ${outcome}`;
    }
    case "notify":
      return `notify ${name}${operation.count === Infinity ? "" : `, ${operation.count} at most`}: ${answer}`;
    case "add":
    case "and":
    case "or":
    case "exchange":
    case "overwrite":
      break;
  }
  return `${operation.kind} ${name} ${operation.value}: was ${was}`;
}

/** What a section did. */
function atOnce(model: Model, performed: readonly Performed[]): string {
  const steps = performed.flatMap(({ operation, was, answer }) => {
    if (!("word" in operation)) return [];
    return [inWords(wordName(model, operation.word), operation, was, `wakes ${answer}`)];
  });
  return `at once: ${steps.join("; ")}`;
}

/** Whom a notify woke. */
function woken(model: Model, before: State, after: State): string {
  const names = before.waiters
    .filter((waiter) => !after.waiters.includes(waiter))
    .map(({ agent }) => agentName(model, agent) + (before.agent(agent).dead ? " (dead)" : ""));
  return names.length === 0 ? "nobody waits" : `wakes ${names.join(", ")}`;
}

/** Two accesses that nothing orders. */
export function describeRace(model: Model, race: Race): string {
  const { cell, access, agent, earlierAccess, earlierAgent } = race;
  const [earlier, later] = [agentName(model, earlierAgent), agentName(model, agent)];
  return `data race: nothing orders the ${access} of ${wordName(model, cell)} by ${later} after the ${earlierAccess} by ${earlier}`;
}
