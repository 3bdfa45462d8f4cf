/** Green or red: by one rule for all. */
import type { Contestant } from "./contestant.js";
import { sayOutcome, shorten } from "./expectations.js";
import type { Observation, Outcome } from "./observation.js";
import type { Row } from "./row.js";

/** `beyond`: V8 ended the process, which no pool of threads can prevent. */
export type Mark = "green" | "red" | "beyond";

export interface Cell {
  readonly mark: Mark;
  readonly text: string;
}

/** The rule, in words; each row has another for its call. */
export const RULE =
  "Green: the call settles as the row's rule says, a good call after it gives its result, the pool closes, and no error " +
  "reaches the program where nobody could catch it.";

type Judged = Pick<Contestant, "workers" | "manyModules">;

/** What is wrong with the call after it; `undefined` if it is as it should be. */
function faultOf(later: Outcome | undefined, row: Row, { manyModules }: Judged): string | undefined {
  if (later === undefined) return "then the program ends";
  if (later.kind === "pending") return "every later call hangs";
  // Where a pool has one module, and that is bad, an error is all that can come of it.
  if (row.badModule === true && !manyModules)
    return later.kind === "rejected" ? undefined : sayOutcome(later);
  if (later.kind === "rejected") return `a later call ${sayOutcome(later)}`;
  const { value } = row.later ?? { value: "5" };
  if (later.value === value) return undefined;
  return row.later === undefined ? `a later call ${sayOutcome(later)}` : "it runs nevertheless";
}

/** What a trial says of a pool. */
export function judge(row: Row, contestant: Judged, observation: Observation): Cell {
  const { outcome, later, close, uncaught, end } = observation;
  // A program that ends before it could look again has not left anything hanging.
  if (outcome === undefined || (outcome.kind === "pending" && later === undefined)) {
    const how = end.late
      ? "the program hangs"
      : `ends the program (${end.signal ?? `exit code ${end.code}`})`;
    const beyond = row.beyondThreads === true && contestant.workers === "threads" && end.outOfMemory;
    return { mark: beyond ? "beyond" : "red", text: beyond ? "V8 ends the program" : how };
  }
  const { good, text } = row.expect(outcome);
  const faults = [
    faultOf(later, row, contestant),
    later !== undefined && close?.kind === "pending" ? "close hangs" : undefined,
    later !== undefined && close === undefined ? "the program ends" : undefined,
    close?.kind === "rejected" ? `close ${sayOutcome(close)}` : undefined,
    uncaught === undefined ? undefined : `uncaught in the program: ${shorten(uncaught)}`,
  ].filter((fault) => fault !== undefined);
  return { mark: good && faults.length === 0 ? "green" : "red", text: [text, ...faults].join("; ") };
}
