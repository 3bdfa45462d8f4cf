/**
 * Gates: waiting for words to be in a certain state. Who opens a gate gives nothing away: those who wait are told, and
 * try for themselves. So nothing is lost with one that was told and then dies, or is blocked elsewhere.
 */
import type { ParkingLot } from "./parking-lot.js";
import { wakeEverybody } from "./everybody.js";
import { COUNT, EVENT_LOOP, HANDED, IDLE, KIND, SINCE, THREAD, TOLD, WAITING } from "./node.js";

/** A state of some words that one can wait for, and then uses up or not. */
export interface Gate<T> {
  /** Names the queue of those who wait for it. */
  readonly key: number;
  /** Further bits of a node's KIND for those who wait; none by default. */
  readonly kind?: number;
  /** Tries to pass, without waiting. Atomic: `undefined` means that the gate was shut. */
  attempt(): T | undefined;
  /**
   * Asks whoever opens the gate to look into the queue. Called in the bucket of the key.
   *
   * @returns false if it has been opened meanwhile: then nobody needs to wait
   */
  ask(): boolean;
}

/**
 * Blocks the thread until it has passed the gate.
 *
 * @param deadline milliseconds on `now()` of this thread, or `Infinity`
 * @param vet called when this thread is in the queue and about to sleep: an error that it returns is thrown instead
 * @returns `undefined` when the deadline is over
 */
export function passGate<T>(
  lot: ParkingLot,
  gate: Gate<T>,
  deadline: number,
  vet?: () => Error | undefined,
): T | undefined {
  const node = lot.takeNode();
  try {
    let ticket = 0;
    for (;;) {
      // Read before the try: a death after it makes this thread look again.
      const deaths = lot.deaths();
      const passed = gate.attempt();
      if (passed !== undefined) return passed;
      const place = park(lot, gate, node, gate.kind ?? 0, ticket, 1);
      if (place === 0) continue;
      ticket = place;
      const refusal = vet?.();
      const woken = refusal === undefined && lot.sleep(node, deaths, deadline);
      const state = lot.finish(node);
      if (refusal !== undefined && state === WAITING) throw refusal;
      // Not told, and nobody died: the time is over. (Told too late is told: it tries, and waits no more if it fails.
      // What was handed to this thread it takes by trying, too.)
      if (state === WAITING && !woken) return undefined;
    }
  } finally {
    // It may be in the queue yet: what a blocked thread does beside may throw. Then it may have been told in vain.
    if (lot.finish(node) !== IDLE) wakeEverybody(lot);
    lot.freeNode(node);
  }
}

/**
 * Puts a node into a gate's queue.
 *
 * @param ticket as for `enqueue`
 * @param count how many waits it stands for
 * @returns the ticket; 0 if the gate has been opened meanwhile
 */
export function park<T>(
  lot: ParkingLot,
  gate: Gate<T>,
  node: number,
  kind: number,
  ticket: number,
  count: number,
): number {
  return lot.inBucket(gate.key, (bucket) => {
    if (!gate.ask()) return 0;
    lot.set(node, COUNT, count);
    return lot.enqueue(bucket, node, gate.key, kind, ticket);
  });
}

/** What an opener does in the bucket, when it is known who is told. */
export interface Opening {
  /**
   * Opens the gate; false if somebody else has done it, and nobody is to be told.
   *
   * @param heir a thread that has waited for more than the patience of the lot: token, or 0. It is handed what is opened.
   * @param more whether others stay in the queue
   */
  open(heir: number, more: boolean): boolean;
}

/**
 * Tells those who wait at a gate that it was, or is being, opened: the first `count` blocked threads, and every event
 * loop. Every one, since any loop may be busy or blocked itself, and must not be the only one that knows.
 *
 * @param heirs whether a thread that has waited too long may be handed what is opened, instead
 */
export function tell(lot: ParkingLot, key: number, count: number, heirs: boolean, opening: Opening): boolean {
  const sleepers = lot.inBucket(key, (bucket) => {
    let told: number[] = [];
    let [more, heir, threads] = [false, 0, 0];
    const first = bucket.first(key);
    for (let node = first; node !== 0 && heir === 0; node = bucket.next(node, key)) {
      const isThread = (lot.get(node, KIND) & EVENT_LOOP) === 0;
      if (isThread && threads === 0 && heirs && isOverdue(lot, node)) {
        heir = lot.get(node, THREAD);
        told = [node];
        more = bucket.next(first, key) !== 0;
      } else if (isThread && threads++ >= count) more = true;
      else told.push(node);
    }
    if (!opening.open(heir, more)) return undefined;
    // In place: telling is a hot path, and garbage costs other threads their processors.
    for (const [index, node] of told.entries())
      told[index] = lot.settle(bucket, node, heir === 0 ? TOLD : HANDED);
    return told;
  });
  if (sleepers === undefined) return false;
  for (const sleeper of sleepers) lot.wake(sleeper);
  return true;
}

function isOverdue(lot: ParkingLot, node: number): boolean {
  const { sharedNow, patience } = lot.memory;
  return (((sharedNow() | 0) - lot.get(node, SINCE)) | 0) > patience;
}
