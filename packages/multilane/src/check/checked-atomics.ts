/** The seam of an agent under check: each call is answered from its log, or is the step where it is left. */
import type { AsyncWait, WaitOutcome } from "../platform/atomics.js";
import type { CheckedAtomics } from "./agent.js";
import type { Answer, WaitTime } from "./operation.js";
import type { Run } from "./run.js";

type Load = (words: Int32Array, index: number) => number;
type Change = (words: Int32Array, index: number, value: number) => number;

/** Operations that are steps of this run. */
export function checkedAtomics(run: Run): CheckedAtomics {
  const load: Load = (words, index) =>
    Number(run.recorded("load", index) ?? run.fresh({ kind: "load", word: run.place(words, index) }, load));

  const store: Change = (words, index, value) => {
    const known = run.recorded("store", index);
    const answer = known ?? run.fresh({ kind: "store", word: run.place(words, index), value }, store);
    if (answer === "later") run.postpone({ kind: "store", word: index, value });
    return value;
  };

  const changing = (kind: "add" | "and" | "or" | "exchange", sign = 1): Change => {
    const change: Change = (words, index, value) => {
      const known = run.recorded(kind, index);
      if (known !== undefined) return Number(known);
      return Number(run.fresh({ kind, word: run.place(words, index), value: sign * value }, change));
    };
    return change;
  };

  const compareExchange: CheckedAtomics["compareExchange"] = (words, index, expected, value) => {
    const known = run.recorded("compareExchange", index);
    if (known !== undefined) return Number(known);
    const word = run.place(words, index);
    return Number(run.fresh({ kind: "compareExchange", word, expected, value }, compareExchange));
  };

  const wait: CheckedAtomics["wait"] = (words, index, value, milliseconds = Infinity) => {
    const known = run.recorded("wait", index);
    const time = waitTime(milliseconds);
    const answer = known ?? run.fresh({ kind: "wait", word: run.place(words, index), value, time }, wait);
    if (answer === "timed-out") run.passTime(milliseconds);
    return outcomeOf(answer);
  };

  const waitAsync: CheckedAtomics["waitAsync"] = (words, index, value): AsyncWait => {
    const known = run.recorded("waitAsync", index);
    const word = run.place(words, index);
    const answer = known ?? run.fresh({ kind: "waitAsync", word, value }, waitAsync);
    if (answer !== "async") return { async: false, value: "not-equal" };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `then` is all of a promise that a step function uses
    return { async: true, value: run.continuation() as Promise<"ok"> };
  };

  const notify: CheckedAtomics["notify"] = (words, index, count = Infinity) => {
    const known = run.recorded("notify", index);
    if (known !== undefined) return Number(known);
    return Number(run.fresh({ kind: "notify", word: run.place(words, index), count }, notify));
  };

  const pause = (): void => {
    const answer = run.recorded("pause", 0) ?? run.fresh({ kind: "pause" }, pause);
    if (answer === "timed-out") run.passTime();
  };

  return {
    load,
    store,
    add: changing("add"),
    sub: changing("add", -1),
    and: changing("and"),
    or: changing("or"),
    exchange: changing("exchange"),
    compareExchange,
    wait,
    waitAsync,
    notify,
    pause,
  };
}

/** What an engine makes of a timeout: NaN is "for ever". */
function waitTime(milliseconds: number): WaitTime {
  if (milliseconds === Infinity || Number.isNaN(milliseconds)) return "endless";
  return milliseconds > 0 ? "some" : "none";
}

function outcomeOf(answer: Answer): WaitOutcome {
  return answer === "not-equal" || answer === "timed-out" ? answer : "ok";
}
