/**
 * The interleaving: every round measures every entrant once, and begins with another one each time, so that a noisy
 * minute of the machine hits all of them and nobody always runs after the same neighbour.
 */
import type { Entrant, Session } from "./peer.js";
import type { Sample, Scenario } from "./scenario.js";
import { within } from "./within.js";

/** By scenario name, then entrant name: one sample a round, in the order of the rounds. */
export type Samples = ReadonlyMap<string, ReadonlyMap<string, readonly Sample[]>>;

export interface Plan {
  readonly entrants: readonly Entrant[];
  readonly scenarios: readonly Scenario[];
  readonly rounds: number;
  readonly workers: number;
  readonly milliseconds: number;
  readonly warmUp: number;
  /** Told before each round. */
  readonly onRound: (round: number) => void;
}

/** Nothing here takes longer than a few seconds: what does has hung. */
const STEP_LIMIT_MS = 60_000;

export async function runRounds(plan: Plan): Promise<Samples> {
  const samples = new Map<string, Map<string, Sample[]>>(plan.scenarios.map(({ name }) => [name, new Map()]));
  for (let round = 0; round < plan.rounds; round++) {
    plan.onRound(round);
    for (let turn = 0; turn < plan.entrants.length; turn++) {
      const entrant = plan.entrants[(round + turn) % plan.entrants.length];
      if (entrant === undefined) continue;
      const found = await measureOnce(entrant, plan).catch((error: unknown) => {
        throw new Error(`${entrant.name} ${entrant.version} failed in round ${round + 1}`, { cause: error });
      });
      for (const [scenario, sample] of found) {
        const ofScenario = samples.get(scenario);
        ofScenario?.set(entrant.name, [...(ofScenario.get(entrant.name) ?? []), sample]);
      }
    }
  }
  return samples;
}

/** Opens, warms up, measures every scenario, closes: no idle pool of one peer is there while another is measured. */
async function measureOnce(entrant: Entrant, plan: Plan): Promise<Map<string, Sample>> {
  const session = await within(STEP_LIMIT_MS, "to open", entrant.open(plan.workers));
  const found = await measureAll(session, plan).catch(async (error: unknown) => {
    // A session that failed may not close either. The first failure is the one that explains.
    await within(STEP_LIMIT_MS, "to close", session.close()).catch(() => undefined);
    throw error;
  });
  await within(STEP_LIMIT_MS, "to close", session.close());
  return found;
}

async function measureAll(session: Session, plan: Plan): Promise<Map<string, Sample>> {
  const found = new Map<string, Sample>();
  for (const scenario of plan.scenarios) {
    await within(STEP_LIMIT_MS, `to warm up for ${scenario.name}`, session.measure(scenario, plan.warmUp));
    const measuring = session.measure(scenario, plan.milliseconds);
    const sample = await within(STEP_LIMIT_MS, `for ${scenario.name}`, measuring);
    if (sample !== undefined) found.set(scenario.name, sample);
  }
  return found;
}
