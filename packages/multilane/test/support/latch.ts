/** A gate for code of one thread: closed until it is opened. */
export class Latch {
  readonly opened: Promise<void>;
  #open: (() => void) | undefined;

  constructor() {
    this.opened = new Promise((resolve) => (this.#open = resolve));
  }

  open(): void {
    this.#open?.();
  }
}
