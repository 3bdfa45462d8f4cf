/** The rows of the failure table. */
import {
  expectError,
  expectNull,
  expectOwnError,
  expectRejection,
  expectRoundError,
  expectTypeError,
  expectValue,
} from "./expectations.js";
import type { Deed, Trial } from "./contestant.js";
import type { Row } from "./row.js";

/** Milliseconds until a signal aborts. */
const SOON = 200;

const call =
  (deed: Deed, argument?: unknown) =>
  (trial: Trial): PromiseLike<unknown> =>
    trial.run(deed, argument);

const anyError = { rule: "an Error with a message", expect: expectError };

/** A call that is aborted while it runs. */
function abortRunning(trial: Trial): PromiseLike<unknown> {
  const controller = new AbortController();
  const running = trial.run("spin", undefined, controller.signal);
  setTimeout(() => controller.abort(), SOON);
  return running;
}

/** A call that is aborted while it waits for another one to end. */
function abortQueued(trial: Trial): PromiseLike<unknown> {
  const controller = new AbortController();
  void trial.run("block", 3 * SOON).then(undefined, () => undefined);
  const queued = trial.run("mark", undefined, controller.signal);
  setTimeout(() => controller.abort(), SOON);
  return queued;
}

export const rows: readonly Row[] = [
  {
    name: "type-error",
    title: "throws a TypeError with code and cause",
    rule: "a TypeError with its message, its code and its cause, an Error",
    provoke: call("throwTypeError"),
    expect: expectTypeError,
  },
  {
    name: "own-error",
    title: "throws an error of a class of its own, with a property foo",
    rule: "an Error with its name and its property",
    provoke: call("throwOwnError"),
    expect: expectOwnError,
  },
  {
    name: "null",
    title: "throws null",
    rule: "null",
    provoke: call("throwNull"),
    expect: expectNull,
  },
  {
    name: "round-error",
    title: "throws an error with a BigInt and a reference to itself",
    rule: "the error with both",
    provoke: call("throwCircular"),
    expect: expectRoundError,
  },
  { name: "function", title: "returns a function", provoke: call("returnFunction"), ...anyError },
  {
    name: "promise",
    title: "a plain function that returns a promise",
    rule: "its value",
    provoke: call("returnPromise"),
    expect: expectValue("1"),
  },
  { name: "argument", title: "an argument that cannot cross", provoke: call("echo", () => 1), ...anyError },
  { name: "timer", title: "a timer of the task throws", provoke: call("crashInTimer"), ...anyError },
  { name: "unhandled", title: "a rejection nobody handles", provoke: call("rejectUnhandled"), ...anyError },
  { name: "exit", title: "process.exit(3)", provoke: call("exitProcess", 3), ...anyError },
  {
    name: "import",
    title: "a module that cannot be loaded",
    provoke: call("add", { a: 1, b: 2 }),
    badModule: true,
    ...anyError,
  },
  {
    name: "queued",
    title: "aborted while it waits",
    rule: "it rejects, and never runs",
    provoke: abortQueued,
    expect: expectRejection,
    later: { deed: "countMarks", value: "0" },
  },
  {
    name: "spinning",
    title: "aborted while it computes for ever",
    rule: "it rejects, and its worker is free",
    provoke: abortRunning,
    expect: expectRejection,
  },
  { name: "arrays", title: "no memory left: arrays", provoke: call("fillArrays"), ...anyError },
  { name: "strings", title: "no memory left: strings", provoke: call("fillStrings"), ...anyError },
  { name: "maps", title: "no memory left: Maps", provoke: call("fillMaps"), ...anyError },
  {
    name: "one-map",
    title: "no memory left: one large Map",
    provoke: call("fillOneMap"),
    heap: 128,
    beyondThreads: true,
    ...anyError,
  },
  {
    name: "buffers",
    title: "no memory left: Buffers, which the system refuses",
    provoke: call("fillBuffers"),
    needsLimits: true,
    ...anyError,
  },
];
