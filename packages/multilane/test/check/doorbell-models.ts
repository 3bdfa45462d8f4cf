/** Programs that sleep by the shipped doorbell until records come through the shipped ring. */
import type { Agent, Program, Reaper } from "#src/check/agent.js";
import type { Model } from "#src/check/model.js";
import { Ringer, Sleeper } from "#src/transport/doorbell.js";
import type { Doorbell } from "#src/transport/doorbell.js";
import type { RingMemory } from "#src/transport/ring-memory.js";
import { RingReader } from "#src/transport/ring-reader.js";
import { RingWriter } from "#src/transport/ring-writer.js";

const [LISTENING, BELL, DEAD, GOT] = [0, 1, 2, 3];
/** Two words for each ring come after them. */
const FIRST_RING = 4;
const CAPACITY = 32;

const doorbellOf = ({ atomics, words }: Agent): Doorbell => ({
  atomics,
  words,
  listening: LISTENING,
  bell: BELL,
});

/** The ring of the writer with this number. */
function ringOf({ atomics, words, data }: Agent, writer: number): RingMemory {
  const first = (writer * CAPACITY) / 4;
  const records = {
    read: (word: number): number => data(first + word).read(),
    write: (word: number, value: number): void => data(first + word).write(value),
  };
  const head = FIRST_RING + 2 * writer;
  return { atomics, words, head, tail: head + 1, capacity: CAPACITY, records };
}

/** Sends records, each published and rung for by itself. */
function sends(writer: number, count: number): Program {
  return (agent) => {
    const ring = new RingWriter(ringOf(agent, writer));
    const ringer = new Ringer(doorbellOf(agent));
    for (let sent = 0; sent < count; sent++) {
      ring.reserve(4);
      ring.commit(4);
      ring.publish();
      ringer.ring();
    }
  };
}

/** One that takes from all rings until it has enough, or as long as nobody is dead. */
class Taker {
  readonly sleeper: Sleeper;
  taken = 0;
  readonly #agent: Agent;
  readonly #readers: readonly RingReader[];
  readonly #wanted: number;
  #knowsOfDeath = false;

  constructor(agent: Agent, writers: number, wanted: number) {
    this.#agent = agent;
    this.#wanted = wanted;
    this.#readers = Array.from({ length: writers }, (_, writer) => new RingReader(ringOf(agent, writer)));
    this.sleeper = new Sleeper(doorbellOf(agent), () => this.hasNews());
  }

  hasNews(): boolean {
    if (!this.#knowsOfDeath && this.#agent.atomics.load(this.#agent.words, DEAD) !== 0) return true;
    return this.#readers.some((reader) => !reader.isEmpty());
  }

  /** Takes what there is. Answers whether more is to come. */
  take(): boolean {
    if (!this.#knowsOfDeath) this.#knowsOfDeath = this.#agent.atomics.load(this.#agent.words, DEAD) !== 0;
    for (const reader of this.#readers) while (reader.next() >= 0) this.taken++;
    const isOver = this.#knowsOfDeath || this.taken === this.#wanted;
    if (isOver) this.#agent.atomics.store(this.#agent.words, GOT, 1 + this.taken);
    return !isOver;
  }
}

/** A thread that blocks. @param polls how often it looks before it sleeps */
function blocks(writers: number, wanted: number, polls = 0): Program {
  return (agent) => {
    const taker = new Taker(agent, writers, wanted);
    while (taker.take()) {
      let found = false;
      for (let poll = 0; poll < polls && !found; poll++) found = taker.hasNews();
      if (!found) taker.sleeper.block();
    }
  };
}

/** A thread that returns to its event loop. @param polls how many turns of it look before it sleeps */
function listens(writers: number, wanted: number, polls = 0): Program {
  return (agent) => {
    const taker = new Taker(agent, writers, wanted);
    const done = agent.expect("all records");
    let left = polls;
    let over = false;
    const look = (): void => {
      if (over) return;
      taker.sleeper.wake();
      const before = taker.taken;
      if (!taker.take()) {
        over = true;
        done();
      } else if (taker.taken === before && left-- > 0) agent.later(look);
      else if (!taker.sleeper.listen(look)) look();
    };
    look();
  };
}

/** A thread whose event loop slept once, and that blocks from then on: what it left waiting must not take its wake-up. */
function listensAndBlocks(writers: number, wanted: number): Program {
  return (agent) => {
    const taker = new Taker(agent, writers, wanted);
    if (taker.take()) taker.sleeper.listen(() => undefined);
    while (taker.take()) taker.sleeper.block();
  };
}

/** As the watcher does: says so first, and rings. */
const tell: Reaper = (agent) => {
  agent.atomics.store(agent.words, DEAD, 1);
  new Ringer(doorbellOf(agent)).ring();
};

function modelOf(sleeper: Program, counts: readonly number[], more: Partial<Model> = {}): Model {
  const wanted = counts.reduce((sum, count) => sum + count, 0);
  return {
    words: FIRST_RING + 2 * counts.length,
    data: (counts.length * CAPACITY) / 4,
    programs: [sleeper, ...counts.map((count, writer) => sends(writer, count))],
    agentNames: ["the sleeper", ...counts.map((_, writer) => `writer ${writer}`)],
    wordNames: { [LISTENING]: "LISTENING", [BELL]: "BELL", [DEAD]: "DEAD", [GOT]: "GOT" },
    final: (memory) =>
      memory[GOT] === 1 + wanted || (more.kills !== undefined && memory[DEAD] === 1)
        ? undefined
        : `${(memory[GOT] ?? 0) - 1} of ${wanted} records were taken`,
    ...more,
  };
}

const mortalWriter = { kills: 1, mortals: [1], reaper: tell };

/** What must hold, and the models that show it. */
export const doorbellModels: Readonly<Record<string, readonly Model[]>> = {
  "wakes a thread that blocks": [
    modelOf(blocks(1, 2), [2]),
    modelOf(blocks(2, 2), [1, 1]),
    modelOf(blocks(2, 3), [2, 1], { preemptions: 2 }),
  ],
  "wakes an event loop": [
    modelOf(listens(1, 2), [2]),
    modelOf(listens(2, 2), [1, 1]),
    modelOf(listens(2, 3), [2, 1], { preemptions: 2 }),
  ],
  "wakes one that has looked for a while": [
    modelOf(blocks(1, 2, 2), [2]),
    modelOf(listens(1, 2, 1), [2]),
    modelOf(listens(1, 3, 2), [3], { preemptions: 3 }),
  ],
  "wakes a thread that blocks while its event loop still waits": [
    modelOf(listensAndBlocks(1, 2), [2]),
    modelOf(listensAndBlocks(2, 2), [1, 1], { preemptions: 2 }),
  ],
  "wakes the sleeper when a writer is killed at any moment": [
    modelOf(blocks(1, 2), [2], mortalWriter),
    modelOf(listens(1, 2), [2], mortalWriter),
    modelOf(listens(1, 2, 1), [2], { ...mortalWriter, preemptions: 2 }),
    modelOf(blocks(2, 2), [1, 1], { ...mortalWriter, preemptions: 2 }),
  ],
};
