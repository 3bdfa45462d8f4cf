/** A model made ready to run: its agents, and the state that it starts in. */
import type { Model } from "./model.js";
import type { Past } from "./past.js";
import type { Alteration, Part } from "./run.js";
import { State } from "./state.js";
import type { Deaths } from "./transitions.js";

/** The agents of a model, the reaper last. */
export function partsOf(model: Model, alteration?: Alteration): Part[] {
  const words = new Int32Array(model.words);
  const shared = { words, cells: model.data ?? 0, alteration };
  const parts: Part[] = model.programs.map((program, index) => ({ ...shared, index, program }));
  if (model.reaper !== undefined)
    parts.push({ ...shared, index: parts.length, program: () => undefined, reaper: model.reaper });
  return parts;
}

/** What kills are like in the model. */
export function deathsOf({ programs, mortals, reaper, zombieWaiters = false }: Model): Deaths {
  return {
    mortals: mortals ?? [...programs.keys()],
    reaper: reaper === undefined ? -1 : programs.length,
    zombieWaiters,
  };
}

/** The state before the first step. */
export function initialState(model: Model, pasts: readonly Past[]): State {
  const { memory = [], words, data = 0, timeouts = 0, kills = 0 } = model;
  const start = Array.from(
    { length: words + data },
    (_, word) => (word < words ? (memory[word] ?? 0) : 0) | 0,
  );
  return State.initial(start, pasts, { timeouts, kills });
}
