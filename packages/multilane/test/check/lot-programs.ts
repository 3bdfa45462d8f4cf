/** Programs that use the shipped mutex and parking lot in all their ways, for models whose operations are done wrong. */
import type { Agent, Program } from "#src/check/agent.js";
import { markGone } from "#src/memory/bell.js";
import { heldBy, IN_TRANSIT } from "#src/sync/mutex-words.js";
import { Mutex, OK, OWNER_DIED, POISON } from "#src/sync/mutex.js";
import type { Acquired } from "#src/sync/mutex.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import type { World } from "./lot-model.js";

/** The words of these programs: the mutex, who is inside, and two for news. */
export const [MUTEX, INSIDE, NEWS, MORE_NEWS] = [0, 1, 2, 3];
/** How many there are. */
export const OWN = 4;
/** The key of the mutex's queue. */
export const KEY = 16;
/** Far enough for the clock never to decide: the checker does. */
const SOME_TIME = 1e15;

/** A mutex as an agent sees it. */
export function mutexOf(world: World, agent: Agent): Mutex {
  return new Mutex(world.lot(agent), agent.words, MUTEX, KEY);
}

/** Says that something has happened. */
export function announce({ atomics, words }: Agent, word: number, value = 1): void {
  atomics.store(words, word, value);
  atomics.notify(words, word);
}

/** Blocks until the word has the value. */
export function hears({ atomics, words }: Agent, word: number, value = 1): void {
  for (let seen = atomics.load(words, word); seen !== value; seen = atomics.load(words, word))
    atomics.wait(words, word, seen);
}

/** Is in the critical section alone, whose owner it is. */
function isAlone({ atomics, words, check, index }: Agent, mutex: Mutex, acquired: Acquired): void {
  if (acquired === OWNER_DIED) {
    atomics.store(words, INSIDE, 0);
    check(mutex.recover(), "it was inherited and could not be recovered");
  } else check(acquired === OK, `acquired as ${acquired}`);
  check(mutex.isMine, "it was acquired, and is somebody else's");
  check(atomics.exchange(words, INSIDE, index + 1) === 0, "two are inside");
  atomics.store(words, INSIDE, 0);
}

/** Takes the mutex, blocked, and gives it back. */
export function locks(world: World, { timed = false, rounds = 1 } = {}): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    for (let round = 0; round < rounds; round++) {
      const acquired = mutex.acquireSync(timed ? SOME_TIME : Infinity);
      if (acquired === 0) {
        agent.check(timed, "its time is over, and it had for ever");
        continue;
      }
      isAlone(agent, mutex, acquired);
      agent.check(mutex.release(), "it was released by somebody else");
    }
  };
}

/** Awaits the mutex so many times, and gives it back each time. */
export function awaits(world: World, count: number): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const mutex = new Mutex(mailbox.lot, agent.words, MUTEX, KEY);
    const waiters = new GateWaiters(mailbox, mutex);
    for (let index = 0; index < count; index++) {
      const granted = agent.expect(`acquire ${index}`);
      waiters.enqueue({
        grant(acquired) {
          granted();
          isAlone(agent, mutex, acquired);
          agent.check(mutex.release(), "it was released by somebody else");
        },
      });
    }
  };
}

/** Awaits the mutex, and gives up at some moment if it has not got it by then. */
export function givesUp(world: World): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const mutex = new Mutex(mailbox.lot, agent.words, MUTEX, KEY);
    const waiters = new GateWaiters(mailbox, mutex);
    const settled = agent.expect("acquire or timeout");
    const waiter = {
      grant(acquired: Acquired) {
        settled();
        cancelTimer();
        isAlone(agent, mutex, acquired);
        agent.check(mutex.release(), "it was released by somebody else");
      },
    };
    const cancelTimer = agent.later(() => {
      waiters.drain();
      if (waiters.cancel(waiter)) settled();
    });
    waiters.enqueue(waiter);
  };
}

/** Takes the mutex and leaves it to the next one. */
export function abandons(world: World): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    agent.check(!mutex.abandon(), "it was abandoned by one who did not have it");
    agent.check(mutex.acquireSync(Infinity) === OK, "somebody else has abandoned it");
    agent.check(mutex.isMine && mutex.held, "it is not held");
    agent.check(mutex.abandon(), "it was released by somebody else");
  };
}

