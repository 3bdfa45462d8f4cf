/** One lane: all the names, then all the ages. */
import { sleepSync } from "multilane";
import { randint, uniform } from "./support/random.js";

function printNames(): void {
  for (const name of ["John", "Kate", "Mike", "Alex", "Ann"]) {
    console.log(name);
    sleepSync(uniform(500, 1500));
  }
}

function printAge(): void {
  for (let i = 0; i < 5; i++) {
    console.log(randint(20, 50));
    sleepSync(uniform(500, 1500));
  }
}

printNames();
printAge();
