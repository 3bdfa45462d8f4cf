import { ProcessPoolExecutor, taskModule, ThreadPoolExecutor } from "multilane";
import type { Task } from "multilane";
import { installedVersion } from "../../peers/installed-version.js";
import { workerUrl } from "../contestant.js";
import type { Contestant, OpenOptions, Trial } from "../contestant.js";
import type * as deeds from "../workers/deeds.js";

const good = taskModule<typeof deeds>(workerUrl("deeds"));
const bad = taskModule<typeof deeds>(workerUrl("bad-import"));

function openOn(executor: ThreadPoolExecutor | ProcessPoolExecutor, { badModule }: OpenOptions): Trial {
  let tasks = badModule ? bad : good;
  return {
    run(deed, argument, signal) {
      const task = tasks[deed] as Task<(argument: unknown) => unknown>;
      tasks = good; // each call names its own module
      const submitter = signal === undefined ? executor : executor.with({ signal, cancelGrace: 0 });
      return submitter.run(task, argument);
    },
    close: () => executor.shutdown(),
  };
}

const version = installedVersion("multilane");

export const multilaneThreads: Contestant = {
  name: "multilane threads",
  version,
  workers: "threads",
  manyModules: true,
  open: (options) =>
    openOn(
      new ThreadPoolExecutor({
        maxWorkers: 1,
        resourceLimits: { maxOldGenerationSizeMb: options.heap },
      }),
      options,
    ),
};

export const multilaneProcesses: Contestant = {
  name: "multilane processes",
  version,
  workers: "processes",
  manyModules: true,
  open: (options) =>
    openOn(
      new ProcessPoolExecutor({ maxWorkers: 1, execArgv: [`--max-old-space-size=${options.heap}`] }),
      options,
    ),
};
