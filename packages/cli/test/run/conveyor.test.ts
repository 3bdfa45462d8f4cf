import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { convey } from "#src/run/conveyor.js";
import type { Conveyed } from "#src/run/conveyor.js";

/** A conveyance of words whose jobs end when the test says so. */
function setUp(
  words: Iterable<string>,
  limit: number,
): {
  work: Conveyed<string, string>;
  started: string[];
  emitted: string[];
  end: (word: string, error?: Error) => void;
  controller: AbortController;
  mostRunning: () => number;
} {
  const [started, emitted]: [string[], string[]] = [[], []];
  const ends = new Map<string, (error?: Error) => void>();
  const controller = new AbortController();
  let [running, most] = [0, 0];
  const iterator = words[Symbol.iterator]();
  const work: Conveyed<string, string> = {
    entries: { next: () => Promise.resolve(iterator.next()) },
    limit,
    stop: controller.signal,
    key: (word) => (word.startsWith("!") ? undefined : word),
    refuse: (word) => `refused ${word}`,
    notReached: (word) => `not reached ${word}`,
    start: (word) => {
      started.push(word);
      running += 1;
      most = Math.max(most, running);
      return new Promise((resolve, reject) => {
        ends.set(word, (error) => {
          running -= 1;
          if (error === undefined) resolve(`done ${word}`);
          else reject(error);
        });
      });
    },
    emit: (word, outcome, repeated) => emitted.push(`${word}: ${outcome}${repeated ? " again" : ""}`),
    flush: () => Promise.resolve(),
  };
  return {
    work,
    started,
    emitted,
    end: (word, error) => ends.get(word)?.(error),
    controller,
    mostRunning: () => most,
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything that can happen happen. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await nextTurn();
}

test("outcomes come in input order, whatever the order of the ends", async () => {
  const { work, emitted, end } = setUp(["a", "b", "c"], 3);
  const over = convey(work);
  await settle();
  end("c");
  end("b");
  await settle();
  assert.deepEqual(emitted, []);
  end("a");
  await over;
  assert.deepEqual(emitted, ["a: done a", "b: done b", "c: done c"]);
});

test("an outcome is emitted as soon as all before it are", async () => {
  const { work, emitted, end } = setUp(["a", "b"], 2);
  const over = convey(work);
  await settle();
  end("a");
  await settle();
  assert.deepEqual(emitted, ["a: done a"]);
  end("b");
  await over;
});

test("no more than the limit are started", async () => {
  const { work, started, end, mostRunning } = setUp(["a", "b", "c", "d"], 2);
  const over = convey(work);
  await settle();
  assert.deepEqual(started, ["a", "b"]);
  end("b");
  await settle();
  assert.deepEqual(started, ["a", "b", "c"]);
  for (const word of ["a", "c"]) end(word);
  await settle();
  end("d");
  await over;
  assert.equal(mostRunning(), 2);
});

test("a repeated entry is one job, reported every time; a refused one is none", async () => {
  const { work, started, emitted, end } = setUp(["a", "!x", "a", "a"], 5);
  const over = convey(work);
  await settle();
  end("a");
  await over;
  assert.deepEqual(started, ["a"]);
  assert.deepEqual(emitted, ["a: done a", "!x: refused !x", "a: done a again", "a: done a again"]);
});

test("after a stop nothing is started, and the rest of the input is reported as not reached", async () => {
  const { work, started, emitted, end, controller } = setUp(["a", "b", "c", "d", "a"], 2);
  const over = convey(work);
  await settle();
  controller.abort();
  await settle();
  end("a");
  end("b");
  await over;
  assert.deepEqual(started, ["a", "b"]);
  assert.deepEqual(emitted, [
    "a: done a",
    "b: done b",
    "c: not reached c",
    "d: not reached d",
    "a: done a again",
  ]);
});

test("after a stop a source that says nothing more is not waited for", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { work, emitted, controller } = setUp([], 2);
  let asked = 0;
  const entries = {
    next: () =>
      (asked += 1) === 1
        ? Promise.resolve({ value: "!x", done: false })
        : new Promise<never>(() => undefined),
  };
  const over = convey({ ...work, entries });
  await settle();
  controller.abort();
  context.mock.timers.tick(1000);
  await over;
  assert.deepEqual(emitted, ["!x: refused !x"]);
});

test("a job that does not end after a stop is reported as not reached", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { work, emitted, controller } = setUp(["a"], 2);
  const over = convey(work);
  await settle();
  controller.abort();
  context.mock.timers.tick(5000);
  await over;
  assert.deepEqual(emitted, ["a: not reached a"]);
});

test("what reading, starting, emitting or flushing raises ends it", async () => {
  const wrong = new Error("wrong");
  const throwing = (): never => {
    throw wrong;
  };
  const rejecting = (): Promise<never> => Promise.reject(wrong);
  for (const broken of [
    { entries: { next: rejecting } },
    { start: rejecting },
    { start: throwing },
    { key: throwing },
  ]) {
    await assert.rejects(convey({ ...setUp(["a", "b"], 2).work, ...broken }), wrong);
  }
  for (const broken of [{ emit: throwing }, { flush: rejecting }]) {
    await assert.rejects(convey({ ...setUp(["!a", "!b"], 2).work, ...broken }), wrong);
  }
});

async function failLate(): Promise<never> {
  await settle();
  throw new Error("disk full");
}

test("it is over when the last flush is over, and a flush that fails late is raised", async () => {
  const { work, emitted } = setUp(["!a", "!b"], 2);
  let flushed = 0;
  const flush = async (): Promise<void> => {
    const sofar = emitted.length;
    await settle();
    flushed = sofar;
  };
  await convey({ ...work, flush });
  assert.equal(flushed, 2);
  await assert.rejects(convey({ ...setUp(["!a"], 2).work, flush: failLate }), /disk full/);
});

test("any mixture of entries and speeds comes out in order", async () => {
  const word = fc.constantFrom("a", "b", "c", "d", "!x", "!y");
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(3)),
      async (words, limit, delays) => {
        const { work, emitted } = setUp(words, limit);
        let turn = 0;
        const start = async (entry: string): Promise<string> => {
          for (let i = delays[(turn += 1) % (delays.length + 1)] ?? 0; i > 0; i -= 1) await nextTurn();
          return `done ${entry}`;
        };
        await convey({ ...work, start, flush: nextTurn });
        assert.deepEqual(
          emitted.map((text) => text.split(":")[0]),
          words,
        );
      },
    ),
    { numRuns: 100 },
  );
});
