/**
 * What travels between the owner of a worker and the worker. Arrays and small numbers: they clone faster than
 * objects with names.
 */
import type { Encoded } from "../memory/codec/encoded.js";
import type { ThreadSlot } from "../memory/thread-slots.js";
import type { MessagePort } from "../platform/workers.js";

/** A value as the codec left it: the value, and what must be revived in it. */
export type Payload = readonly [value: Encoded["value"], specials: Encoded["specials"]];

/**
 * A call on its way: its place in the {@link CallTable}, the task by its number in this channel, the arguments; when it
 * may begin, in milliseconds on `sharedNow()`, if not at once; what is asked for beside, if anything.
 */
export type CallMessage = readonly [
  place: number,
  generation: number,
  task: number,
  id: number,
  attempt: number,
  value: Encoded["value"],
  specials: Encoded["specials"],
  due?: number | undefined,
  flags?: number,
];

/** Flags of a call, to be added: its owner wants to know when it begins; its arguments are many calls' (`run-chunk.ts`). */
export const TIMED = 1;
export const CHUNK = 2;

/** To the worker. */
export const CALLS = 0;
export const DEFINE = 1;
export const ABORT = 2;
export const STOP = 3;
export const DROP = 4;
export const SIGNAL = 5;

/**
 * To the worker: calls; a task's number, identity and name, as far as the owner knows it; a reason to abort a call; the
 * end; a call that was not due yet, and has been taken back; one of the signals among a call's arguments has aborted, perhaps
 * before the call itself comes.
 */
export type ToWorker<Identity> =
  | readonly [kind: typeof CALLS, calls: readonly CallMessage[]]
  | readonly [kind: typeof DEFINE, task: number, identity: Identity, name: string]
  | readonly [kind: typeof ABORT, place: number, generation: number, reason: Payload]
  | readonly [kind: typeof STOP]
  | readonly [kind: typeof DROP, place: number, generation: number]
  | readonly [kind: typeof SIGNAL, place: number, generation: number, index: number, reason: Payload];

/** To the owner. */
export const RETURNED = 0;
export const THREW = 1;
export const READY = 2;
export const NAMED = 3;
export const BROKEN = 4;
export const CRASHED = 5;
export const STARTED = 6;
export const CONNECT = 7;

/**
 * To the owner: a call's result, or what it threw, how long it ran (ms), and the bytes on the heap, if they are wanted; the worker can take calls (again, when it has found some taken back); a task's
 * name as exported; the initializer threw; an uncaught error that ends the worker; a call that is {@link TIMED} has begun,
 * at that time on `sharedNow()`; a thread, the worker or one below it, wants to talk to a pool of the owner's, or of one
 * above it, through this port, with these words for its calls, and is rung in this slot.
 */
export type ToOwner =
  | readonly [
      kind: typeof RETURNED,
      place: number,
      generation: number,
      ran: number,
      ...Payload,
      heap?: number,
    ]
  | readonly [kind: typeof THREW, place: number, generation: number, ran: number, ...Payload, heap?: number]
  | readonly [kind: typeof READY]
  | readonly [kind: typeof NAMED, task: number, name: string]
  | readonly [kind: typeof BROKEN, ...error: Payload]
  | readonly [kind: typeof CRASHED, ...error: Payload]
  | readonly [kind: typeof STARTED, place: number, generation: number, began: number]
  | readonly [kind: typeof CONNECT, pool: string, port: MessagePort, words: Int32Array, slot: ThreadSlot];
