/** CPython's test_queue, BaseQueueTestMixin: a crowd of writers and readers whose queue is shut down under them. */
import assert from "node:assert/strict";
import { Barrier, Event } from "multilane";
import type { Target } from "./queue-kinds.js";
import { makeQueue, TARGETS } from "./queue-kinds.js";
import * as tasks from "./queue-tasks.js";
import { cpythonTest } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";

/** CPython's numbers where a member costs nothing; of threads, as many as a crew has at most. */
function sizes(crew: Crew): { writers: number; readers: number; joiners: number; items: number } {
  return crew.where === "threads"
    ? { writers: 3, readers: 4, joiners: 2, items: 2048 }
    : { writers: 4, readers: 6, joiners: 2, items: 2048 };
}

async function shutDownUnderCrowd(crew: Crew, target: Target, immediate: boolean): Promise<void> {
  const { writers, readers, joiners, items } = sizes(crew);
  const crowd: tasks.Crowd = {
    queue: makeQueue(target),
    start: new Barrier(writers + readers + (immediate ? joiners : 0)),
    shutDownNow: new Event(),
    items,
  };
  const { mode } = crew;
  const writing = crew.start(tasks.write, writers, mode, crowd);
  const reading = crew.start(tasks.read, readers, mode, crowd);
  const joining = crew.start(tasks.joinFromStart, immediate ? joiners : 0, mode, crowd);
  const left = await crew.start(tasks.shutDown, 1, mode, crowd, immediate).join();
  const [written, taken] = [await writing.join(), await reading.join()];
  await joining.join();

  assert.ok(written.some(({ gaveSign }) => gaveSign));
  assert.ok(taken.every((count) => count > 0)); // and each came to its end by the shutdown
  assert.equal(crowd.queue.qsize(), 0);
  if (immediate) assert.deepEqual(left, [0]);
  assert.equal(crowd.queue.statistics().waiting, 0);
}

for (const target of TARGETS)
  for (const [method, immediate] of [
    ["test_shutdown_all_methods_in_many_threads", false],
    ["test_shutdown_immediate_all_methods_in_many_threads", true],
  ] as const)
    cpythonTest(
      { suite: "test_queue", class: "BaseQueueTestMixin", method, target },
      played((crew) => shutDownUnderCrowd(crew, target, immediate)),
    );
