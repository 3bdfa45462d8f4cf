/** Ways to take memory until there is none left. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Limits this process to so many megabytes more data than it has. Not addresses: V8 reserves many that it never uses. */
function limitData(megabytes: number): void {
  const data = /^VmData:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  const bytes = Number(data) * 1024 + megabytes * 2 ** 20;
  const { status, stderr } = spawnSync("prlimit", [`--pid=${process.pid}`, `--data=${bytes}`]);
  if (status !== 0) throw new Error(`prlimit failed: ${String(stderr)}`);
}

export const fillArrays = (): never => {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 1000 }, () => kept.length));
};
export const fillStrings = (): never => {
  const kept: string[] = [];
  for (;;) kept.push(Buffer.alloc(10_000, `${kept.length} `).toString("latin1"));
};
export const fillMaps = (): never => {
  const kept: Map<number, number>[] = [];
  for (;;) kept.push(new Map([[1, kept.length]]));
};
export const fillOneMap = (): never => {
  const kept = new Map<number, number>();
  for (;;) kept.set(kept.size, kept.size);
};
/** Outside of the heap, which no option limits: the system does, as it does in a container. */
export const fillBuffers = (): never => {
  limitData(256);
  const kept: Buffer[] = [];
  for (;;) kept.push(Buffer.alloc(16 << 20, 1));
};
