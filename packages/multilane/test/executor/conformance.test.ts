/** Every executor keeps the one contract; a new one is a new line here. */
import { AsyncPoolExecutor, ProcessPoolExecutor, ThreadPoolExecutor } from "multilane";
import { executorConformance } from "./conformance.js";

executorConformance("ThreadPoolExecutor", (options) => new ThreadPoolExecutor(options), {});

executorConformance("ProcessPoolExecutor", (options) => new ProcessPoolExecutor(options), {});

executorConformance("AsyncPoolExecutor", (options) => new AsyncPoolExecutor(options), {
  "arguments are copied by submit": "nothing leaves the thread: the function gets the very objects",
  "a closure is refused by submit, and rejects run": "a function of this thread can be called in it",
  "a value that cannot cross fails its call alone, with its path": "nothing has to cross",
  "resultSync blocks until the result is there": "it would block the event loop that has to run the call",
});
