/** Races between accesses to plain data: found whenever nothing orders two of them, and only then. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, checkRandomly } from "multilane/testing";
import type { Model, Program } from "multilane/testing";

const [READY, NEWS] = [0, 1];

const writes: Program = ({ data }) => data(0).write(7);
const reads: Program = ({ data }) => void data(0).read();
const writesAnother: Program = ({ data }) => data(1).write(7);

const publishes: Program = (agent) => {
  agent.data(0).write(7);
  agent.atomics.store(agent.words, READY, 1);
  agent.atomics.notify(agent.words, READY);
};
/** Reads only if it sees that the value is there. */
const subscribes: Program = (agent) => {
  if (agent.atomics.load(agent.words, READY) === 1) agent.check(agent.data(0).read() === 7, "stale");
};
const waitsAndReads: Program = (agent) => {
  agent.atomics.wait(agent.words, READY, 0);
  agent.check(agent.data(0).read() === 7, "stale");
};
const awaitsAndReads: Program = (agent) => {
  const wait = agent.atomics.waitAsync(agent.words, READY, 0);
  if (wait.async) void wait.value.then(() => agent.data(0).read());
};
/** Wakes before it writes. */
const publishesLate: Program = (agent) => {
  agent.atomics.notify(agent.words, READY);
  agent.data(0).write(7);
};
/** An atomic operation first: if one agent runs after the other, their accesses are no neighbours. */
const writesAfter =
  (word: number): Program =>
  (agent) => {
    agent.atomics.store(agent.words, word, 1);
    agent.data(0).write(8);
  };

const model = (...programs: Program[]): Model => ({ words: 2, data: 2, programs });
const races = (subject: Model): void => {
  assert.match(String(check(subject).failure?.reason), /^data race: agent \d/);
  assert.match(String(checkRandomly(subject, { seed: 1 }).failure?.reason), /^data race: /);
};
const agrees = (subject: Model): void => {
  const { failure, complete } = check(subject);
  assert.deepEqual({ failure, complete }, { failure: undefined, complete: true });
  assert.equal(checkRandomly(subject, { seed: 1, schedules: 500 }).failure, undefined);
};

describe("data races", () => {
  it("are two accesses to one cell, one of them to write it", () => {
    races(model(writes, writes));
    races(model(writes, reads));
    agrees(model(reads, reads));
    agrees(model(writes, writesAnother));
  });

  it("are not what an atomic word orders", () => {
    agrees(model(publishes, subscribes));
    races(model(publishes, reads));
  });

  it("are not what a wake-up orders, and are what it comes too early for", () => {
    agrees(model(publishes, waitsAndReads));
    races(model(publishesLate, awaitsAndReads));
    agrees(model(publishes, awaitsAndReads));
  });

  it("are found by a schedule in which the accesses are far apart", () => {
    const subject = model(writesAfter(READY), writesAfter(NEWS));
    races(subject);
    // Without any change of priorities: one runs to its end before the other.
    const { failure, schedules } = checkRandomly(subject, { seed: 1, depth: 1 });
    assert.match(
      String(failure?.reason),
      /nothing orders the write of data 0 by agent \d after the write by agent/,
    );
    assert.equal(schedules, 1);
  });

  it("are not what a reaper does after a death", () => {
    const killed: Model = { ...model(writes), kills: 1, reaper: ({ data }) => data(0).write(9) };
    agrees(killed);
    races({ ...killed, programs: [writesAfter(NEWS), writes], mortals: [0] });
  });
});
