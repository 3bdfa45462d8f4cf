/** Where it ran: a figure without its machine means nothing. */
import { availableParallelism, cpus, loadavg } from "node:os";

export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  /** Runnable processes over the last minute, before the run: much above 0 means that others were at work. */
  readonly load: number;
}

export function describeMachine(): Machine {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    load: loadavg()[0] ?? Number.NaN,
  };
}
