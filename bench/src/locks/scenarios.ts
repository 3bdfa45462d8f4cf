/** The loads for locks and queues. Each entrant runs those that it has an answer to. */
import type { Scenario } from "../scenario.js";

export const lockScenarios = [
  {
    name: "lock sync",
    title: "one thread takes and releases a free lock, blocking",
    metrics: [{ name: "ns", better: "lower" }],
  },
  {
    name: "lock async",
    title: "one thread takes and releases a free lock, awaiting",
    metrics: [{ name: "ns", better: "lower" }],
  },
  {
    name: "lock 2 threads",
    title: "2 threads on one lock, without a pause",
    metrics: [
      { name: "pairs/s", better: "higher" },
      { name: "longest wait ms", better: "lower" },
    ],
  },
  {
    name: "lock 4 threads",
    title: "4 threads on one lock, without a pause",
    metrics: [
      { name: "pairs/s", better: "higher" },
      { name: "longest wait ms", better: "lower" },
    ],
  },
  {
    name: "queue",
    title: "numbers through a queue of 1,024 places, from one thread to another",
    metrics: [{ name: "items/s", better: "higher" }],
  },
  {
    name: "idle wait",
    title: "a thread is blocked for a lock: the processor time of the whole process, 1 ms later",
    metrics: [{ name: "cpu %", better: "lower" }],
  },
] as const satisfies readonly Scenario[];

/** The name of a load. */
export type LockScenario = (typeof lockScenarios)[number]["name"];
