import { shorten, splitExtension, LONGEST_NAME } from "./safe-name.js";

/**
 * The names that one run gives away. It lives in the main thread, which alone gives a file its name, so two answers
 * that propose the same name at the same time cannot harm each other.
 */
export class NameBook {
  readonly #taken = new Set<string>();
  /** Where to go on counting for a name that was asked for before. */
  readonly #next = new Map<string, number>();

  /**
   * Gives away `name`, or if it is taken `name (2)`, `name (3)` … before the extension. Names that only differ in
   * case or in their Unicode form count as the same: on some file systems they are.
   */
  claim(name: string): string {
    const key = fold(name);
    for (let number = this.#next.get(key) ?? 1; ; number += 1) {
      const candidate = number === 1 ? name : numbered(name, number);
      const folded = fold(candidate);
      if (this.#taken.has(folded)) continue;
      this.#taken.add(folded);
      this.#next.set(key, number + 1);
      return candidate;
    }
  }

  /** As `claim`, but passes over names that `exists`: a server may choose a name, but not replace a file. */
  async claimNew(name: string, exists: (name: string) => Promise<boolean>): Promise<string> {
    for (;;) {
      const candidate = this.claim(name);
      if (!(await exists(candidate))) return candidate;
    }
  }
}

/** Equal for names that a file system that ignores case or Unicode form takes for one. */
export function fold(name: string): string {
  return name.normalize("NFD").toUpperCase().toLowerCase().normalize("NFD");
}

function numbered(name: string, number: number): string {
  const mark = ` (${number})`;
  const [stem, extension] = splitExtension(shorten(name, LONGEST_NAME - mark.length));
  return `${stem}${mark}${extension}`;
}
