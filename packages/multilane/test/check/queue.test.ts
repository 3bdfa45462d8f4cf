/** The shipped queue over the shipped mutex and parking lot, in all their interleavings. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { check } from "#src/check/check.js";
import { checkRandomly } from "#src/check/check-randomly.js";
import type { Program } from "#src/check/agent.js";
import type { Model } from "#src/check/model.js";
import { attempting, Failed } from "#src/sync/queue/attempt.js";
import { SHUT_DOWN } from "#src/sync/queue/queue-state.js";
import { QueueWorld, SPARE, TOO_LARGE } from "./queue-model.js";

function passes(world: QueueWorld, programs: readonly Program[], more: Partial<Model> = {}): void {
  const { words, memory, reaper } = world;
  const kills = more.kills ?? 0;
  const final = (at: Int32Array): string | undefined => world.atRest(at, kills > 0);
  const model: Model = { programs, words, memory, final, ...(kills > 0 ? { reaper } : {}), ...more };
  const report = check(model);
  if (process.env["CHECK_VERBOSE"]) console.log(report.states, report.complete);
  assert.equal(report.failure, undefined, report.failure && JSON.stringify(report.failure, undefined, 1));
  assert.ok(report.complete, `only ${report.states} states were looked at`);
}

describe("a queue over the parking lot", () => {
  // The watchdog must see that this thread is alive.
  beforeEach(() => new Promise((resolve) => setImmediate(resolve)));

  it("gives a thread that waits for an item what another puts", () => {
    const world = new QueueWorld(2, 0);
    const puts = world.program((queue) => void queue.put(1));
    const takes = world.program((queue, { check: holds }) =>
      holds(queue.take() === 1, "not the item that was put"),
    );
    // All of them over the atomic parking lot: see `exhaustive/queue.ts`.
    passes(world, [puts, takes], { preemptions: 3 });
  });

  it("passes two items on in order, through a queue for one", () => {
    const world = new QueueWorld(2, 1);
    const puts = world.program((queue) => {
      queue.put(1);
      queue.put(2);
    });
    const takes = world.program((queue, { check: holds }) => {
      holds(queue.take() === 1, "not the first item");
      holds(queue.take() === 2, "not the second item");
    });
    passes(world, [puts, takes], { preemptions: 2 });
  });

  it("wakes a getter for each item", () => {
    const world = new QueueWorld(3, 0);
    const puts = world.program((queue) => {
      queue.put(1);
      queue.put(2);
    });
    const takes = world.program((queue) => void queue.take());
    passes(world, [puts, takes, takes], { preemptions: 1 });
  });

  it("wakes a putter for each item that is taken", () => {
    const world = new QueueWorld(3, 1, [1]);
    const puts = world.program((queue, { index }) => void queue.put(index + 1));
    const takes = world.program((queue) => {
      queue.take();
      queue.take();
    });
    passes(world, [takes, puts, puts], { preemptions: 1 });
  });

  it("gives the room to another when there is no memory for an item", () => {
    const world = new QueueWorld(3, 1, [1]);
    const fails = world.program((queue, { check: holds }) => {
      const outcome = attempting(() => queue.put(TOO_LARGE));
      holds(outcome instanceof Failed, "it was put");
    });
    const puts = world.program((queue) => void queue.put(2));
    const takes = world.program((queue, { check: holds }) => {
      holds(queue.take() === 1, "not the first item");
      holds(queue.take() === 2, "not the second item");
    });
    passes(world, [takes, fails, puts], { preemptions: 1 });
  });

  it("gives the item to another when a thread has no memory for it", () => {
    const world = new QueueWorld(3, 0);
    const puts = world.program((queue) => void queue.put(1));
    const fails = world.program((queue, { check: holds }) => {
      const outcome = attempting(() => queue.take(Infinity, { value: TOO_LARGE }));
      holds(outcome instanceof Failed, "it was taken");
    });
    const takes = world.program((queue, { check: holds }) => {
      holds(queue.take() === 1, "not the item that was put");
      queue.put(2); // for the other one, if it comes late
    });
    passes(world, [puts, fails, takes], { preemptions: 1 });
  });

  it("loses no wake-up with a get that times out", () => {
    const world = new QueueWorld(3, 0);
    const puts = world.program((queue) => void queue.put(1));
    const takes = world.program((queue) => {
      queue.put(2);
      queue.take();
    });
    const givesUp = world.program((queue) => void queue.take(1e15));
    passes(world, [puts, givesUp, takes], { preemptions: 1, timeouts: 1 });
  });

  it("gives an event loop what it awaits", () => {
    const world = new QueueWorld(2, 1);
    const puts = world.program((queue) => {
      queue.put(1);
      queue.put(2);
    });
    const gets = world.program((queue, { check: holds }) => {
      let last = 0;
      queue.awaitItems(2, (value) => holds(value === ++last, "not in order"));
    });
    passes(world, [puts, gets], { preemptions: 1 });
  });

  it("takes what an event loop puts, in order", () => {
    const world = new QueueWorld(2, 1);
    const puts = world.program((queue) => queue.awaitRoom([1, 2]));
    const takes = world.program((queue, { check: holds }) => {
      holds(queue.take() === 1, "not the first item");
      holds(queue.take() === 2, "not the second item");
    });
    passes(world, [puts, takes], { preemptions: 1 });
  });

  it("ends a join when the last item is done, whoever has it", () => {
    const world = new QueueWorld(3, 0, [1, 2]);
    const works = world.program((queue, { check: holds }) => {
      queue.take();
      holds(queue.state.taskDone(), "an item that was taken was not unfinished");
    });
    const joins = world.program((queue, { check: holds }) => {
      queue.join();
      holds(queue.state.view().unfinished === 0, "the join was over too early");
    });
    passes(world, [works, works, joins], { preemptions: 1 });
  });

  it("ends all joins when it is shut down while its last items are taken and done", () => {
    const world = new QueueWorld(5, 2, [1, 2]);
    const ends = world.program((queue) => queue.state.shutdown(false));
    const works = world.program((queue, { check: holds }) => {
      holds(queue.take() !== -1, "there is an item for each");
      holds(queue.state.taskDone(), "an item that was taken was not unfinished");
    });
    const joins = world.program((queue, { check: holds }) => {
      queue.join();
      holds(queue.state.view().unfinished === 0, "the join was over too early");
    });
    const programs = [ends, works, works, joins, joins];
    passes(world, programs, { preemptions: 0 });
    // With one preemption it takes a minute: 1.8 million states.
    const { words, memory } = world;
    const final = (at: Int32Array): string | undefined => world.atRest(at, false);
    const report = checkRandomly({ programs, words, memory, final }, { schedules: 2_000, seed: 1 });
    assert.equal(report.failure, undefined, JSON.stringify(report.failure, undefined, 1));
  });

  it("wakes everybody when it is shut down", () => {
    const world = new QueueWorld(3, 1);
    const puts = world.program((queue) => {
      queue.put(1);
      queue.put(2);
    });
    const takes = world.program((queue, { check: holds }) => {
      const [first, second, third] = [queue.take(), queue.take(), queue.take()];
      holds(third === -1, "a third item");
      holds(first === -1 ? second === -1 : first === 1, "not in order");
    });
    const ends = world.program((queue) => queue.state.shutdown(false));
    passes(world, [puts, takes, ends], { preemptions: 1 });
  });

  it("wakes who waits for room when it is shut down", () => {
    const world = new QueueWorld(2, 1, [1]);
    const puts = world.program((queue, { check: holds }) => holds(queue.put(2) === SHUT_DOWN, "it was put"));
    const ends = world.program((queue) => queue.state.shutdown(false));
    passes(world, [puts, ends]);
  });

  it("wakes who joins when it drops the items", () => {
    const world = new QueueWorld(2, 0, [1, 2]);
    const joins = world.program((queue) => queue.join());
    const ends = world.program((queue) => queue.state.shutdown(true));
    passes(world, [joins, ends]);
  });

  it("wakes who waits for room when the bound is raised", () => {
    const world = new QueueWorld(2, 1, [1]);
    const puts = world.program((queue) => void queue.put(2));
    const resizes = world.program((queue) => queue.state.resize(2));
    passes(world, [puts, resizes]);
  });

  describe("of which a thread is killed anywhere", () => {
    it("has another get its item", () => {
      const world = new QueueWorld(3, 0);
      const puts = world.program((queue) => {
        queue.put(1);
        queue.put(2);
      });
      const takes = world.program((queue) => void queue.take());
      passes(world, [puts, takes, takes], { preemptions: 0, kills: 1, mortals: [1] });
    });

    it("has another put its item", () => {
      const world = new QueueWorld(3, 1, [1]);
      const puts = world.program((queue, { index }) => void queue.put(index + 1));
      const takes = world.program((queue) => {
        while (queue.take() !== 3);
      });
      passes(world, [takes, puts, puts], { preemptions: 0, kills: 1, mortals: [1] });
    });

    it("gives every item that it put, or did not put, once", () => {
      const world = new QueueWorld(2, 0);
      const puts = world.program((queue, { atomics, words }) => {
        queue.put(1);
        atomics.store(words, SPARE, 1);
        queue.put(2);
        atomics.store(words, SPARE, 2);
      });
      const takes = world.program((queue, { atomics, words, check: holds }) => {
        const put = atomics.load(words, SPARE);
        const { size, unfinished } = queue.state.view();
        holds(size >= put && size <= 2 && unfinished === size, `${size} items, ${unfinished} unfinished`);
        for (let item = 1; item <= size; item++) holds(queue.take() === item, "not in order");
      });
      passes(world, [puts, takes], { preemptions: 1, kills: 1, mortals: [0] });
    });

    it("drops all items if it dropped one, and wakes who joins", () => {
      const world = new QueueWorld(2, 0, [1, 2]);
      const ends = world.program((queue) => queue.state.shutdown(true));
      const joins = world.program((queue, { check: holds }) => {
        const { size, unfinished } = queue.state.view();
        holds(unfinished === size && size !== 1, `${size} items, ${unfinished} unfinished`);
        if (queue.state.isShutdown && size === 0) queue.join();
      });
      passes(world, [ends, joins], { kills: 1, mortals: [0] });
    });

    it("passes the end of the work on", () => {
      const world = new QueueWorld(3, 0, [1]);
      const works = world.program((queue) => void queue.state.taskDone());
      const joins = world.program((queue) => queue.join());
      passes(world, [works, joins, works], { preemptions: 1, kills: 1, mortals: [2] });
    });
  });
});
