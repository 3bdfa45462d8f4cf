import type { Failure } from "../http/failure.js";
import type { Hop } from "../http/redirect.js";
import type { SavedFile } from "./row.js";

/** What became of one URL. A plain value: it crosses threads. The fields are those of a report's `Row`. */
export interface Verdict {
  readonly status: number | null;
  readonly finalUrl: string | null;
  readonly hops: readonly Hop[];
  readonly error: Failure | null;
  readonly attempts: number;
  readonly ms: number;
  /** `download` only. */
  readonly file?: SavedFile | null;
}

/** The verdict on a URL that was never tried. */
export function untried(error: Failure): Verdict {
  return { status: null, finalUrl: null, hops: [], error, attempts: 0, ms: 0 };
}

/** Whether a verdict is what the user hoped for. */
export function isOk({ status, error }: Verdict): boolean {
  return error === null && status !== null && status < 400;
}
