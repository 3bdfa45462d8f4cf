/** What a process holds of the system's, to be compared with what it held before. */
import { existsSync, readdirSync } from "node:fs";
import { collectGarbage } from "../support/collect-garbage.js";
import { takenSlots } from "../support/taken-slots.js";

/** What is held; counts, and bytes. */
export interface Resources {
  /** Of this process; 0 where the system does not tell. */
  readonly descriptors: number;
  readonly threads: number;
  /** In the table of the arena. */
  readonly slots: number;
  /** Handles and requests of the event loop that keep it going, or could. */
  readonly active: number;
  /** What is alive in the heap, and outside of it. */
  readonly heap: number;
  readonly resident: number;
}

function entriesOf(directory: string): number {
  return existsSync(directory) ? readdirSync(directory).length : 0;
}

/** Measures, after a garbage collection. */
export async function resources(): Promise<Resources> {
  await collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    descriptors: entriesOf("/proc/self/fd"),
    threads: entriesOf("/proc/self/task"),
    slots: takenSlots(),
    active: process.getActiveResourcesInfo().length,
    heap: heapUsed + external,
    resident: rss,
  };
}

/** Bytes as the megabytes that people read. */
export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

/** In words, for the log of a run. */
export function describeResources(held: Resources): string {
  const { descriptors, threads, slots, active, heap, resident } = held;
  return `${descriptors} file descriptors, ${threads} threads, ${slots} thread slots, ${active} handles, heap ${megabytes(heap)}, resident ${megabytes(resident)}`;
}
