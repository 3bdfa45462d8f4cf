import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Contestant } from "#src/failures/contestant.js";
import { describeReason } from "#src/failures/facts.js";
import { judge } from "#src/failures/judge.js";
import type { Observation, Outcome } from "#src/failures/observation.js";
import { parseFailureOptions } from "#src/failures/options.js";
import { rows } from "#src/failures/rows.js";
import { runTrial } from "#src/failures/run-trial.js";
import { formatMarkdown, formatRow, formatSummary } from "#src/failures/table.js";
import type { JudgedRow } from "#src/failures/table.js";

const threads = { name: "ours", version: "1.0", workers: "threads", manyModules: true } as Contestant;
const processes: Contestant = { ...threads, workers: "processes" };
const oneModule: Contestant = { ...threads, manyModules: false };

const ended: Observation["end"] = { code: 0, signal: null, late: false, outOfMemory: false };
const five: Outcome = { kind: "value", value: "5" };
const closed: Outcome = { kind: "value", value: "undefined" };
const pending: Outcome = { kind: "pending" };
const rejected = (reason: unknown): Outcome => ({ kind: "rejected", facts: describeReason(reason) });
const whole = (outcome: Outcome): Observation => ({ outcome, later: five, close: closed, end: ended });

function row(name: string) {
  const found = rows.find((one) => one.name === name);
  assert.ok(found !== undefined, `no row ${name}`);
  return found;
}

const typeError = (): Error =>
  Object.assign(new TypeError("bad", { cause: new Error("because") }), { code: "E_BAD" });
const ownError = (): Error => Object.assign(new Error("mine"), { name: "OwnError", foo: "bar" });
function roundError(): Error {
  const error = Object.assign(new Error("round"), { big: 1n });
  return Object.assign(error, { self: error });
}

describe("what should come of a call", () => {
  const good: [string, Outcome, string][] = [
    ["type-error", rejected(typeError()), "TypeError, code and cause kept"],
    ["own-error", rejected(ownError()), "an Error, name and foo kept"],
    ["null", rejected(null), "rejects null"],
    ["round-error", rejected(roundError()), "the Error, properties kept"],
    ["promise", { kind: "value", value: "1" }, "gives 1"],
    ["exit", rejected(new Error("code 3")), "rejects Error: code 3"],
  ];
  for (const [name, outcome, text] of good)
    test(`${name}: green`, () => {
      assert.deepEqual(judge(row(name), threads, whole(outcome)), { mark: "green", text });
    });

  const bad: [string, Outcome, RegExp][] = [
    ["type-error", rejected(new TypeError("bad")), /^TypeError, code and cause lost$/],
    ["type-error", rejected(Object.assign(typeError(), { code: undefined })), /cause kept, code lost/],
    ["type-error", rejected(Object.assign(new Error("bad"), { code: "E_BAD" })), /^no TypeError \(Error\)/],
    [
      "type-error",
      rejected(Object.assign(typeError(), { cause: { message: "because" } })),
      /the cause is no Error/,
    ],
    ["type-error", { kind: "value", value: "1" }, /^gives 1$/],
    ["own-error", rejected(new Error("mine")), /name and foo lost/],
    ["own-error", rejected({ name: "OwnError", foo: "bar" }), /^no Error/],
    ["null", rejected(undefined), /^rejects undefined$/],
    ["null", { kind: "value", value: "null" }, /^gives null$/],
    ["round-error", rejected(new Error("round")), /properties lost/],
    ["round-error", rejected(new Error("something else")), /^rejects Error: something else$/],
    ["promise", rejected({}), /^rejects {}$/],
    ["exit", rejected({}), /^rejects {}$/],
    ["exit", rejected(new Error("")), /^rejects Error:$/],
    ["exit", pending, /^hangs$/],
  ];
  for (const [name, outcome, text] of bad)
    test(`${name}: red: ${String(text)}`, () => {
      const cell = judge(row(name), threads, whole(outcome));
      assert.equal(cell.mark, "red");
      assert.match(cell.text, text);
    });
});

