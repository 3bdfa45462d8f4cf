/** Arguments for a thread: the ages sleep less, and run faster than the names. */
import { isMainThread, sleepSync, task, Thread } from "multilane";
import { randint, uniform } from "./support/random.js";

export const printNames = task(import.meta, () => {
  for (const name of ["John", "Kate", "Mike", "Alex", "Ann"]) {
    console.log(name);
    sleepSync(uniform(500, 1500));
  }
});

export const printAge = task(import.meta, (minSleep: number, maxSleep: number) => {
  for (let i = 0; i < 5; i++) {
    console.log(randint(20, 50));
    sleepSync(uniform(minSleep, maxSleep));
  }
});

if (isMainThread) {
  const t1 = new Thread({ target: printNames });
  const t2 = new Thread({ target: printAge, args: [200, 1000] });

  t1.start();
  t2.start();

  await t1.join();
  await t2.join();
}
