/**
 * The names of tasks, as numbers that mean the same in every thread: a thread says what it runs with one store. A
 * table of its own, beside that of the primitives, so that a task and a `Lock` may have the same name.
 */
import { ResourceExhaustedError } from "../errors.js";
import { atomics } from "../platform/atomics.js";
import { arena } from "./arena.js";
import {
  TASK_BUCKET_BASE,
  TASK_BUCKET_COUNT,
  TASK_NAME_BASE,
  TASK_NAME_WORDS,
  TASK_NAMES_USED,
} from "./layout.js";
import { clipText } from "./name-text.js";
import { NameTable } from "./names.js";

/** Longer names are cut, in UTF-16 code units. */
const LONGEST = 64;

let table: NameTable | undefined;
const known = new Map<string, number>();

function taskTable(): NameTable {
  table ??= new NameTable(atomics, arena(), TASK_BUCKET_BASE, TASK_BUCKET_COUNT, {
    used: TASK_NAMES_USED,
    start: TASK_NAME_BASE,
    end: TASK_NAME_BASE + TASK_NAME_WORDS,
  });
  return table;
}

/** The number of a task's name, never 0; 0 if there is no room for another name. */
export function taskNumber(name: string): number {
  let number = known.get(name);
  if (number === undefined) {
    number = enter(clipText(name, LONGEST));
    known.set(name, number);
  }
  return number;
}

function enter(name: string): number {
  try {
    return taskTable().find("task", name, 1).base;
  } catch (error) {
    // Only a thread dump is the poorer for it.
    if (error instanceof ResourceExhaustedError) return 0;
    throw error;
  }
}

/** The name behind a number that {@link taskNumber} gave, in any thread. */
export function taskName(number: number): string {
  return taskTable().describe(number).name;
}
