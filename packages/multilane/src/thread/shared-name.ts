import { nameVersion, readRecord, rename, sharedPart } from "../memory/thread-names.js";
import type { ThreadSlot } from "../memory/thread-slots.js";

/**
 * A thread's name as this thread knows it: in full if it was given here, its shared part if another thread gave it.
 * Outlives the thread.
 */
export class SharedName {
  readonly #slot: ThreadSlot;
  #text: string;
  #version: number | undefined;

  /** @param text the name by which the thread was introduced */
  constructor(slot: ThreadSlot, text: string) {
    this.#slot = slot;
    this.#text = text;
  }

  /** Costs two atomic loads while nobody changes it. */
  get text(): string {
    const version = nameVersion(this.#slot);
    if (version !== undefined && version !== this.#version) this.#read();
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#version = rename(this.#slot, text);
  }

  #read(): void {
    const record = readRecord(this.#slot);
    if (record === undefined) return;
    this.#version = record.version;
    if (record.name !== sharedPart(this.#text)) this.#text = record.name;
  }
}

/** What a program without types may give as a name. CPython: `str(name)`. */
export function nameText(name: unknown): string {
  return String(name);
}
