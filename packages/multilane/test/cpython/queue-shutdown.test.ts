/** CPython's test_queue, BaseQueueTestMixin: what a queue that was shut down still does, call by call. */
import assert from "node:assert/strict";
import { InvalidStateError, QueueShutdownError } from "multilane";
import type { Target } from "./queue-kinds.js";
import { makeQueue, NOWAIT, TARGETS } from "./queue-kinds.js";
import { Moves, sorted } from "./queue-moves.js";
import type { CaseId } from "./support/cases.js";
import { cpythonTest } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";

function id(method: string, target: Target): CaseId {
  return { suite: "test_queue", class: "BaseQueueTestMixin", method, target };
}

async function allMethods(crew: Crew, target: Target, immediate: boolean): Promise<void> {
  const moves = new Moves(crew, target, 2);
  const { queue } = moves;
  await moves.put("L");
  await moves.put("O", NOWAIT);
  queue.shutdown({ immediate });
  await assert.rejects(moves.put("E"), QueueShutdownError);
  await assert.rejects(moves.put("W", NOWAIT), QueueShutdownError);
  if (immediate) {
    assert.equal(queue.qsize(), 0);
    await assert.rejects(moves.get(), QueueShutdownError);
    await assert.rejects(moves.get(NOWAIT), QueueShutdownError);
    assert.throws(() => queue.taskDone(), InvalidStateError); // what was thrown away is owed by nobody
    await moves.join();
    return;
  }
  const rest = [await moves.get()];
  queue.taskDone();
  rest.push(await moves.get());
  queue.taskDone();
  assert.deepEqual(sorted(rest), ["L", "O"]);
  await moves.join();
  await assert.rejects(moves.get(), QueueShutdownError);
  await assert.rejects(moves.get(NOWAIT), QueueShutdownError);
  await assert.rejects(moves.get({ timeout: 1000 }), QueueShutdownError);
}

for (const target of TARGETS) {
  cpythonTest(
    id("test_shutdown_empty", target),
    played(async (crew) => {
      const moves = new Moves(crew, target);
      moves.queue.shutdown();
      await assert.rejects(moves.put("data"), QueueShutdownError);
      await assert.rejects(moves.get(), QueueShutdownError);
    }),
  );

  cpythonTest(
    id("test_shutdown_nonempty", target),
    played(async (crew) => {
      const moves = new Moves(crew, target);
      await moves.put("data");
      moves.queue.shutdown();
      assert.equal(await moves.get(), "data");
      await assert.rejects(moves.get(), QueueShutdownError);
    }),
  );

  cpythonTest(
    id("test_shutdown_immediate", target),
    played(async (crew) => {
      const moves = new Moves(crew, target);
      await moves.put("data");
      moves.queue.shutdown({ immediate: true });
      await assert.rejects(moves.get(), QueueShutdownError);
    }),
  );

  cpythonTest(id("test_shutdown_allowed_transitions", target), () => {
    const queue = makeQueue(target);
    assert.equal(queue.isShutdown, false);
    for (const options of [undefined, { immediate: true }, { immediate: false }]) {
      queue.shutdown(options);
      assert.equal(queue.isShutdown, true);
    }
  });

  cpythonTest(
    id("test_shutdown_all_methods_in_one_thread", target),
    played((crew) => allMethods(crew, target, false)),
  );

  cpythonTest(
    id("test_shutdown_immediate_all_methods_in_one_thread", target),
    played((crew) => allMethods(crew, target, true)),
  );
}
