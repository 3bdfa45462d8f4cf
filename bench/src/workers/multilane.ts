import { task } from "multilane";

export const echo = task(import.meta, (n: number) => n);
