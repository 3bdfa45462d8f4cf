/** Programs that wait with exact nodes: each wait is granted, or broken, by itself. */
import type { Program, Reaper } from "#src/check/agent.js";
import { BREAKS, COUNT, EVENT_LOOP, GRANTED, PASSES_ON, VALUE, WAITING } from "#src/sync/parking-lot/node.js";
import type { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import type { World } from "./lot-model.js";
import { announce, hears, KEY, MORE_NEWS, MUTEX, NEWS } from "./lot-programs.js";

const SOME_TIME = 1e15;
/** What a grant says. */
const GIFT = 7;

/** Gets into the queue. */
function join(lot: ParkingLot, kind: number): number {
  const node = lot.takeNode();
  return lot.inBucket(KEY, (bucket) => {
    lot.set(node, COUNT, 1);
    lot.enqueue(bucket, node, KEY, kind, 0);
    return node;
  });
}

/** Blocks until the wait is over; false if the time is. */
function blocks(lot: ParkingLot, node: number, deadline: number): boolean {
  for (;;) {
    const deaths = lot.deaths();
    if (lot.stateOf(node) !== WAITING) return true;
    lot.sleep(node, deaths, deadline);
    if (lot.stateOf(node) !== WAITING) return true;
    if (lot.deaths() === deaths) return false;
  }
}

/** Grants the first of those who wait. */
function grants(lot: ParkingLot): void {
  const sleeper = lot.inBucket(KEY, (bucket) => {
    const first = bucket.first(KEY);
    if (first === 0) return undefined;
    lot.set(first, VALUE, GIFT);
    return lot.settle(bucket, first, GRANTED);
  });
  if (sleeper !== undefined) lot.wake(sleeper);
}

/** The word MUTEX, which nobody uses as one: whether the first one makes use of what it was granted, or has done so. */
const USED = MUTEX;
const [USES, DONE, PASSES] = [1, 2, 3];

/** Waits as the first one, and hands on what it was granted. May be killed: see {@link passesOnAfterUse}. */
export function waitsAndPassesOn(world: World): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const node = join(lot, PASSES_ON);
    announce(agent, NEWS);
    blocks(lot, node, Infinity);
    agent.check(lot.get(node, VALUE) === GIFT, "it was granted nothing");
    agent.atomics.store(agent.words, USED, USES);
    agent.check(lot.finish(node) === GRANTED, "it woke for nothing");
    agent.atomics.store(agent.words, USED, DONE);
    lot.freeNode(node);
    agent.atomics.store(agent.words, USED, PASSES);
    grants(lot);
  };
}

/** The watcher of that one. */
export function passesOnAfterUse(world: World): Reaper {
  return (agent, dead) => {
    const lot = world.lot(agent);
    const used = agent.atomics.load(agent.words, USED);
    const before = used === DONE ? lot.waiting(KEY) : 0;
    world.reaper(agent, dead);
    agent.check(used !== DONE || lot.waiting(KEY) === before, "what was used up is passed on");
    // What it did with the grant is its own business.
    if (used !== 0) grants(lot);
    announce(agent, NEWS);
  };
}

/** Comes second, and must be granted what the first one was. */
export function waitsBehind(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const lot = world.lot(agent);
    const node = join(lot, PASSES_ON);
    announce(agent, MORE_NEWS);
    blocks(lot, node, Infinity);
    agent.check(lot.finish(node) === GRANTED && lot.get(node, VALUE) === GIFT, "it woke for nothing");
    lot.freeNode(node);
  };
}

/** As {@link waitsBehind}, on an event loop. */
export function awaitsBehind(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const mailbox = world.mailbox(agent);
    const { lot } = mailbox;
    const over = agent.expect("the grant");
    const deaths = lot.deaths();
    const node = join(lot, PASSES_ON | EVENT_LOOP);
    announce(agent, MORE_NEWS);
    const look = (): void => {
      if (lot.stateOf(node) === WAITING) return;
      mailbox.unwatch(node);
      agent.check(lot.finish(node) === GRANTED && lot.get(node, VALUE) === GIFT, "it woke for nothing");
      lot.freeNode(node);
      over();
    };
    mailbox.watch(node, deaths, look);
  };
}

/** Grants once, when both are there. */
export function grantsOnce(world: World): Program {
  return (agent) => {
    hears(agent, MORE_NEWS);
    grants(world.lot(agent));
  };
}

/** Waits with so many others, for some time; then they are to go on. May be killed: see {@link breaks}. */
export function waitsWithOthers(world: World, others: number): Program {
  return (agent) => {
    const lot = world.lot(agent);
    const node = join(lot, BREAKS);
    announce(agent, NEWS);
    hears(agent, MORE_NEWS, others);
    agent.check(!blocks(lot, node, SOME_TIME), "it woke for nothing");
    agent.atomics.store(agent.words, USED, USES);
    lot.finish(node);
    lot.freeNode(node);
    grantsAll(lot);
  };
}

function grantsAll(lot: ParkingLot): void {
  const sleepers = lot.inBucket(KEY, (bucket) => {
    const told = [];
    for (let first = bucket.first(KEY); first !== 0; first = bucket.first(KEY))
      told.push(lot.settle(bucket, first, GRANTED));
    return told;
  });
  for (const sleeper of sleepers) lot.wake(sleeper);
}

/** The watcher of that one. */
export function breaks(world: World): Reaper {
  return (agent, dead) => {
    world.reaper(agent, dead);
    // It had given up: to let the others go on was its own business.
    if (agent.atomics.load(agent.words, USED) === USES) grantsAll(world.lot(agent));
    // It may have died before it had any news, or between saying it and waking who listens.
    const news = agent.atomics.load(agent.words, NEWS);
    announce(agent, NEWS, news === 0 ? DEAD : news);
  };
}

/** In the place of its news: it died before it had any. */
const DEAD = 2;

/** Waits beside that one, until it is let go, or broken. */
export function waitsBeside(world: World): Program {
  return (agent) => {
    const { atomics, words } = agent;
    while (atomics.load(words, NEWS) === 0) atomics.wait(words, NEWS, 0);
    if (atomics.load(words, NEWS) === DEAD) return;
    const lot = world.lot(agent);
    const node = join(lot, BREAKS);
    atomics.add(words, MORE_NEWS, 1);
    atomics.notify(words, MORE_NEWS);
    // Who comes after its death has to see that for itself.
    if (!lot.isGone(world.token(0))) blocks(lot, node, Infinity);
    lot.finish(node);
    lot.freeNode(node);
  };
}
