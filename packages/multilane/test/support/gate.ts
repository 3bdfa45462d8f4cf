/** Two shared words for tests: how many tasks have arrived, and whether they may go on. */
export class Gate {
  readonly words: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(8));

  /** Resolves when so many have arrived; fails the test after 20 s. */
  async arrived(count: number): Promise<void> {
    const keepAlive = setInterval(() => undefined, 1000);
    try {
      for (;;) {
        const seen = Atomics.load(this.words, 0);
        if (seen >= count) return;
        const wait = Atomics.waitAsync(this.words, 0, seen, 20_000);
        if (wait.async && (await wait.value) === "timed-out")
          throw new Error(`only ${Atomics.load(this.words, 0)} of ${count} arrived at the gate`);
      }
    } finally {
      clearInterval(keepAlive);
    }
  }

  /** Lets all go on. */
  open(): void {
    Atomics.store(this.words, 1, 1);
    Atomics.notify(this.words, 1);
  }
}
