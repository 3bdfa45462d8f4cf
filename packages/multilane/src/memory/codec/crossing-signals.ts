/**
 * `AbortSignal`s among the arguments of a call. What crosses of one is its place among those of the call; that it aborts,
 * and why, is told later, by whoever sends and runs the call. Elsewhere (in a result, in a queue) nobody would tell, and
 * a signal is refused.
 */
import { SerializationError } from "../../errors.js";

/** What is sent in place of a signal. */
export interface SentSignal {
  /** Its place among the signals of the call. */
  readonly index: number;
  /** A shared word that counts the signals of the call that have aborted, where memory is shared. */
  readonly aborts: Int32Array | undefined;
}

/** The signals of one call, as its arguments are encoded. */
export interface SignalCollector {
  readonly signals: AbortSignal[];
  /** Called with the first signal; what it answers is for all. */
  readonly makeWord: () => Int32Array | undefined;
}

/** Makes the signal that stands for one of another thread. */
export type MakeSignal = (sent: SentSignal) => AbortSignal;

let collector: SignalCollector | undefined;
let word: Int32Array | undefined;
let maker: MakeSignal | undefined;

/** Whether a signal may cross now: somebody will tell of its abort. */
export function mayCross(): boolean {
  return collector !== undefined;
}

/** Encodes what may hold signals, and collects them. */
export function collectingSignals<T>(into: SignalCollector, encode: () => T): T {
  collector = into;
  try {
    return encode();
  } finally {
    collector = word = undefined;
  }
}

/** Decodes what may hold signals. */
export function makingSignals<T>(make: MakeSignal, decode: () => T): T {
  maker = make;
  try {
    return decode();
  } finally {
    maker = undefined;
  }
}

/** For the registry of classes. */
export function encodeSignal(signal: AbortSignal): SentSignal {
  if (collector === undefined) throw new SerializationError("an AbortSignal crosses as an argument only");
  if (collector.signals.length === 0) word = collector.makeWord();
  return { index: collector.signals.push(signal) - 1, aborts: word };
}

/** For the registry of classes. */
export function decodeSignal(sent: SentSignal): AbortSignal {
  if (maker === undefined) throw new SerializationError("an AbortSignal came with what is not a call");
  return maker(sent);
}
