/** A call that runs in the thread that submitted it to a pool, because that thread waits for it and no worker is free. */
import { TimeoutError } from "../../errors.js";
import { asSerializationError, encode, makingSignals } from "../../memory/codec/codec.js";
import { Alarm } from "../../platform/alarms.js";
import { now } from "../../platform/clock.js";
import { abandonHeldBy } from "../../sync/held-locks.js";
import { enterTask, shareThread } from "../../task/current-task.js";
import type { CurrentTask } from "../../task/current-task.js";
import type { ResolvedTask } from "../../task/resolve.js";
import { remoteController } from "../../thread/remote-controller.js";
import { isThenable, runChunk } from "../../thread/run-chunk.js";
import { ownSlot } from "../../thread/self.js";
import { currentThread } from "../../thread/thread-info.js";
import { CHUNK } from "../../transport/messages.js";
import { payloadOfError, revive, reviveError } from "../../transport/payload.js";
import type { Outcome } from "../../transport/payload.js";
import type { PoolCall } from "../pool-call.js";
import { SentSignals } from "../sent-signals.js";

/** Apart from the numbers that its pool gives. */
const NUMBERS = 2 ** 32;

/** How it ended. */
export interface LocalEnd extends Outcome {
  /** Milliseconds. */
  readonly ran: number;
}

/** What is told of an abort. */
type OnTimeout = (reason: TimeoutError) => void;

/** See the head of this file. Its arguments and its result are copied, as they are on the way to another thread. */
export class LocalCall implements CurrentTask {
  readonly id: number;
  readonly name: string;
  readonly attempt: number;
  readonly #call: PoolCall;
  readonly #began: number = now();
  readonly #alarm: Alarm | undefined;
  readonly #onTimeout: OnTimeout;
  #controller: AbortController | undefined;
  #aborted = false;

  /** @param onTimeout called when its `timeout` is over: aborts it, and fails its future */
  constructor(call: PoolCall, { name }: ResolvedTask, onTimeout: OnTimeout) {
    this.#call = call;
    this.id = ownSlot().ident * NUMBERS + call.id;
    this.name = name;
    this.attempt = call.attempt;
    this.#onTimeout = onTimeout;
    const { timeout } = call.terms;
    if (timeout !== Infinity) this.#alarm = new Alarm(timeout, () => this.#timeOut());
  }

  get threadName(): string {
    return currentThread().name;
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#watch();
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#aborted = true;
    this.#controller ??= this.#watch();
    this.#controller.abort(reason);
  }

  /**
   * Runs it.
   *
   * @returns how it ended; a promise of that if the task is asynchronous. Never rejects.
   */
  run({ fn }: ResolvedTask): LocalEnd | Promise<LocalEnd> {
    shareThread();
    let result: unknown;
    try {
      result = enterTask(this, () => this.#apply(fn));
      if (!isThenable(result)) return this.#end(false, result);
    } catch (error) {
      return this.#end(true, error);
    }
    // As in CallServer: a `then` of the user's own may throw, or call back twice.
    return new Promise((resolve) => resolve(result)).then(
      (value) => this.#end(false, value),
      (error: unknown) => this.#end(true, error),
    );
  }

  #apply(fn: ResolvedTask["fn"]): unknown {
    const { args, signals, flags } = this.#call;
    const revived =
      signals instanceof SentSignals
        ? makingSignals(
            ({ index }) => signals.at(index) ?? AbortSignal.abort(),
            () => revive(args),
          )
        : revive(args);
    if ((flags & CHUNK) === 0) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an array; its types were checked at submit
      return fn(...(revived as never[]));
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- lists of arguments; their types were checked at map
    return runChunk(fn, revived as never[][], {
      isOver: () => this.#aborted,
      payloadOf: (error) => payloadOfError(error),
    });
  }

  #end(threw: boolean, value: unknown): LocalEnd {
    this.#alarm?.cancel();
    abandonHeldBy(this);
    const ran = now() - this.#began;
    return { ...crossed(threw, value), ran };
  }

  #watch(): AbortController {
    // A loop that never yields sees in `aborted` that its time is over.
    return remoteController(() => {
      if (!this.#aborted && now() - this.#began > this.#call.terms.timeout) this.#timeOut();
    });
  }

  #timeOut(): void {
    this.#alarm?.cancel();
    const { timeout } = this.#call.terms;
    this.#onTimeout(new TimeoutError(`${this.name} had not ended ${timeout} ms after it had begun`));
  }
}

/** What a task returned or threw, as it would arrive from another thread. */
function crossed(threw: boolean, value: unknown): Outcome {
  try {
    if (threw) return { threw, value: reviveError(structuredClone(payloadOfError(value))) };
    const encoded = encode(value, "result");
    return { threw, value: revive(structuredClone([encoded.value, encoded.specials])) };
  } catch (error) {
    return { threw: true, value: asSerializationError(error, "result") };
  }
}
