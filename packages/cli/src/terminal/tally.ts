import type { Row } from "../report/row.js";

/** What has been reported so far, in numbers. */
export class Tally {
  rows = 0;
  ok = 0;
  /** Rows with a status of 400 or above. */
  broken = 0;
  /** Rows of duplicates, which cost nothing. */
  duplicates = 0;
  /** Bytes of the files that lie in their place. */
  bytes = 0;
  readonly errors = new Map<string, number>();
  slowest: { readonly url: string; readonly ms: number } | undefined;
  readonly #started = performance.now();

  add(row: Row, duplicate: boolean): void {
    this.rows += 1;
    if (row.ok) this.ok += 1;
    else if (row.error === null) this.broken += 1;
    else this.errors.set(row.error.class, (this.errors.get(row.error.class) ?? 0) + 1);
    if (duplicate) this.duplicates += 1;
    else this.bytes += row.file?.bytes ?? 0;
    if (row.ms > (this.slowest?.ms ?? 0)) this.slowest = { url: row.url, ms: row.ms };
  }

  get findings(): number {
    return this.rows - this.ok;
  }

  /** Milliseconds since the run began. */
  get elapsed(): number {
    return performance.now() - this.#started;
  }
}
