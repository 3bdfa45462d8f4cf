/** Waits within waits: a blocked thread runs callbacks of its pools, and such a callback may block, too. */
import type { Program } from "#src/check/agent.js";
import { Mutex, OK } from "#src/sync/mutex.js";
import { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import type { World } from "./lot-model.js";
import { KEY, MUTEX } from "./lot-programs.js";

/** Waits for the mutex; while it is blocked, a callback takes it and gives it back, and may wait for it as well. */
export function locksWithin(world: World): Program {
  return (agent) => {
    const { memory, token } = world.lot(agent);
    let callbacks = 1;
    const before = (): void => {
      if (callbacks-- > 0) locks();
    };
    const lot = new ParkingLot({ ...memory, whileBlocked: { ...memory.whileBlocked, before } }, () => token);
    const mutex = new Mutex(lot, agent.words, MUTEX, KEY);
    const locks = (): void => {
      agent.check(mutex.acquireSync(Infinity) === OK, "nobody has died");
      agent.check(mutex.release(), "it was released by somebody else");
    };
    locks();
  };
}
