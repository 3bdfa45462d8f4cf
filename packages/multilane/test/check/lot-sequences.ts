/** Programs of one agent: what the parking lot does in a certain order, and what must come of it. */
import type { Agent, Program } from "#src/check/agent.js";
import { passGate } from "#src/sync/parking-lot/gate.js";
import type { Gate } from "#src/sync/parking-lot/gate.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import { Mutex, OK } from "#src/sync/mutex.js";
import * as word from "#src/sync/parking-lot/node.js";
import type { NodeState } from "#src/sync/parking-lot/node.js";
import { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import { reap } from "#src/sync/parking-lot/reaper.js";
import type { World } from "./lot-model.js";
import { announce, hears, KEY, MORE_NEWS, MUTEX, NEWS } from "./lot-programs.js";

/** A ticket from before all that a model gives out. */
const EARLIER = -1;
/** Another key, in the same bucket. */
const OTHER_KEY = KEY + 1;

/** A queue, and what should be in it. */
export class Line {
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

  /** Tells those who wait with this node. */
  tell(node: number): void {
    this.lot.wake(this.lot.inBucket(KEY, (bucket) => this.lot.settle(bucket, node, word.TOLD)));
  }

  /** Looks whether these nodes are in the queue, in this order. */
  isInOrder(expected: readonly number[], key = KEY): void {
    const seen = this.lot.inBucket(key, (bucket) => {
      const nodes: number[] = [];
      for (let node = bucket.first(key); node !== 0 && nodes.length < 9; node = bucket.next(node, key))
        nodes.push(node);
      return nodes;
    });
    this.#agent.check(String(seen) === String(expected), `${String(seen)} wait, not ${String(expected)}`);
  }

  /** Looks whether it is so, and counted so. */
  is(expected: readonly number[], key = KEY): void {
    this.isInOrder(expected, key);
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

/** Uses two buckets, one of which a dead thread has left locked, in the middle of a change. */
export function hasTwoBuckets(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const keys = keysOf(lot);
    const line = new Line(agent, lot);
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
    const itsLot = new ParkingLot(lot.memory, () => dead);
    for (const {
      key,
      nodes: [node = 0],
    } of lines) {
      const itsNode = itsLot.takeNode();
      line.put(itsNode, EARLIER, key);
      const bucket = lot.bucketOf(key);
      bucket.enter(dead);
      bucket.remove(node);
      agent.check(!bucket.tryEnter(lot.token), "somebody else is in there");
      agent.check(reap(lot, dead), "nobody is in the way");
      look();
    }
    for (const { nodes } of lines) for (const node of nodes) line.withdraw(node);
  };
}

/** A key of each of the two buckets. */
export function keysOf(lot: ParkingLot): [first: number, second: number] {
  let [first, second] = [KEY, KEY];
  while (!lot.isIn(first, 0)) first++;
  while (!lot.isIn(second, 1)) second++;
  return [first, second];
}

/** Uses a node in one bucket, and when it was told there, in the other one at once. */
export function usesNodeAgain(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const [here, there] = keysOf(lot);
    const line = new Line(agent, lot);
    const [other, node] = [lot.takeNode(), lot.takeNode()];
    line.put(other, 0, there);
    line.put(node, 0, here);
    announce(agent, NEWS);
    while (lot.stateOf(node) === word.WAITING) agent.atomics.pause();
    lot.finish(node);
    line.put(node, 0, there);
    hears(agent, MORE_NEWS);
    line.is([other, node], there);
    line.withdraw(node);
    line.withdraw(other);
  };
}

/** Tells that one. */
export function tellsThere(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const [here] = keysOf(lot);
    hears(agent, NEWS);
    lot.inBucket(here, (bucket) => lot.settle(bucket, bucket.first(here), word.TOLD));
    announce(agent, MORE_NEWS);
  };
}

/** A gate that is shut for so many tries, and opened by nobody; those who wait are told all the same. */
export function shutFor(tries: number, onTry: (count: number) => void = () => undefined): Gate<true> {
  let count = 0;
  return {
    key: KEY,
    attempt() {
      onTry(++count);
      return count > tries ? true : undefined;
    },
    ask: () => true,
  };
}

/** Is told in vain, blocked, and keeps its place before one that came later. */
export function keepsPlace(world: World): Program {
  return (agent) => {
    const line = new Line(agent, world.lot(agent));
    const { lot } = line;
    const later = lot.takeNode();
    let own = 0;
    const vet = (): undefined => {
      if (own === 0) {
        own = lot.inBucket(KEY, (bucket) => bucket.first(KEY));
        line.put(later);
      }
      line.isInOrder([own, later]);
      line.tell(own);
    };
    agent.check(passGate(lot, shutFor(2), Infinity, vet) === true, "it had for ever");
    line.withdraw(later);
  };
}

/** The same, on an event loop. */
export function keepsPlaceOnLoop(world: World): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const line = new Line(agent, mailbox.lot);
    let own = 0;
    const tells = (): void => {
      line.isInOrder([own, later]);
      line.tell(own);
    };
    // When it is told for the first time, it is in the queue again afterwards.
    const gate = shutFor(2, (tries) => tries === 2 && agent.later(tells));
    const over = agent.expect("to be let through");
    new GateWaiters(mailbox, gate).enqueue({ grant: () => (over(), line.withdraw(later)) });
    own = line.lot.inBucket(KEY, (bucket) => bucket.first(KEY));
    const later = line.lot.takeNode();
    line.put(later);
    tells();
  };
}
