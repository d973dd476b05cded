import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import type { ChangeResult } from '@interstella/local/platform';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import { localTemplate } from '@interstella/migration/assembly/local-template.ts';
import type { PathStep } from '../fault-script.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

/** A setting that no service understands: it names the problem and ends at once. */
const BROKEN = { GATHER_MS: 'broken on purpose' };

const OUTCOMES = { done: 'not rolled back', rolledBack: 'rolled back', failed: 'could not be rolled back' };
/** Letters: why comes late in it, after what failed. */
const REASON_SHOWN = 600;

/** The first step is made with an image that never becomes healthy, before it is made as it should be. */
export class BadImage implements Scenario {
  readonly #tools: FaultTools;
  #result: ChangeResult | undefined;
  #before: string | undefined;
  #stage: string | undefined;
  #completed = 0;
  #failed = 0;

  constructor(tools: FaultTools) {
    this.#tools = tools;
  }

  async asked({ index, from, to }: PathStep): Promise<void> {
    if (index !== 0) return;
    this.#before = from.name;
    const { platform, catalogue, failedRequests } = this.#tools;
    const failed = await failedRequests();
    const complete = await this.#complete();
    const { revision } = await platform.state();
    const template = await localTemplate(to, {});
    const broken = withBroken(catalogue, to.name);
    this.#result = await platform.deploy(template, broken, () => undefined, revision);
    this.#completed = (await this.#complete()) - complete;
    this.#failed = (await failedRequests()) - failed;
    this.#stage = (await platform.state()).stage;
  }

  result(): Promise<ScenarioResult> {
    const { outcome = 'done', reason = '' } = this.#result ?? {};
    return Promise.resolve({
      name: 'An image that never becomes healthy',
      expected: 'the circuit breaker rolls the step back, and orders keep flowing',
      seen: `${OUTCOMES[outcome]}, the stage is ${this.#stage ?? 'none'} (${shortened(reason)}); meanwhile ${this.#completed} orders were completed and ${this.#failed} requests failed`,
      ok:
        outcome === 'rolledBack' &&
        this.#stage !== undefined &&
        this.#stage === this.#before &&
        this.#completed > 0 &&
        this.#failed === 0,
    });
  }

  async #complete(): Promise<number> {
    const { hq, participant } = this.#tools;
    return (await hq.report({ participant })).participants[0]?.complete ?? 0;
  }
}

function shortened(reason: string): string {
  return reason.length <= REASON_SHOWN ? reason : `${reason.slice(0, REASON_SHOWN)} …`;
}

function withBroken(catalogue: ImageCatalogue, service: string): ImageCatalogue {
  const image = `${DEFAULT_ENVIRONMENT_NAME}-${service}:latest`;
  const good = catalogue[image];
  if (!good) throw new Error(`There is no image ${image} to break.`);
  return { ...catalogue, [image]: { ...good, fault: BROKEN } };
}
