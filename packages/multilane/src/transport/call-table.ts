/**
 * The state words of the calls that one worker has been sent: the truth about who runs what.
 *
 * A call travels as a message, and a message cannot be taken back. So each call has a word here, and the word
 * decides: the worker runs a call only if it can claim it, its owner takes a call back only if it can revoke it.
 * See PROTOCOL.md beside this file.
 */
import { atomics } from "../platform/atomics.js";
import { anonymousWords } from "../memory/anonymous.js";

/** States, in the low bits of a word; the rest is the generation of the place. */
const FREE = 0;
const SENT = 1;
const RUNNING = 2;
const ABORTING = 3;

const GENERATIONS = 2 ** 29;
const word = (generation: number, state: number): number => (generation << 2) | state;

/** One use of one place in the table. */
export interface Ticket {
  readonly place: number;
  readonly generation: number;
}

/** The shared words of one worker's calls. Both sides have one over the same memory. */
export class CallTable {
  readonly words: Int32Array;

  constructor(words: Int32Array) {
    this.words = words;
  }

  /** Owner: a call is on its way in this place. */
  announce({ place, generation }: Ticket): void {
    // Pairs with the compareExchange in claim().
    atomics.store(this.words, place, word(generation, SENT));
  }

  /** Worker: may I run it? False if it has been taken back (the place may already serve another call). */
  claim({ place, generation }: Ticket): boolean {
    // Rival: revoke(). Exactly one of the two gets the word from SENT.
    const sent = word(generation, SENT);
    return atomics.compareExchange(this.words, place, sent, word(generation, RUNNING)) === sent;
  }

  /** Owner: take it back, if the worker has not begun it. True means that it will never run. */
  revoke({ place, generation }: Ticket): boolean {
    // Rival: claim().
    const sent = word(generation, SENT);
    return atomics.compareExchange(this.words, place, sent, word(generation, FREE)) === sent;
  }

  /** Worker: it has not begun after all, and waits again. */
  unclaim({ place, generation }: Ticket): void {
    // Pairs with the compareExchange in revoke(), which may win from now on.
    atomics.compareExchange(this.words, place, word(generation, RUNNING), word(generation, SENT));
  }

  /** Owner: ask the running call to stop; its `signal` reads this word. */
  requestAbort({ place, generation }: Ticket): boolean {
    // Pairs with the load in abortRequested().
    const running = word(generation, RUNNING);
    return atomics.compareExchange(this.words, place, running, word(generation, ABORTING)) === running;
  }

  /** Whether the worker has begun it (and its owner has not seen the end yet). */
  begun({ place, generation }: Ticket): boolean {
    // Pairs with the compareExchange in claim().
    const now = atomics.load(this.words, place);
    return now === word(generation, RUNNING) || now === word(generation, ABORTING);
  }

  /** Whether it is still to begin: it waits, or its message has not come. */
  isAhead({ place, generation }: Ticket): boolean {
    // Pairs with the store in announce() and the compareExchange in claim().
    const now = atomics.load(this.words, place);
    return now >>> 2 < generation || now === word(generation, SENT);
  }

  /** Worker: has its owner asked it to stop? Costs one atomic load: a loop may ask at every turn. */
  abortRequested({ place, generation }: Ticket): boolean {
    // Pairs with the compareExchange in requestAbort().
    return atomics.load(this.words, place) === word(generation, ABORTING);
  }
}

/** The owner's free list of places. Not shared: only the owner hands places out. */
export class Places {
  readonly table: CallTable;
  readonly #capacity: number;
  /** Places that were used before. */
  readonly #free: number[] = [];
  /** Of the places that have ever been used: the first ones. */
  readonly #generations: number[] = [];

  /** @param capacity the most calls that may be under way at once; 4 bytes of address space each */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.table = new CallTable(anonymousWords(capacity).words);
  }

  /** How many more calls can be announced. */
  get available(): number {
    return this.#free.length + this.#capacity - this.#generations.length;
  }

  /** Takes a place in a new generation and announces the call; `undefined` when all are in use. */
  take(): Ticket | undefined {
    if (this.available === 0) return undefined;
    const place = this.#free.pop() ?? this.#generations.length;
    const generation = ((this.#generations[place] ?? 0) + 1) % GENERATIONS;
    this.#generations[place] = generation;
    const ticket = { place, generation };
    this.table.announce(ticket);
    return ticket;
  }

  /** The call is over, or revoked: the place may serve another. A late claim fails by its generation. */
  giveBack({ place }: Ticket): void {
    this.#free.push(place);
  }
}
