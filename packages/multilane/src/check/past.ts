/** What has happened to an agent, as the states of the model see it. */
import type { Entry, Next } from "./operation.js";

/** Everything that has happened to one agent. What it will do is a function of that. */
export interface Past {
  /** A number of its own among the pasts of this agent. */
  readonly id: number;
  /** What the agent does after it. */
  readonly next: Next;
  /** The past with one more entry. */
  followedBy(entry: Entry): Past;
}
