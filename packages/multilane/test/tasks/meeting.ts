/** Tasks that use semaphores, events and barriers. */
import { Barrier, BrokenBarrierError, Semaphore, task } from "multilane";
import type { Event, Guard } from "multilane";

/** Word 0 counts those who have arrived; word 1 lets them go on when it is 1. See `support/gate.ts`. */
export type Stage = Int32Array;

const LONG = { timeout: 20_000 };

function arrive(stage: Stage): void {
  Atomics.add(stage, 0, 1);
  Atomics.notify(stage, 0);
}

/** Takes a permit, blocks until it is let go, and gives it back. */
export const holdPermit = task(import.meta, (semaphore: Semaphore, stage: Stage): void => {
  using _ = semaphore.acquireSync(LONG);
  arrive(stage);
  Atomics.wait(stage, 1, 0, 20_000);
});

/** Takes a permit and keeps it. */
export const takePermit = task(import.meta, (semaphore: Semaphore): number => {
  semaphore.acquireSync(LONG);
  return semaphore.value;
});

/** Says that it is there, and releases. */
export const releasePermits = task(import.meta, (semaphore: Semaphore, count: number): void => {
  semaphore.release(count);
});

/** Word 0: how many have a permit; word 1: the most that had one at once; word 2: how often one was had. */
function use(guard: Guard, shared: Int32Array): void {
  const inside = Atomics.add(shared, 0, 1) + 1;
  for (let most = Atomics.load(shared, 1); most < inside; most = Atomics.load(shared, 1))
    Atomics.compareExchange(shared, 1, most, inside);
  Atomics.add(shared, 2, 1);
  Atomics.sub(shared, 0, 1);
  guard.release();
}

/** Uses a permit, again and again. */
export const usePermits = task(
  import.meta,
  (semaphore: Semaphore, shared: Int32Array, rounds: number): void => {
    for (let round = 0; round < rounds; round++) use(semaphore.acquireSync(LONG), shared);
  },
);

/** As {@link usePermits}, awaiting each. */
export const awaitPermits = task(
  import.meta,
  async (semaphore: Semaphore, shared: Int32Array, rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) use(await semaphore.acquire(LONG), shared);
  },
);

/** Whether an anonymous semaphore that comes twice is one object, and a named one is the one of that name. */
export const compareSemaphores = task(import.meta, (one: Semaphore, again: Semaphore, named: Semaphore) => {
  const same = new Semaphore(3, named.name);
  const guard = same.acquireSync();
  const { value } = named;
  guard.release();
  return { same: one === again, value, kind: named.constructor.name, name: named.name };
});

/** Blocks until the event is set. */
export const blockForEvent = task(import.meta, (event: Event, timeout: number): boolean =>
  event.waitSync({ timeout }),
);

/** Awaits the event. */
export const awaitEvent = task(
  import.meta,
  async (event: Event, timeout: number): Promise<boolean> => await event.wait({ timeout }),
);

/** Sets the event; clears it again if told so. */
export const setEvent = task(import.meta, (event: Event, clears: boolean): void => {
  event.set();
  if (clears) event.clear();
});

/** What came of a wait at a barrier. */
export type Meeting = number | "broken" | "late";

function outcomeOf(error: unknown): Meeting {
  if (!(error instanceof BrokenBarrierError)) throw error;
  return / within \d+ ms/.test(error.message) ? "late" : "broken";
}

/** Blocks at the barrier. */
export const meet = task(import.meta, (barrier: Barrier, timeout: number): Meeting => {
  try {
    return barrier.waitSync({ timeout });
  } catch (error) {
    return outcomeOf(error);
  }
});

/** Waits at the barrier. */
export const meetAsync = task(import.meta, async (barrier: Barrier, timeout: number): Promise<Meeting> => {
  try {
    return await barrier.wait({ timeout });
  } catch (error) {
    return outcomeOf(error);
  }
});

/**
 * Meets the others so many times, adding 1 to the cell of this party each time before, and finds all cells alike each
 * time after.
 *
 * @returns the indices
 */
export const march = task(
  import.meta,
  async (barrier: Barrier, cells: Int32Array, party: number, phases: number, awaits: boolean) => {
    const indices: number[] = [];
    for (let phase = 1; phase <= phases; phase++) {
      cells[party] = phase;
      indices.push(awaits ? await barrier.wait(LONG) : barrier.waitSync(LONG));
      for (let other = 0; other < barrier.parties; other++)
        if (cells[other] !== phase)
          throw new Error(`party ${other} is in phase ${cells[other]}, not ${phase}`);
      barrier.waitSync(LONG);
    }
    return indices;
  },
);

/** Is the last one at a barrier of this name, whose action says that it is there and blocks until it is let go. */
export const actSlowly = task(import.meta, (name: string, parties: number, stage: Stage): Meeting => {
  const action = (): void => {
    arrive(stage);
    Atomics.wait(stage, 1, 0, 20_000);
  };
  try {
    return new Barrier(parties, { name, action }).waitSync(LONG);
  } catch (error) {
    return outcomeOf(error);
  }
});

/**
 * Goes through a barrier of this name until there were so many arrivals, of all threads together; the index of each.
 * Word 0 counts the actions, word 1 those that ran while another did, word 3 the arrivals.
 */
export const actInPhases = task(
  import.meta,
  async (
    name: string,
    parties: number,
    shared: Int32Array,
    arrivals: number,
    awaits: boolean,
  ): Promise<number[]> => {
    const enter = (): void => {
      if (Atomics.add(shared, 2, 1) !== 0) Atomics.add(shared, 1, 1);
    };
    const leave = (): void => {
      Atomics.sub(shared, 2, 1);
      Atomics.add(shared, 0, 1);
    };
    const action = awaits
      ? async (): Promise<void> => {
          enter();
          await new Promise(setImmediate);
          leave();
        }
      : (): void => {
          enter();
          leave();
        };
    const barrier = new Barrier(parties, { name, action });
    const indices: number[] = [];
    while (Atomics.add(shared, 3, 1) < arrivals)
      indices.push(awaits ? await barrier.wait(LONG) : barrier.waitSync(LONG));
    return indices;
  },
);

/** Makes a barrier of this name with other parameters; the error's message. */
export const makeBarrier = task(import.meta, (name: string, parties: number, timeout: number | undefined) => {
  try {
    return String(new Barrier(parties, { name, timeout }));
  } catch (error) {
    return String(error);
  }
});

/** Blocks at the barrier, as long as it says itself. */
export const meetByDefault = task(import.meta, (barrier: Barrier): Meeting => {
  try {
    return barrier.waitSync();
  } catch (error) {
    return outcomeOf(error);
  }
});

/** Blocks at the barrier of this name. */
export const meetNamed = task(import.meta, (name: string, parties: number): number =>
  new Barrier(parties, name).waitSync(LONG),
);

/** Lets go who is blocked at the stage when so many wait at the barrier. */
export const openWhenWaiting = task(
  import.meta,
  async (name: string, parties: number, stage: Stage, count: number): Promise<boolean> => {
    const barrier = new Barrier(parties, name);
    while (barrier.statistics().waiting < count) await new Promise(setImmediate);
    Atomics.store(stage, 1, 1);
    Atomics.notify(stage, 1);
    return true;
  },
);
