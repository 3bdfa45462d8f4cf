/** For maps over very many items. */
import { task } from "multilane";

export const next = task(import.meta, (n: number): number => n + 1);
