/** What a primitive's constructor says, said by module code and by a task. */
import { task } from "multilane";
import { isLoadingModule, warnUnshared } from "#src/platform/loading.js";

const whileLoading: boolean = isLoadingModule();
warnUnshared("Lock");
warnUnshared("Lock");
warnUnshared("Event");

export const use = task(import.meta, () => {
  warnUnshared("Semaphore");
  return `${whileLoading} ${isLoadingModule()}`;
});
