/** What travels between the owner of a process and the relay, which holds the process's channel. */
import type { OwnProcess } from "../platform/own-process.js";
import type { MessagePort } from "../platform/workers.js";

/** What the relay is born with: its slot, and what tells the watcher that it is dead, however it ends. */
export interface RelayBirth {
  readonly slot: number;
  readonly ident: number;
  readonly lifeline: MessagePort;
}

/** To the relay, on its own port: start a process, and serve it through `port`. */
export interface Order {
  readonly port: MessagePort;
  /** The owner's slot, whose bell tells it of news while it is blocked. */
  readonly owner: number;
  readonly self: OwnProcess;
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A signal to send. */
export type Kill = "SIGKILL" | "SIGTERM";

/** Bytes for the process's guard. */
interface ForGuard {
  readonly frame: Uint8Array;
}

/** To the relay, on a process's port: bytes for the process, or its guard, or a signal. */
export type ToRelay = Uint8Array | ForGuard | Kill;

/** The process has an id. */
interface Started {
  readonly kind: "started";
  readonly pid: number;
}

/** The process has spoilt its channel, and is being killed for that. */
export interface Fault {
  readonly kind: "fault";
  /** After its name: what it did. */
  readonly what: string;
  readonly error: unknown;
}

/** The process is gone, and all that it sent has been passed on. */
export interface Gone {
  readonly kind: "gone";
  /** What kept it from being started. */
  readonly failure: unknown;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** To the owner: bytes from the process, or what became of it. */
export type FromRelay = Uint8Array | Started | Fault | Gone;
