/**
 * A checker of interleavings: runs programs that share memory through *every* order of their atomic operations and
 * finds lost wake-ups, deadlocks and broken invariants, each with the schedule that leads there.
 *
 * It is a depth-first search over global states: the memory, the waiters of each word, and what has happened to each
 * agent. Orders that lead to the same state are followed once. ECMAScript's atomic operations are sequentially
 * consistent, so for algorithms that touch shared memory through them alone this leaves nothing out.
 *
 * Bounds: how many timed waits end by their timeout (a loop that retries after each would never end), and, where the
 * whole is too much, how many times an agent is preempted (CHESS: most bugs need two at most).
 */
import { HistoryTree } from "./history.js";
import type { Program } from "./program.js";
import type { Transition } from "./state.js";
import { State } from "./state.js";

/** What to check. */
export interface Model {
  /** One program per agent. */
  readonly programs: readonly Program[];
  /** How many words of shared memory there are. */
  readonly words: number;
  /** What they hold at first; 0 where nothing is said. */
  readonly memory?: readonly number[];
  /** How many timed waits may time out in one schedule; 0 by default. */
  readonly timeouts?: number;
  /** How many preemptions one schedule may have; unbounded by default. */
  readonly preemptions?: number;
  /** Says what is wrong with the memory when nothing can happen any more. */
  readonly final?: (memory: Int32Array) => string | undefined;
  /** A schedule that goes on for more steps than this is a failure (it runs in circles); 1,000 by default. */
  readonly maxSteps?: number;
  /** Gives up after this many states; 2 million by default. */
  readonly maxStates?: number;
}

/** A schedule that goes wrong. */
export interface Failure {
  readonly reason: string;
  /** One line per step. */
  readonly schedule: readonly string[];
}

/** What the search found. */
export interface Report {
  readonly failure: Failure | undefined;
  /** Whether every schedule within the bounds was followed (when there is no failure). */
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
}

interface Frame {
  readonly state: State;
  readonly transitions: readonly Transition[];
  /** The next transition to follow. */
  next: number;
}

/** Follows every schedule, to the first that goes wrong. */
export function explore(model: Model): Report {
  const { programs, words, memory = [], timeouts = 0, preemptions = Infinity } = model;
  const { maxSteps = 1000, maxStates = 2_000_000 } = model;
  const token = new Int32Array(words);
  const start = Int32Array.from({ length: words }, (_, word) => memory[word] ?? 0);
  const histories = programs.map((program) => new HistoryTree(program, token).root);
  const initial = State.initial(start, histories, { timeouts, preemptions });
  const seen = new Set<string>();
  const stack: Frame[] = [];
  let transitions = 0;

  const visit = (state: State): string | undefined => {
    const key = state.key();
    if (seen.has(key)) return undefined;
    seen.add(key);
    const reason = failureOf(state);
    if (reason !== undefined) return reason;
    if (stack.length > maxSteps) return `it goes on after ${maxSteps} steps`;
    const possible = state.transitions();
    if (possible.length === 0) return problemAtEnd(state, model);
    stack.push({ state, transitions: possible, next: 0 });
    return undefined;
  };

  let reason = visit(initial);
  while (reason === undefined && seen.size < maxStates) {
    const frame = stack.at(-1);
    if (frame === undefined) break;
    const transition = frame.transitions[frame.next++];
    if (transition === undefined) {
      stack.pop();
      continue;
    }
    transitions++;
    const depth = stack.length;
    reason = visit(frame.state.after(transition));
    if (reason !== undefined) stack.length = depth;
  }
  const failure = reason === undefined ? undefined : { reason, schedule: describe(stack) };
  return { failure, complete: stack.length === 0, states: seen.size, transitions };
}

/** Looks with 0, 1, 2 … preemptions, so that the schedule found is one with the fewest. */
export function findFailure(model: Model, mostPreemptions = 3): Report {
  let report = explore({ ...model, preemptions: 0 });
  for (let preemptions = 1; preemptions <= mostPreemptions && report.failure === undefined; preemptions++)
    report = explore({ ...model, preemptions });
  return report;
}

function failureOf(state: State): string | undefined {
  for (const [index, { history }] of state.agents.entries()) {
    if (history.next.kind === "failed") return `agent ${index}: ${String(history.next.error)}`;
  }
  return undefined;
}

function problemAtEnd(state: State, model: Model): string | undefined {
  for (const [index, { history, blocked }] of state.agents.entries()) {
    if (blocked) return `agent ${index} is blocked for ever`;
    if (history.next.kind === "idle" && history.next.owed.length > 0)
      return `agent ${index} waits for ever for ${history.next.owed.join(", ")}`;
  }
  return model.final?.(state.memory);
}

/** The steps that the frames of the stack are about to have taken. */
function describe(stack: readonly Frame[]): string[] {
  return stack.flatMap(({ state, transitions, next }) => {
    const transition = transitions[next - 1];
    if (transition === undefined) return [];
    const { agent, kind, id } = transition;
    const action = state.agents[agent]?.history.next;
    if (kind !== "step" || action?.kind !== "operation")
      return [`agent ${agent}: ${kind}${kind === "time out" ? "" : ` ${id}`}`];
    const { kind: operation, ...operands } = action.operation;
    const memory = state.memory[action.operation.word];
    return [`agent ${agent}: ${operation} ${JSON.stringify(operands)}, the word was ${memory}`];
  });
}
