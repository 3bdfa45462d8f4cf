/** A thread prints 4 MB into a pipe that its reader drains slowly. */
import { isMainThread, Thread } from "multilane";
import { flood } from "../tasks/printing.js";

if (isMainThread) {
  const thread = new Thread({ target: flood, args: [4000, 1000] });
  thread.start();
  await thread.join();
  console.log("end");
}
