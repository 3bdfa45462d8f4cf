/** Results whose `then` misbehaves. */
/* oxlint-disable unicorn/no-thenable -- that is the point */
import { task } from "multilane";

export const getterThrows = task(import.meta, () =>
  Object.defineProperty({}, "then", {
    get: () => {
      throw new Error("then getter");
    },
  }),
);

export const thenThrows = task(import.meta, (): unknown => ({
  then: () => {
    throw new Error("then threw");
  },
}));

export const ownThenThrows = task(import.meta, (): unknown =>
  Object.assign(Promise.resolve(1), {
    then: () => {
      throw new Error("own then");
    },
  }),
);

export const resolvesTwice = task(import.meta, (): unknown => ({
  then: (resolve: (value: string) => void) => {
    resolve("first");
    resolve("second");
  },
}));

export const resolvesLate = task(import.meta, (): unknown => ({
  then: (resolve: (value: string) => void) => setTimeout(resolve, 1, "late"),
}));
