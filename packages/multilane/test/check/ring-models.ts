/** Programs that use the shipped ring, over words and cells of a model. */
import type { Agent, Program, Reaper } from "#src/check/agent.js";
import type { Model } from "#src/check/model.js";
import type { RingMemory } from "#src/transport/ring-memory.js";
import { RingReader } from "#src/transport/ring-reader.js";
import { RingWriter } from "#src/transport/ring-writer.js";

/** Words of the model. */
export const [HEAD, TAIL, DEAD, GOT] = [0, 1, 2, 3];
/** How many that is. */
export const RING_WORDS = 4;

/** A ring in the memory of a model. */
export function ringOf({ atomics, words, data }: Agent, capacity: number): RingMemory {
  const records = {
    read: (word: number): number => data(word).read(),
    write: (word: number, value: number): void => data(word).write(value),
  };
  return { atomics, words, head: HEAD, tail: TAIL, capacity, records };
}

/** One record: how many bytes it has, 4 or 12, of which the first four are its number. */
export type Lengths = readonly number[];

/**
 * Writes records, which are numbered from 1.
 *
 * @param batch how many it publishes together
 */
export function writes(capacity: number, lengths: Lengths, batch: number): Program {
  return (agent) => {
    const ring = ringOf(agent, capacity);
    const writer = new RingWriter(ring);
    for (const [index, length] of lengths.entries()) {
      // As who is about to encode a value, and does not know how long it will be.
      for (let at = writer.reserve(12); ; at = writer.reserve(12)) {
        if (at >= 0) {
          ring.records.write(at >>> 2, index + 1);
          break;
        }
        writer.publish();
        // The only way in which nothing changes any more.
        if (agent.atomics.load(agent.words, DEAD) !== 0) return;
        agent.atomics.pause();
      }
      writer.commit(length);
      if ((index + 1) % batch === 0) writer.publish();
    }
    writer.publish();
  };
}

/**
 * Reads records until it has so many, or the writer is dead and has left no more. Each must be the next one.
 *
 * @param releaseEach whether it gives back each one; otherwise when there is nothing to read
 */
export function reads(capacity: number, lengths: Lengths, releaseEach: boolean): Program {
  return (agent) => {
    const ring = ringOf(agent, capacity);
    const reader = new RingReader(ring);
    let read = 0;
    const readAll = (): void => {
      for (let at = reader.next(); at >= 0; at = reader.next()) {
        read++;
        agent.check(ring.records.read(at >>> 2) === read, `record ${read} is another one`);
        agent.check(reader.length === lengths[read - 1], `record ${read} has the length ${reader.length}`);
        if (releaseEach) reader.release();
      }
      reader.release();
    };
    while (read < lengths.length) {
      // Before the records: what the dead has published was published before.
      const dead = agent.atomics.load(agent.words, DEAD) !== 0;
      readAll();
      if (dead) break;
      if (read < lengths.length) agent.atomics.pause();
    }
    agent.atomics.store(agent.words, GOT, 1 + read);
  };
}

/** Says that one is dead. */
const tell: Reaper = ({ atomics, words }) => void atomics.store(words, DEAD, 1);

/** Everything that was published was read and given back, if the reader came to its end. */
function allRead(memory: Int32Array): string | undefined {
  if (memory[GOT] === 0 || memory[HEAD] === memory[TAIL]) return undefined;
  return `published to ${memory[TAIL]}, read to ${memory[HEAD]}`;
}

interface Case {
  readonly capacity: number;
  readonly lengths: Lengths;
  readonly batch?: number;
  readonly releaseEach?: boolean;
  /** Where the counters begin. */
  readonly from?: number;
}

/** One writer, one reader. */
export function ringModel(
  { capacity, lengths, batch = 1, releaseEach = true, from = 0 }: Case,
  more: Partial<Model> = {},
): Model {
  return {
    words: RING_WORDS,
    memory: [from, from, 0, 0],
    data: capacity / 4,
    programs: [writes(capacity, lengths, batch), reads(capacity, lengths, releaseEach)],
    agentNames: ["the writer", "the reader"],
    wordNames: { [HEAD]: "HEAD", [TAIL]: "TAIL", [DEAD]: "DEAD", [GOT]: "GOT" },
    final: (memory) => allRead(memory) ?? (more.kills === undefined && memory[GOT] !== 1 + lengths.length ? "not all was read" : undefined), // prettier-ignore
    ...more,
  };
}

/** The same, where one of the two may be killed. */
export function mortalRingModel(one: Case, mortal: 0 | 1): Model {
  return ringModel(one, { kills: 1, mortals: [mortal], reaper: tell });
}

/** Just below where the counters change their sign, and where they begin anew. */
const [SIGN, ZERO] = [2 ** 31 - 16, -16];

/** What must hold, and the models that show it. */
export const ringModels: Readonly<Record<string, readonly Model[]>> = {
  "brings every record, in order, through a ring that is full again and again": [
    ringModel({ capacity: 32, lengths: [4, 4, 4, 4] }),
    ringModel({ capacity: 32, lengths: [4, 4, 4, 4], releaseEach: false }),
    ringModel({ capacity: 32, lengths: [12, 12, 12, 12] }),
  ],
  "goes on at the beginning where a record would not fit at the end": [
    ringModel({ capacity: 32, lengths: [4, 12, 4, 12] }),
    ringModel({ capacity: 32, lengths: [4, 12, 12, 4], releaseEach: false }),
    ringModel({ capacity: 32, lengths: [12, 4, 4, 12], batch: 2 }),
  ],
  "shows records together that are published together": [
    ringModel({ capacity: 64, lengths: [4, 12, 4, 4, 12], batch: 3 }),
    ringModel({ capacity: 32, lengths: [4, 4, 4, 4, 4], batch: 2, releaseEach: false }),
  ],
  "counts beyond 2^31 and 2^32": [
    ringModel({ capacity: 32, lengths: [4, 12, 4, 12], from: SIGN }),
    ringModel({ capacity: 32, lengths: [4, 12, 4, 12], from: ZERO }),
  ],
  "leaves what was published, and nothing else, when the writer is killed at any moment": [
    mortalRingModel({ capacity: 32, lengths: [4, 12, 4] }, 0),
    mortalRingModel({ capacity: 32, lengths: [4, 4, 12, 4], batch: 2 }, 0),
  ],
  "does not hold the writer when the reader is killed": [
    mortalRingModel({ capacity: 32, lengths: [4, 12, 4, 4] }, 1),
  ],
};
