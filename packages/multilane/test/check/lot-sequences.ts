/** Programs of one agent: what the parking lot does in a certain order, and what must come of it. */
import type { Agent, Program } from "#src/check/agent.js";
import { tell } from "#src/sync/parking-lot/gate.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import { Mutex, OK } from "#src/sync/mutex.js";
import * as word from "#src/sync/parking-lot/node.js";
import type { NodeState } from "#src/sync/parking-lot/node.js";
import { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import { reap } from "#src/sync/parking-lot/reaper.js";
import type { World } from "./lot-model.js";
import { KEY, MUTEX } from "./lot-programs.js";

/** Another key, in the same bucket. */
const OTHER_KEY = KEY + 1;

/** A queue, and what should be in it. */
class Line {
  readonly lot: ParkingLot;
  readonly #agent: Agent;

  constructor(agent: Agent, lot: ParkingLot) {
    this.#agent = agent;
    this.lot = lot;
  }

  /** Puts a node into the queue. */
  put(node: number, ticket = 0, key = KEY): number {
    return this.lot.inBucket(key, (bucket) => {
      this.lot.set(node, word.COUNT, 2 ** node);
      return this.lot.enqueue(bucket, node, key, 0, ticket);
    });
  }

  settle(node: number, state: NodeState): void {
    this.lot.inBucket(KEY, (bucket) => this.lot.settle(bucket, node, state));
    this.#agent.check(this.lot.finish(node) === state, "it was settled otherwise");
  }

  withdraw(node: number): void {
    this.#agent.check(this.lot.finish(node) === word.WAITING, "it had been settled");
  }

  /** Loses a node, as one does who is killed in the middle. */
  tear(node: number): void {
    this.lot.inBucket(KEY, (bucket) => bucket.remove(node));
  }

  rebuild(): void {
    this.lot.inBucket(KEY, (bucket) => bucket.rebuild((key) => key === KEY || key === OTHER_KEY));
  }

  /** Looks whether it is so. */
  is(expected: readonly number[], key = KEY): void {
    const seen = this.lot.inBucket(key, (bucket) => {
      const nodes: number[] = [];
      for (let node = bucket.first(key); node !== 0 && nodes.length < 9; node = bucket.next(node, key))
        nodes.push(node);
      return nodes;
    });
    this.#agent.check(String(seen) === String(expected), `${String(seen)} wait, not ${String(expected)}`);
    const count = expected.reduce((sum, node) => sum + 2 ** node, 0);
    this.#agent.check(this.lot.waiting(key) === count, "the number of those who wait is wrong");
  }
}

/** Comes and goes in all orders. */
export function keepsOrder(world: World): Program {
  return (agent) => {
    const line = new Line(agent, world.lot(agent));
    const [a, b, c, other] = [0, 0, 0, 0].map(() => line.lot.takeNode()) as [number, number, number, number];
    const ticketOfA = line.put(a);
    line.put(other, 0, OTHER_KEY);
    const ticketOfB = line.put(b);
    line.put(c);
    line.is([a, b, c]);
    line.is([other], OTHER_KEY);
    line.settle(b, word.TOLD);
    line.is([a, c]);
    line.put(b, ticketOfB);
    line.is([a, b, c]);
    line.withdraw(a);
    line.is([b, c]);
    line.put(a, ticketOfA);
    line.is([a, b, c]);
    line.settle(c, word.GRANTED);
    line.put(c);
    line.is([a, b, c]);
    for (const torn of [b, c, a]) line.tear(torn);
    line.is([]);
    line.rebuild();
    line.is([a, b, c]);
    line.is([other], OTHER_KEY);
    line.withdraw(c);
    line.withdraw(other);
    line.withdraw(b);
    line.is([a]);
    line.withdraw(a);
    line.is([]);
  };
}

/** Rebuilds a list when there are nodes that do not belong into it: idle ones, and one that is nobody's. */
export function rebuildsWithout(world: World): Program {
  return (agent) => {
    const line = new Line(agent, world.lot(agent));
    const [a, b, c] = [0, 0, 0].map(() => line.lot.takeNode()) as [number, number, number];
    line.put(a);
    line.put(b);
    line.put(c);
    line.withdraw(b);
    line.rebuild();
    line.is([a, c]);
    for (const node of [a, c]) line.withdraw(node);
  };
}

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

/** Counts those who wait in one event loop. */
export function countsWaiters(world: World): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const mutex = new Mutex(mailbox.lot, agent.words, MUTEX, KEY);
    const waiters = new GateWaiters(mailbox, mutex);
    const waiting = (count: number): void =>
      agent.check(mutex.waiting === count, `${mutex.waiting} wait, not ${count}`);
    agent.check(mutex.tryAcquire() === OK, "it is not free at first");
    const granted = [0, 1, 2].map((index) => agent.expect(`acquire ${index}`));
    const [first, second, third] = granted.map((grant) => ({
      grant: () => {
        grant();
        if (grant === granted[0])
          agent.later(() => {
            waiting(1);
            agent.check(mutex.release(), "it was released by somebody else");
          });
      },
    }));
    if (first === undefined || second === undefined || third === undefined) return;
    waiting(0);
    waiters.enqueue(first);
    waiting(1);
    waiters.enqueue(second);
    waiting(2);
    waiters.enqueue(third);
    waiting(3);
    agent.check(waiters.cancel(second), "it was not waiting");
    granted[1]?.();
    waiting(2);
    agent.check(mutex.release(), "it was released by somebody else");
  };
}

/** Words of two buckets, in the place of the one that a world has. */
export const BUCKETS = 8;

/** Uses two buckets, one of which a dead thread has left locked, in the middle of a change. */
export function hasTwoBuckets(world: World, base: number): Program {
  return (agent) => {
    const { memory, token } = world.lot(agent);
    const lot = new ParkingLot({ ...memory, buckets: base, bucketCount: 2 }, () => token);
    const line = new Line(agent, lot);
    const keys = [0, 1].map((bucket) => {
      let key = KEY;
      while (!lot.isIn(key, bucket)) key++;
      return key;
    });
    const lines = keys.map((key) => {
      const nodes = [lot.takeNode(), lot.takeNode()];
      for (const node of nodes) line.put(node, 0, key);
      return { key, nodes };
    });
    const look = (): void => {
      for (const { key, nodes } of lines) line.is(nodes, key);
    };
    look();
    const dead = world.token(1);
    for (const {
      key,
      nodes: [node = 0],
    } of lines) {
      const bucket = lot.bucketOf(key);
      bucket.enter(dead);
      bucket.remove(node);
      agent.check(bucket.isEnteredBy(dead) && !bucket.isEnteredBy(token), "somebody else is in there");
      reap(lot, dead, 2);
      look();
    }
    for (const { nodes } of lines) for (const node of nodes) line.withdraw(node);
    for (const { key } of lines) line.is([], key);
  };
}
