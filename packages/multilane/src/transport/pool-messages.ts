/** What travels between a pool and a thread that has its executor as an argument: see PROTOCOL.md, "Nested use". */
import type { Payload } from "./messages.js";
import type { Transferable } from "../platform/workers.js";

/** What is asked for with a call; see `CallOptions`. Milliseconds. */
interface SentTerms {
  readonly flags: number;
  readonly priority: number;
  readonly timeout: number;
  readonly cancelGrace: number;
  /** Whether `ready()` has promised it a place in the queue. */
  readonly promised: boolean;
}

/** To the pool. */
export const SUBMIT = 0;
export const DEFINE = 1;
export const DROP = 2;
export const ABORT = 3;
export const SIGNAL = 4;
export const STUCK = 5;
export const HELPED = 6;
export const ASK = 7;
export const BYE = 8;

/** What can be asked for by {@link ASK}. */
export type Question = "ready" | "statistics" | "shutdown" | "shutdown and cancel" | "terminate" | "kill";

/**
 * To the pool: a call, the number of its submission, and what has aborted of the signals among its arguments; a task's
 * number, identity and name; a call was taken back, by `cancel()` or in order to run it in its own thread; a reason to
 * abort one that runs; a signal among its arguments has aborted; the thread waits for a call that has not begun, and cannot run it itself,
 * blocked or not; how long a call waited and ran (ms) in its own thread, and whether it threw; a question; the end.
 */
export type ToPool<Identity> =
  | readonly [
      kind: typeof SUBMIT,
      place: number,
      generation: number,
      task: number,
      submission: number,
      ...args: Payload,
      terms: SentTerms,
      moved: readonly Transferable[] | undefined,
      aborted: readonly (readonly [number, Payload])[] | undefined,
    ]
  | readonly [kind: typeof DEFINE, task: number, identity: Identity, name: string]
  | readonly [kind: typeof DROP, place: number, generation: number, cancelled: boolean]
  | readonly [kind: typeof ABORT, place: number, generation: number, reason: Payload]
  | readonly [kind: typeof SIGNAL, place: number, generation: number, index: number, reason: Payload]
  | readonly [kind: typeof STUCK, place: number, generation: number, blocked: boolean]
  | readonly [kind: typeof HELPED, waited: number, ran: number, threw: boolean]
  | readonly [kind: typeof ASK, question: number, what: Question]
  | readonly [kind: typeof BYE];

/** To the thread that submits. */
export const ANSWER = 0;
export const CANCELLED = 1;
export const FULL = 2;
export const DEADLOCK = 3;
export const REPLY = 4;
export const OVER = 5;

/**
 * To the thread that submits: a call's result, or what it threw; a call was cancelled by the pool; of the calls up to this
 * submission some wait, since no worker is free; the wait for this call is a deadlock; the reply to a question, or what
 * it threw; the pool takes no more calls, for this reason, or (`undefined`) is not there.
 */
export type ToClient =
  | readonly [kind: typeof ANSWER, place: number, generation: number, threw: boolean, ...Payload]
  | readonly [kind: typeof CANCELLED, place: number, generation: number]
  | readonly [kind: typeof FULL, submission: number]
  | readonly [kind: typeof DEADLOCK, place: number, generation: number]
  | readonly [kind: typeof REPLY, question: number, threw: boolean, ...Payload]
  | readonly [kind: typeof OVER, reason: Payload | undefined];
