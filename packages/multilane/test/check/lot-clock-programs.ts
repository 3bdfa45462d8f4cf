/** Programs with a clock of their own: since when one waits, and what comes of waiting for long. */
import type { Program } from "#src/check/agent.js";
import { allWaits } from "#src/sync/diagnosis/waits.js";
import { tell } from "#src/sync/parking-lot/gate.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import { Mailbox } from "#src/sync/parking-lot/mailbox.js";
import * as word from "#src/sync/parking-lot/node.js";
import type { NodeState } from "#src/sync/parking-lot/node.js";
import { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import type { World } from "./lot-model.js";
import { announce, hears, KEY, NEWS } from "./lot-programs.js";
import { Line, shutFor } from "./lot-sequences.js";

/** Hands over to a thread that has waited for more than the patience of the parking lot, and only then. */
export function hasPatience(world: World): Program {
  return (agent) => {
    let now = 100;
    const { memory, token } = world.lot(agent);
    const lot = new ParkingLot({ ...memory, sharedNow: () => now }, () => token);
    const line = new Line(agent, lot);
    const node = lot.takeNode();
    const opens = (): NodeState => {
      let heirs = 0;
      tell(lot, KEY, 1, true, { open: (heir) => (heirs += heir) >= 0 });
      const state = lot.finish(node);
      agent.check(heirs === (state === word.HANDED ? token : 0), "the heir is not the one who was told");
      return state;
    };
    const ticket = line.put(node);
    now++;
    agent.check(opens() === word.TOLD, "it was handed over too early");
    line.put(node, ticket);
    now++;
    agent.check(opens() === word.HANDED, "who comes back with a ticket has waited since it came first");
    line.put(node);
    agent.check(opens() === word.TOLD, "who comes anew has not waited before");
  };
}

/** Shows since when those wait who await the same in one event loop. */
export function showsSince(world: World): Program {
  return (agent) => {
    let now = 100;
    const { memory, token } = world.lot(agent);
    const mailbox = new Mailbox(new ParkingLot({ ...memory, sharedNow: () => now }, () => token));
    const { lot } = mailbox;
    const waiters = new GateWaiters(mailbox, shutFor(9));
    const isSince = (time: number): void => {
      const since = lot.inBucket(KEY, (bucket) => lot.get(bucket.first(KEY), word.SINCE));
      agent.check(since === time, `they wait since ${since}, not ${time}`);
    };
    const [first, second] = [0, 0].map(() => ({ grant: () => agent.check(false, "it is shut") }));
    if (first === undefined || second === undefined) return;
    waiters.enqueue(first);
    now = 200;
    waiters.enqueue(second);
    isSince(100);
    const node = lot.inBucket(KEY, (bucket) => bucket.first(KEY));
    waiters.cancel(first);
    agent.check(lot.get(node, word.SINCE) === 200, "they wait since the second one came");
    waiters.cancel(second);
  };
}

/** Waits for a while, and later again. */
export function waitsAgain(world: World): Program {
  return (agent) => {
    let now = 100;
    const { memory, token } = world.lot(agent);
    const line = new Line(agent, new ParkingLot({ ...memory, sharedNow: () => now }, () => token));
    const node = line.lot.takeNode();
    line.put(node);
    line.withdraw(node);
    now = 200;
    announce(agent, NEWS);
    line.put(node);
    line.withdraw(node);
  };
}

/** Looks from outside, as `dumpThreads()` does, how long that one has waited the second time. */
export function seesWaits(world: World): Program {
  return (agent) => {
    const { memory, token } = world.lot(agent);
    const lot = new ParkingLot({ ...memory, sharedNow: () => 200 }, () => token);
    hears(agent, NEWS);
    for (const { age } of allWaits(lot)) agent.check(age === 0, `it is said to have waited for ${age} ms`);
  };
}
