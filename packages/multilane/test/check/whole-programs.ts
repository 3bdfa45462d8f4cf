/** Programs that use all primitives together. Those of one model end well together, if the primitives are right. */
import type { Program, Reaper } from "#src/check/agent.js";
import { EVENT_LOOP } from "#src/sync/parking-lot/node.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import { PendingArrival } from "#src/sync/pending-arrival.js";
import type { World } from "./lot-model.js";
import { MOST_PERMITS, Town } from "./whole-town.js";

/** How many items the boss puts; the queue has room for one. */
export const ITEMS = 2;

/** How a program behaves. */
export interface Manner {
  /** Whether its waits may time out. */
  readonly timed?: boolean;
  /** Whether somebody may have died: then the barrier may be broken. */
  readonly amongMortals?: boolean;
}

/** Gives the others all that they wait for: sets the event, releases permits, adds tokens, puts items, meets them. */
export function boss(world: World, takers: number, { timed = false, amongMortals = false }: Manner): Program {
  return (agent) => {
    const town = new Town(world, agent, timed);
    town.countAlone();
    town.flag.set();
    agent.check(town.permits.release(MOST_PERMITS, MOST_PERMITS), "there are too many permits");
    // At once, or one by one: with one by one nobody counts on what another was notified of.
    if (amongMortals) town.addTokens(takers);
    else for (let tokens = 0; tokens < takers; tokens++) town.addTokens(1);
    agent.check(town.meet() || timed || amongMortals, "the barrier is broken");
    for (let item = 1; item <= ITEMS; item++) town.queue.put(item);
    town.queue.state.shutdown(false);
    // Who is killed leaves an item unfinished.
    if (!amongMortals) town.queue.join();
  };
}

/** Takes all that there is, blocked, in an order of its own. */
export function taker(
  world: World,
  { timed = false, amongMortals = false }: Manner,
  tokenFirst: boolean,
): Program {
  return (agent) => {
    const town = new Town(world, agent, timed);
    if (tokenFirst) town.takeToken();
    town.waitForEvent();
    town.takePermit();
    town.countAlone();
    if (!tokenFirst) town.takeToken();
    agent.check(town.meet() || timed || amongMortals, "the barrier is broken");
    while (town.takeItem());
  };
}

/** Takes what can be awaited, on its event loop, one after the other. */
export function loop(world: World, { timed = false, amongMortals = false }: Manner): Program {
  return (agent) => {
    const town = new Town(world, agent, false);
    const { mailbox, mutex, permits, flag, barrier, queue } = town;
    const { lot } = mailbox;
    const done = agent.expect("to come to the end");

    const awaitEvent = (): void =>
      new GateWaiters(mailbox, flag.gate()).enqueue({ grant: () => awaitPermit() });
    const awaitPermit = (): void => {
      new GateWaiters(mailbox, permits).enqueue({
        grant: () => {
          town.hasPermit();
          awaitMutexTwice();
        },
      });
    };
    const awaitMutexTwice = (): void => {
      const waiters = new GateWaiters(mailbox, mutex);
      let left = 2;
      for (let index = left; index > 0; index--)
        waiters.enqueue({
          grant: (acquired) => {
            town.take(acquired);
            town.count();
            town.leave();
            if (--left === 0) meet();
          },
        });
    };
    const meet = (): void => {
      const place = lot.takeNode();
      const deaths = lot.deaths();
      const fate = barrier.arrive(place, EVENT_LOOP, true);
      const end = (passed: boolean): void => {
        lot.freeNode(place);
        agent.check(passed || timed || amongMortals, "the barrier is broken");
        queue.awaitItems(1, (item) => {
          town.hasItem(item);
          done();
        });
      };
      if (fate === undefined)
        new PendingArrival(barrier, mailbox, place, (late) => end(town.met(late))).watch(deaths);
      else end(town.met(fate));
    };
    awaitEvent();
  };
}

/** Cleans up after the dead, and breaks the barrier, where they will be missed. */
export function watcher(world: World): Reaper {
  return (agent, dead) => {
    world.reaper(agent, dead);
    const town = new Town(world, agent, false);
    town.notifyFor(dead);
    town.barrier.abort();
  };
}
