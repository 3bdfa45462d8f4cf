/**
 * A checker for algorithms on `SharedArrayBuffer` and `Atomics`: runs them, unmodified, through every interleaving. The
 * library's own locks are checked with it. See `docs/checker.md`.
 */
export { check, findFailure } from "./check/check.js";
export { replaySchedule } from "./check/replay-schedule.js";
export { formatFailure } from "./check/report.js";
export type { Failure, Report } from "./check/report.js";
export type { Model } from "./check/model.js";
export type { Agent, CheckedAtomics, DataCell, Program, Reaper } from "./check/agent.js";
export { checkRandomly } from "./check/check-randomly.js";
export type { RandomOptions, RandomReport } from "./check/check-randomly.js";
export { formatMutants, mutationScore } from "./check/mutation-score.js";
export type { Mutant, MutationOptions, MutationReport } from "./check/mutation-score.js";
export type { CallSite } from "./check/call-site.js";
export type { AtomicsLike } from "./platform/atomics.js";
