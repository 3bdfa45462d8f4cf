/** A thread that sends back every value that it gets through a ring. */
import { workerData } from "node:worker_threads";
import { atomics } from "#src/platform/atomics.js";
import { ByteRegion } from "#src/transport/value-codec/byte-region.js";
import { decodeInPlace, encodeInPlace } from "#src/transport/value-codec/value-codec.js";
import { Ringer, Sleeper } from "#src/transport/doorbell.js";
import { ringIn } from "#src/transport/ring-memory.js";
import { RingReader } from "#src/transport/ring-reader.js";
import { RingWriter } from "#src/transport/ring-writer.js";

interface Birth {
  readonly buffers: readonly [calls: SharedArrayBuffer, answers: SharedArrayBuffer];
  readonly words: Int32Array;
  readonly how: "blocks" | "listens";
}

const { buffers, words, how } = workerData as Birth;
const [calls, answers] = [ringIn(buffers[0]), ringIn(buffers[1])];
const [callBytes, answerBytes] = [new ByteRegion(buffers[0]), new ByteRegion(buffers[1])];
const [reader, writer] = [new RingReader(calls), new RingWriter(answers)];
const ringer = new Ringer({ atomics, words, listening: 2, bell: 3 });
const sleeper = new Sleeper({ atomics, words, listening: 0, bell: 1 }, () => !reader.isEmpty());

function answer(value: unknown): void {
  let at = writer.reserve(256);
  for (; at < 0; at = writer.reserve(256)) {
    // The other side makes room when it reads, for which it must know that there is something.
    if (writer.publish()) ringer.ring();
  }
  const end = encodeInPlace(value, answerBytes, answers.base + at, answers.base + at + 256);
  if (end < 0) throw new Error("a value that came could not go back");
  writer.commit(end - answers.base - at);
}

function answerAll(): void {
  for (let at = reader.next(); at >= 0; at = reader.next()) answer(decodeInPlace(callBytes, calls.base + at));
  reader.release();
  if (writer.publish()) ringer.ring();
}

function serve(): void {
  for (let awake = true; awake;) {
    sleeper.wake();
    answerAll();
    if (how === "blocks") sleeper.block();
    else awake = !sleeper.listen(serve);
  }
}

// A waitAsync alone does not keep a thread alive.
setInterval(() => undefined, 2 ** 30);
serve();