describe("what should become of the pool", () => {
  const outcome = rejected(new Error("why"));
  const text = "rejects Error: why";
  const judgeLater = (name: string, later: Outcome): unknown =>
    judge(row(name), threads, { ...whole(outcome), later });

  test("a later call that hangs, fails, or gives something else is red", () => {
    assert.deepEqual(judgeLater("exit", pending), { mark: "red", text: `${text}; every later call hangs` });
    assert.deepEqual(judgeLater("exit", rejected(new Error("no"))), {
      mark: "red",
      text: `${text}; a later call rejects Error: no`,
    });
    assert.deepEqual(judgeLater("exit", { kind: "value", value: "6" }), {
      mark: "red",
      text: `${text}; a later call gives 6`,
    });
  });

  test("a pool of one module that is bad may only fail, one of many has to work", () => {
    const observation = { ...whole(outcome), later: rejected(new Error("no")) };
    assert.equal(judge(row("import"), oneModule, observation).mark, "green");
    assert.equal(judge(row("import"), threads, observation).mark, "red");
    assert.equal(judge(row("import"), oneModule, { ...whole(outcome), later: pending }).mark, "red");
  });

  test("a call that was aborted while it waited must not have run", () => {
    assert.deepEqual(judgeLater("queued", { kind: "value", value: "0" }), { mark: "green", text });
    assert.deepEqual(judgeLater("queued", { kind: "value", value: "1" }), {
      mark: "red",
      text: `${text}; it runs nevertheless`,
    });
  });

  test("a close that hangs or fails, and an error that nobody could catch, are red", () => {
    const hanging = judge(row("exit"), threads, { ...whole(outcome), close: pending });
    assert.deepEqual(hanging, { mark: "red", text: `${text}; close hangs` });
    const failing = judge(row("exit"), threads, { ...whole(outcome), close: rejected(new Error("no")) });
    assert.deepEqual(failing, { mark: "red", text: `${text}; close rejects Error: no` });
    const uncaught = judge(row("exit"), threads, { ...whole(outcome), uncaught: "Error: lost" });
    assert.deepEqual(uncaught, { mark: "red", text: `${text}; uncaught in the program: Error: lost` });
  });
});

describe("a program that does not survive", () => {
  const aborted = { code: null, signal: "SIGABRT", late: false, outOfMemory: true };

  test("is red, with how it ended", () => {
    assert.deepEqual(judge(row("arrays"), threads, { end: aborted }), {
      mark: "red",
      text: "ends the program (SIGABRT)",
    });
    assert.equal(
      judge(row("exit"), threads, { end: { ...ended, code: 3 } }).text,
      "ends the program (exit code 3)",
    );
    assert.equal(judge(row("exit"), threads, { end: { ...ended, late: true } }).text, "the program hangs");
    assert.equal(
      judge(row("exit"), threads, { outcome: rejected(new Error("why")), end: ended }).text,
      "rejects Error: why; then the program ends",
    );
  });

  test("has gone where no pool of threads can follow, in the row that says so", () => {
    assert.equal(judge(row("one-map"), threads, { end: aborted }).mark, "beyond");
    assert.equal(judge(row("one-map"), threads, { outcome: pending, end: aborted }).mark, "beyond");
    assert.equal(judge(row("one-map"), processes, { end: aborted }).mark, "red");
    assert.equal(judge(row("one-map"), threads, { end: { ...aborted, outOfMemory: false } }).mark, "red");
    assert.equal(judge(row("one-map"), threads, whole(pending)).mark, "red");
  });
});

describe("the tables", () => {
  const contestants: Contestant[] = [threads, { ...processes, name: "theirs" }];
  const judged: JudgedRow[] = [
    {
      row: row("exit"),
      cells: contestants.map((contestant, n) => ({
        contestant,
        cell: n === 0 ? { mark: "green", text: "rejects a | b" } : { mark: "red", text: "hangs" },
      })),
    },
  ];

  test("text, Markdown and a summary", () => {
    assert.match(judged.map(formatRow).join(""), /\n {2}✔ ours {4}rejects a \| b\n {2}✘ theirs {2}hangs\n$/);
    assert.equal(
      formatMarkdown(judged, "threads"),
      "| what a task does | ours 1.0 |\n| --- | --- |\n| process.exit(3) | ✔ rejects a \\| b |\n",
    );
    assert.equal(formatSummary(judged), "ours 1.0: green in 1 of 1 rows\ntheirs 1.0: green in 0 of 1 rows\n");
  });
});

describe("the command line", () => {
  test("knows its options, and refuses others", () => {
    assert.deepEqual(parseFailureOptions(["--only", "A, b", "--patience", "5", "--json"]), {
      only: ["a", "b"],
      rows: [],
      patience: 5,
      format: "json",
    });
    assert.equal(parseFailureOptions(["--help"]), undefined);
    assert.throws(() => parseFailureOptions(["--patience", "soon"]), /milliseconds, not soon/);
    assert.throws(() => parseFailureOptions(["--no-such"]), /no-such/);
  });
});

describe("a trial", () => {
  test("tells what came of the call, of the next one, and of the pool", async () => {
    const observation = await runTrial("multilane threads", "exit", 20_000);
    assert.deepEqual(judge(row("exit"), threads, observation), {
      mark: "green",
      text: "rejects WorkerDiedError: ThreadPoolExecutor-0_0 exited with code 3 while it ran exitProcess",
    });
    assert.equal(observation.end.code, 0);
  });

  test("that hangs is killed", async () => {
    const { end } = await runTrial("multilane threads", "exit", 1);
    assert.deepEqual([end.late, end.signal], [true, "SIGKILL"]);
  });
});