/** Takes the mutex; if it was abandoned, nobody answers for it. */
export function poisons(world: World): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    agent.check(!mutex.poison(), "it was poisoned by one who had not inherited it");
    const acquired = mutex.acquireSync(Infinity);
    if (acquired === OWNER_DIED) agent.check(mutex.poison(), "it was inherited and could not be poisoned");
    else if (acquired === OK) agent.check(mutex.release(), "it was released by somebody else");
    else agent.check(mutex.isPoisoned, "it is poison and is not poisoned");
  };
}

/** Takes the mutex; if it is poisoned, recovers it first. */
export function recovers(world: World): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    while (!mutex.recover()) {
      const acquired = mutex.acquireSync(Infinity);
      if (acquired === OK) break;
      agent.check(acquired === POISON || acquired === OWNER_DIED, "neither free nor to be recovered");
    }
    agent.check(mutex.isMine && mutex.release(), "it was released by somebody else");
  };
}

/** Does all that can be done with a mutex that was abandoned, alone. */
export function inheritsAlone(world: World): Program {
  return (agent) => {
    const { check } = agent;
    const mutex = mutexOf(world, agent);
    check(!mutex.held && !mutex.isMine && !mutex.releaseAnyone(), "it is not free at first");
    check(mutex.acquireSync(Infinity) === OK && mutex.held && mutex.isMine, "it was not free at first");
    check(!mutex.recover() && !mutex.poison() && mutex.abandon(), "nobody has died");
    check(mutex.tryAcquire() === OWNER_DIED && !mutex.isMine, "it was abandoned");
    check(!mutex.release() && !mutex.releaseAnyone() && !mutex.abandon(), "it was not recovered");
    check(mutex.recover() && mutex.isMine && mutex.abandon(), "it was inherited");
    check(
      mutex.acquireSync(Infinity) === OWNER_DIED && !mutex.isPoisoned && mutex.poison(),
      "it was abandoned",
    );
    check(mutex.isPoisoned && mutex.acquireSync(Infinity) === POISON, "it is poison");
    check(mutex.recover() && !mutex.isPoisoned && mutex.release() && !mutex.held, "it was recovered");
    // Of one who died before it saw that it had been handed the mutex, nothing is inherited.
    const dead = world.token(agent.index + 1);
    agent.atomics.store(agent.words, MUTEX, heldBy(dead) | IN_TRANSIT);
    check(mutex.tryAcquire() === 0, "another has it");
    markGone(world.lot(agent).memory, dead);
    check(mutex.tryAcquire() === OK && mutex.release(), "it was handed to one who died");
  };
}

/** Inherits the mutex, and poisons it when two wait for it. */
export function poisonsForTwo(world: World): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    agent.check(mutex.acquireSync(Infinity) === OK && mutex.abandon(), "it is not free at first");
    agent.check(mutex.tryAcquire() === OWNER_DIED, "it was abandoned");
    announce(agent, NEWS);
    hears(agent, MORE_NEWS, 2);
    agent.check(mutex.poison(), "it was inherited");
  };
}

/** Waits for that one. */
export function isPoisoned(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const { atomics, words } = agent;
    const vet = (): undefined => {
      atomics.add(words, MORE_NEWS, 1);
      atomics.notify(words, MORE_NEWS);
    };
    agent.check(mutexOf(world, agent).acquireSync(Infinity, vet) === POISON, "it is not poison");
  };
}

/** Waits for a mutex while somebody dies who has nothing to do with it; its time may be over. */
export function waitsPastDeath(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const mutex = mutexOf(world, agent);
    if (mutex.acquireSync(SOME_TIME) === OK) agent.check(mutex.release(), "it was released by somebody else");
    else announce(agent, MORE_NEWS);
  };
}

/** Holds the mutex until the time of that one is over. */
export function holdsOn(world: World): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    agent.check(mutex.acquireSync(Infinity) === OK, "it is not free at first");
    announce(agent, NEWS);
    hears(agent, MORE_NEWS);
    agent.check(mutex.release(), "it was released by somebody else");
  };
}

