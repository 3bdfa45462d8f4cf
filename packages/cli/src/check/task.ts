/** The tasks of `check`: what runs in each thread of the pool. */
import { task } from "multilane";
import type { Verdict } from "../report/verdict.js";
import { Checker } from "./checker.js";
import type { CheckSettings } from "./checker.js";

let checker: Checker | undefined;

/** The initializer of the pool: each thread gets its own connections. */
export const openChecker = task(import.meta, (settings: CheckSettings): void => {
  checker = new Checker(settings);
});

/** The verdict on one normalised URL. */
export const checkUrl = task(import.meta, (href: string): Promise<Verdict> => {
  if (checker === undefined) throw new Error("checkUrl ran in a thread without openChecker");
  return checker.check(href);
});
