/** Takes the steps of one schedule, and says what goes wrong. */
import { HappensBefore } from "./happens-before.js";
import { HistoryTree } from "./history.js";
import type { Model } from "./model.js";
import type { Failure } from "./report.js";
import { decodeSchedule, encodeSchedule } from "./replay-string.js";
import { deathsOf, initialState, partsOf } from "./setup.js";
import { describeRace, describeStep } from "./trace.js";
import { agentOf } from "./transition.js";
import type { Transition } from "./transition.js";
import { killsOf, take, transitionsOf } from "./transitions.js";
import type { State } from "./state.js";
import { Judge, thrownIn } from "./verdict.js";

/**
 * Runs one schedule again, as a failure of `check` or `checkRandomly` names it.
 *
 * @param replay `failure.replay`
 * @returns the failure at its end, or an earlier one; `undefined` if the model does not fail in it (any more)
 * @throws TypeError if it is no such string; Error if the model cannot take its steps: it is another model by now
 */
export function replaySchedule(model: Model, replay: string): Failure | undefined {
  return followSchedule(model, decodeSchedule(replay));
}

/** Follows a schedule that went wrong once more, to put it into words. */
export function explainFailure(model: Model, schedule: readonly Transition[]): Failure {
  const failure = followSchedule(model, schedule);
  if (failure !== undefined) return failure;
  throw new Error(
    `a schedule went wrong and does not when it is run again (${encodeSchedule(schedule)}): a program depends on ` +
      "something else than its operations",
  );
}

function followSchedule(model: Model, schedule: readonly Transition[]): Failure | undefined {
  const judge = new Judge(model);
  const deaths = deathsOf(model);
  const { maxSteps = 1000 } = model;
  const pasts = partsOf(model).map((part) => new HistoryTree(part).root);
  const order = new HappensBefore(pasts.length, deaths.reaper);
  let state = initialState(model, pasts);
  const lines: string[] = [];
  const failure = (reason: string): Failure => ({
    reason,
    schedule: lines,
    replay: encodeSchedule(schedule.slice(0, lines.length)),
    ...errorOf(state),
  });

  for (const step of schedule) {
    const reason = judge.problem(state);
    if (reason !== undefined) return failure(reason);
    if (!transitionsOf(state).includes(step) && !killsOf(state, deaths).includes(step))
      throw new Error(
        `step ${lines.length + 1} (${encodeSchedule([step])}) is not possible there: the model is not the one that failed`,
      );
    const before = state;
    state = state.clone();
    take(state, step, deaths);
    lines.push(describeStep(model, before, step, state));
    const { next } = before.agent(agentOf(step)).past;
    const operation = next.kind === "operation" ? next.operation : undefined;
    const race = order.observe(step, operation, before.waiters, state);
    if (race !== undefined) return failure(describeRace(model, race));
  }
  const atEnd = transitionsOf(state).length === 0 ? judge.problemAtEnd(state) : undefined;
  const reason = judge.problem(state) ?? atEnd;
  if (reason !== undefined) return failure(reason);
  return lines.length > maxSteps ? failure(`it goes on after ${maxSteps} steps`) : undefined;
}

function errorOf(state: State): Pick<Failure, "error"> {
  const thrown = thrownIn(state);
  return thrown === undefined ? {} : { error: thrown.error };
}
