/** Starts the ages of example 03 with sleeps that sleepSync refuses: its error tells what has reached the thread. */
import { taskModule, Thread } from "multilane";

const { printAge } = taskModule<typeof import("../../03-arguments.js")>(
  new URL("../../dist/03-arguments.js", import.meta.url),
);
const t = new Thread({ target: printAge, args: [-7, -7] });
t.start();
try {
  await t.join();
} catch (error) {
  console.log(String(error));
}
