/** Tasks that take memory until there is none left, each in another way. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { task } from "multilane";

/** A string that the engine cannot make of others. */
const newString = (length: number, from: number): string =>
  Buffer.alloc(length, `${from} `).toString("latin1");

const ways = {
  arrays: () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 1000 }, () => kept.length));
  },
  objects: () => {
    const kept: object[] = [];
    for (;;) kept.push({ at: kept.length });
  },
  strings: () => {
    const kept: string[] = [];
    for (;;) kept.push(newString(10_000, kept.length));
  },
  Maps: () => {
    const kept: Map<number, number>[] = [];
    for (;;) kept.push(new Map([[1, kept.length]]));
  },
  "small Buffers": () => {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.allocUnsafeSlow(16));
  },
  "one string": () => {
    let kept = "x";
    for (;;) kept += kept;
  },
  "one Map": () => {
    const kept = new Map<number, number>();
    for (;;) kept.set(kept.size, kept.size);
  },
  "one object": () => {
    const kept: Record<string, number> = {};
    for (let n = 0; ; n++) kept[`key ${n}`] = n;
  },
  Buffers: () => {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.alloc(16 << 20, 1));
  },
  "one Buffer": () => {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.alloc(2 ** 30));
  },
  "long strings": () => {
    const kept: string[] = [];
    for (;;) kept.push(newString(8 << 20, kept.length));
  },
} satisfies Record<string, () => never>;

/** How to exhaust memory. */
export type Way = keyof typeof ways;

export const exhaust = task(import.meta, (way: Way): number => ways[way]());

/** Whether {@link exhaustLimited} works here: Linux, with the `prlimit` of util-linux. */
export const canLimitData: boolean =
  process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;

/** Limits this process to so many megabytes more data than it has. Not addresses: V8 reserves many that it never uses. */
function limitData(megabytes: number): void {
  const found = /^VmData:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (found === undefined) throw new Error("the system does not say how much data this process has");
  const bytes = Number(found) * 1024 + megabytes * 2 ** 20;
  const { status, stderr } = spawnSync("prlimit", [`--pid=${process.pid}`, `--data=${bytes}`]);
  if (status !== 0) throw new Error(`prlimit failed: ${String(stderr)}`);
}

/** As {@link exhaust}, in a process for which the system soon has no memory left: all of it, if this is a thread. */
export const exhaustLimited = task(import.meta, (way: Way, megabytes: number): number => {
  limitData(megabytes);
  return ways[way]();
});

/** As the system does when it has no memory left: nothing in the process learns why. */
export const killAsTheSystemDoes = task(import.meta, async () => {
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => undefined);
});
