/** All primitives over one parking lot, as one agent sees them; each method is what a program does with one of them. */
import type { Agent } from "#src/check/agent.js";
import { ConditionQueue } from "#src/sync/condition-queue.js";
import type { ConditionLock, SuspendedHold } from "#src/sync/condition-lock.js";
import { EventFlag } from "#src/sync/event-flag.js";
import { Mutex, OK, OWNER_DIED } from "#src/sync/mutex.js";
import type { Acquired } from "#src/sync/mutex.js";
import { passGate } from "#src/sync/parking-lot/gate.js";
import type { Mailbox } from "#src/sync/parking-lot/mailbox.js";
import { Permits } from "#src/sync/permits.js";
import { Rendezvous, RENDEZVOUS_WORDS } from "#src/sync/rendezvous.js";
import type { Fate } from "#src/sync/rendezvous.js";
import type { World } from "./lot-model.js";
import { ModelQueue, SPARE } from "./queue-model.js";

/** The queue's words come first; behind them each primitive's. */
export const MUTEX: number = SPARE + 4;
const CONDITION = MUTEX + 1;
const PERMITS = MUTEX + 2;
const FLAG = MUTEX + 3;
const RENDEZVOUS = MUTEX + 4;
/** How many tokens there are, which the mutex guards. */
export const TOKENS: number = RENDEZVOUS + RENDEZVOUS_WORDS;
/** How many have a permit. */
export const INSIDE: number = TOKENS + 1;
/** How often each item was taken: a byte each. */
export const TAKEN: number = TOKENS + 2;
/** Who has passed the barrier: a bit for each index. */
const PASSED = TOKENS + 3;
/** Which agent has the mutex back after a wait at the condition, and has not told the next one yet; from 1. */
const RETAKEN = TOKENS + 4;
/** How many words all of it takes. */
export const TOWN_WORDS: number = TOKENS + 5;
/** What they are called in schedules. */
export const WORD_NAMES: Readonly<Record<number, string>> = {
  [MUTEX]: "mutex",
  [CONDITION]: "condition",
  [PERMITS]: "permits",
  [FLAG]: "flag",
  [RENDEZVOUS]: "barrier",
  [RENDEZVOUS + 1]: "turn",
  [RENDEZVOUS + 2]: "occupied",
  [TOKENS]: "tokens",
  [INSIDE]: "inside",
  [TAKEN]: "taken",
  [PASSED]: "passed",
  [RETAKEN]: "retaken",
};

/** The queue has the keys from 16 on. */
const KEYS = { mutex: 24, condition: 25, permits: 26, event: 27, barrier: 28 };
/** The plain cell that the mutex guards: how often it was counted up. */
const COUNTER = 0;
/** How many items the queue has room for. */
const ROOM = 1;
/** How many meet at the barrier. */
const PARTIES = 4;
/** How many permits there are in the end. */
export const MOST_PERMITS = 3;
/** Far enough for the clock never to decide: the checker does. */
const SOME_TIME = 1e15;

/** One agent's view. */
export class Town implements ConditionLock {
  readonly agent: Agent;
  readonly mailbox: Mailbox;
  readonly mutex: Mutex;
  readonly permits: Permits;
  readonly flag: EventFlag;
  readonly barrier: Rendezvous;
  readonly queue: ModelQueue;
  readonly #condition: ConditionQueue;
  readonly #deadline: number;

  /** @param timed whether its waits may time out; they are begun anew then */
  constructor(world: World, agent: Agent, timed: boolean) {
    const { words } = agent;
    this.agent = agent;
    this.mailbox = world.mailbox(agent);
    const { lot } = this.mailbox;
    this.mutex = new Mutex(lot, words, MUTEX, KEYS.mutex);
    this.permits = new Permits(lot, words, PERMITS, KEYS.permits, 0);
    this.flag = new EventFlag(lot, words, FLAG, KEYS.event);
    this.barrier = new Rendezvous(lot, words, RENDEZVOUS, KEYS.barrier, PARTIES);
    // One mailbox for all that its event loop awaits.
    const { mailbox } = this;
    this.queue = new ModelQueue(Object.create(world, { mailbox: { value: () => mailbox } }), agent);
    this.queue.state.begin(ROOM);
    this.#condition = new ConditionQueue(lot, words, CONDITION, KEYS.condition);
    this.#deadline = timed ? SOME_TIME : Infinity;
  }

