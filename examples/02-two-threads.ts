/** Two lanes: while one thread sleeps, the other one goes on, and their lines interleave. */
import { isMainThread, sleepSync, task, Thread } from "multilane";
import { randint, uniform } from "./support/random.js";

export const printNames = task(import.meta, () => {
  for (const name of ["John", "Kate", "Mike", "Alex", "Ann"]) {
    console.log(name);
    sleepSync(uniform(500, 1500));
  }
});

export const printAge = task(import.meta, () => {
  for (let i = 0; i < 5; i++) {
    console.log(randint(20, 50));
    sleepSync(uniform(500, 1500));
  }
});

// Each thread runs this module once, to find its function: what only the program should do stands under the guard,
// as under Python's `if __name__ == "__main__"`.
if (isMainThread) {
  const t1 = new Thread({ target: printNames });
  const t2 = new Thread({ target: printAge });

  t1.start();
  t2.start();

  await t1.join();
  await t2.join();
}