/** Takes the mutex, says so, and leaves its release to another. */
export function leavesItHeld(world: World): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    const acquired = mutex.acquireSync(Infinity);
    agent.check(acquired === OK, `acquired as ${acquired}`);
    announce(agent, NEWS);
  };
}

/** Releases what another holds. */
export function releasesForAnother(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const mutex = mutexOf(world, agent);
    agent.check(!mutex.isMine && !mutex.release(), "it released what is not its own");
    agent.check(mutex.releaseAnyone(), "nobody holds it");
  };
}

/** Releases the mutex if anybody holds it. */
export function releasesAnyone(world: World): Program {
  return (agent) => void mutexOf(world, agent).releaseAnyone();
}

/** Takes the mutex, and gives it back if nobody else has done that. */
export function toleratesRelease(world: World): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    agent.check(mutex.acquireSync(Infinity) === OK, "nobody has died");
    mutex.release();
  };
}

/** Takes the mutex, says so, and abandons it, unless somebody has released it meanwhile. */
export function abandonsIfHeld(world: World): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    agent.check(mutex.acquireSync(Infinity) === OK, "it is not free at first");
    announce(agent, NEWS);
    mutex.abandon();
  };
}

/** Releases the hold of that one, or what it abandoned, and takes the mutex itself. */
export function takesAway(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const mutex = mutexOf(world, agent);
    agent.check(mutex.releaseAnyone(), "nobody holds it");
    agent.check(mutex.tryAcquire() === OK, "it is not free when it was released");
    agent.check(mutex.release(), "it was released by somebody else");
  };
}

/** Holds the mutex until another says that it waits, whom it must be able to count; so many waits. */
export function countsOthers(world: World, ...counts: readonly number[]): Program {
  return (agent) => {
    const mutex = mutexOf(world, agent);
    agent.check(mutex.acquireSync(Infinity) === OK, "somebody has died");
    announce(agent, NEWS);
    for (const [index, count] of counts.entries()) {
      hears(agent, MORE_NEWS, index + 1);
      const { waiting } = mutex;
      agent.check(waiting === count, `${waiting} wait, not ${count}`);
      announce(agent, NEWS, index + 2);
    }
    agent.check(mutex.release(), "it was released by somebody else");
  };
}

/** Blocks for the mutex that the other one holds, and says so when it is in the queue. */
export function blocksCounted(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const mutex = mutexOf(world, agent);
    const vet = (): undefined => {
      announce(agent, MORE_NEWS);
    };
    agent.check(mutex.acquireSync(Infinity, vet) === OK, "it was not released");
    agent.check(mutex.release(), "it was released by somebody else");
  };
}

/** Awaits the mutex that the other one holds, twice, says so, gives one up, and says so, too. */
export function awaitsCounted(world: World): Program {
  return (agent) => {
    hears(agent, NEWS);
    const mailbox = world.mailbox(agent);
    const mutex = new Mutex(mailbox.lot, agent.words, MUTEX, KEY);
    const waiters = new GateWaiters(mailbox, mutex);
    const granted = agent.expect("acquire");
    const release = (): void => agent.check(mutex.release(), "it was released by somebody else");
    const first = { grant: (): void => (granted(), release()) };
    const second = { grant: (): void => agent.check(false, "it had given up") };
    waiters.enqueue(first);
    waiters.enqueue(second);
    announce(agent, MORE_NEWS);
    hears(agent, NEWS, 2);
    waiters.cancel(second);
    announce(agent, MORE_NEWS, 2);
  };
}

/** An event loop that asks for the mutex and then blocks, deaf, until it is told that another has had it. */
export function asksAndBlocks(world: World): Program {
  const asks = awaits(world, 1);
  return (agent) => {
    asks(agent);
    hears(agent, NEWS);
  };
}

/** The other one: awaits the mutex, and says so when it has had it. */
export function awaitsAndSaysSo(world: World): Program {
  return (agent) => {
    const mailbox = world.mailbox(agent);
    const mutex = new Mutex(mailbox.lot, agent.words, MUTEX, KEY);
    const granted = agent.expect("acquire");
    new GateWaiters(mailbox, mutex).enqueue({
      grant(acquired) {
        granted();
        isAlone(agent, mutex, acquired);
        agent.check(mutex.release(), "it was released by somebody else");
        announce(agent, NEWS);
      },
    });
  };
}