  /** Begins a wait again as long as its time is over. */
  #again<T>(wait: (deadline: number) => T | undefined): T {
    for (;;) {
      const passed = wait(this.#deadline);
      if (passed !== undefined) return passed;
      this.agent.check(this.#deadline !== Infinity, "its time is over, and it had for ever");
    }
  }

  /** Has the mutex now, from a dead owner or not. */
  take(acquired: Acquired): void {
    if (acquired === OWNER_DIED)
      this.agent.check(this.mutex.recover(), "it was inherited and could not be recovered");
    else this.agent.check(acquired === OK, `acquired as ${acquired}`);
  }

  enter(): void {
    this.take(this.#again((deadline) => this.mutex.acquireSync(deadline) || undefined));
  }

  leave(): void {
    this.agent.check(this.mutex.release(), "it was released by somebody else");
  }

  /** Counts up what the mutex guards. Under it. */
  count(): void {
    const counter = this.agent.data(COUNTER);
    counter.write(counter.read() + 1);
  }

  /** All of it: enters, counts, leaves. */
  countAlone(): void {
    this.enter();
    this.count();
    this.leave();
  }

  get #tokens(): number {
    return this.agent.atomics.load(this.agent.words, TOKENS);
  }

  set #tokens(tokens: number) {
    this.agent.atomics.store(this.agent.words, TOKENS, tokens);
  }

  /** Adds so many tokens, and notifies one of those who wait for one: who takes one notifies the next. */
  addTokens(tokens: number): void {
    this.enter();
    this.count();
    this.#tokens += tokens;
    this.#condition.notify(1);
    this.leave();
  }

  /** Waits for a token, and takes it. */
  takeToken(): void {
    this.enter();
    while (this.#tokens === 0) this.#condition.waitSync(this, this.#deadline);
    this.#tokens -= 1;
    this.count();
    if (this.#tokens > 0) this.#condition.notify(1);
    this.#retaken(0);
    this.leave();
  }

  #retaken(by: number): void {
    this.agent.atomics.store(this.agent.words, RETAKEN, by);
  }

  suspend(): SuspendedHold {
    this.leave();
    return {
      retakeSync: () => {
        this.enter();
        this.#retaken(this.agent.index + 1);
      },
      retake: () => Promise.reject(new Error("nobody awaits it")),
    };
  }

  /**
   * Does what an agent had still to do that was killed: it was notified, and had the mutex back, so that it should
   * have notified the next one. That of one that did not have the mutex back is the condition's to pass on.
   */
  notifyFor(dead: number): void {
    if (this.agent.atomics.load(this.agent.words, RETAKEN) === dead + 1) this.#condition.notify(1);
  }

  get isPoisoned(): boolean {
    return this.mutex.isPoisoned;
  }

  poisonError(): Error {
    return new Error("it is poisoned");
  }

  /** Blocks until the event is set. */
  waitForEvent(): void {
    const { lot } = this.mailbox;
    this.#again((deadline) => passGate(lot, this.flag.gate(), deadline));
    this.agent.check(this.flag.isSet, "it is not set");
  }

  /** Takes a permit, and says that it has one. */
  takePermit(): void {
    this.#again((deadline) => this.permits.acquireSync(deadline) || undefined);
    this.hasPermit();
  }

  /** There are not more who have one than there are. */
  hasPermit(): void {
    const { atomics, words, check } = this.agent;
    check(atomics.add(words, INSIDE, 1) < MOST_PERMITS, "more permits were taken than released");
  }

  /** Takes an item; false if the queue was shut down. */
  takeItem(): boolean {
    return this.hasItem(this.#again((deadline) => this.queue.take(deadline) || undefined));
  }

  /** Notes an item that was taken, and that it is done; false if it is none, but -1. */
  hasItem(item: number): boolean {
    if (item === -1) return false;
    const { atomics, words, check } = this.agent;
    atomics.add(words, TAKEN, onceTaken(item));
    check(this.queue.state.taskDone(), "an item that was taken was not unfinished");
    return true;
  }

  /** Meets the others, blocked; whether the barrier held. */
  meet(): boolean {
    const { lot } = this.mailbox;
    const place = lot.takeNode();
    const deaths = lot.deaths();
    let fate: Fate | undefined = this.barrier.arrive(place, 0, true);
    fate ??= this.barrier.block(place, deaths, this.#deadline);
    lot.freeNode(place);
    return this.met(fate);
  }

  /** Does what its fate says. */
  met(fate: Fate | undefined): boolean {
    if (fate?.kind === "passes") return this.#pass(fate.index);
    if (fate?.kind !== "acts" || !this.barrier.isTurn(fate.turn)) return false;
    return this.barrier.complete(fate.turn) && this.#pass(PARTIES - 1);
  }

  #pass(index: number): boolean {
    const { atomics, words, check } = this.agent;
    check(
      (atomics.or(words, PASSED, 1 << index) & (1 << index)) === 0,
      `two have passed with index ${index}`,
    );
    return true;
  }
}

/** What the word TAKEN counts for an item. */
export function onceTaken(item: number): number {
  return 1 << (8 * item);
}
