/** The first and only `task()` call of this module comes too late. */
import { InvalidStateError, task } from "multilane";

setTimeout(() => {
  try {
    task(import.meta, () => 1);
    console.log("accepted");
  } catch (error) {
    console.log(error instanceof InvalidStateError, (error as Error).message);
  }
}, 1);
