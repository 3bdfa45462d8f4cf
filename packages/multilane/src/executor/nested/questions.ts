/** What a thread has asked a pool of another thread, and the replies. */
import { blockUntil } from "../../memory/thread-slots.js";
import { ownSlot } from "../../thread/self.js";
import type { Question } from "../../transport/pool-messages.js";
import type { Outcome } from "../../transport/payload.js";
import type { Activity } from "./activity.js";

/** See above. */
export class Questions {
  readonly #activity: Activity;
  readonly #send: (question: number, what: Question) => void;
  readonly #open = new Map<number, (reply: Outcome) => void>();
  #asked = 0;
  #lost: Error | undefined;

  /** @param send sends a question to the pool */
  constructor(activity: Activity, send: (question: number, what: Question) => void) {
    this.#activity = activity;
    this.#send = send;
  }

  /** The reply. Rejects with what the pool threw, or with why there is none. */
  async ask(what: Question): Promise<unknown> {
    const reply = await new Promise<Outcome>((resolve) => this.#ask(what, resolve));
    return valueOf(reply);
  }

  /** {@link ask}, blocking this thread until the pool's own thread has replied. */
  askSync(what: Question): unknown {
    let came: Outcome | undefined;
    this.#ask(what, (reply) => (came = reply));
    blockUntil(ownSlot().index, () => came !== undefined, Infinity);
    return valueOf(came);
  }

  /** Asks, and does not listen. */
  tell(what: Question): void {
    this.#send(++this.#asked, what);
  }

  /** @param outcome the reply, or what the pool threw */
  answered(question: number, outcome: Outcome): void {
    this.#open.get(question)?.(outcome);
  }

  /** Nobody will reply any more. */
  fail(reason: Error): void {
    this.#lost = reason;
    for (const settle of this.#open.values()) settle({ threw: true, value: reason });
  }

  #ask(what: Question, settle: (reply: Outcome) => void): void {
    if (this.#lost !== undefined) throw this.#lost;
    const question = ++this.#asked;
    this.#activity.enter();
    this.#open.set(question, (reply) => {
      this.#open.delete(question);
      this.#activity.leave();
      settle(reply);
    });
    this.#send(question, what);
  }
}

function valueOf(reply: Outcome | undefined): unknown {
  if (reply?.threw === true) throw reply.value;
  return reply?.value;
}
