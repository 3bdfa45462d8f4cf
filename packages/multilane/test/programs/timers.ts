/** When does a program with a timer end? `node timers.js CASE`; main prints `main over` last thing. */
import { isMainThread, Timer } from "multilane";
import { printLine } from "../tasks/printing.js";

const cases: Record<string, () => void> = {
  "pending timer": () => new Timer(200, printLine, ["timer fired"]).start(),
  "daemon timer": () => {
    const timer = new Timer(60_000, printLine, ["timer fired"]);
    timer.daemon = true;
    timer.start();
  },
  "cancelled timer": () => {
    const timer = new Timer(60_000, printLine, ["timer fired"]);
    timer.start();
    timer.cancel();
  },
  "fired timer": () => {
    const timer = new Timer(1, printLine, ["timer fired"]);
    timer.start();
    timer.joinSync({ timeout: 20_000 });
  },
};

if (isMainThread) {
  cases[process.argv[2] ?? ""]?.();
  console.log("main over");
}
