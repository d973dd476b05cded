import { setTimeout as delay } from 'node:timers/promises';
import type { ParticipantReport } from '@interstella/hq/client';
import type { Stage } from '@interstella/infra/stages';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import { requireRunningKit } from '../../kit/running-kit.ts';
import { LocalKit } from '../../kit/local-kit.ts';
import { localTemplate } from '@interstella/migration/assembly/local-template.ts';
import { partOf } from '@interstella/migration/gate/gate.ts';
import { type Rehearsed, rehearsedIn } from '../rehearsed-in.ts';
import { rehearse } from '../rehearse.ts';
import type { ScenarioResult } from '../result.ts';
import { startUp, type Show } from '../start-up.ts';
import { judgeWrongOrder } from './judge-wrong-order.ts';

/** Published before the wrong step, and again after it. */
const ORDERS = 20;
/** What is open for longer is lost: more than an order needs that is fulfilled. */
const RETRY_WINDOW_MS = 8_000;
const LIMIT_MS = 60_000;
const POLL_MS = 250;
const MISSING = 'iridium';
/** Of the monolith that does not gather it any more. */
export const WRONG_TAG = `no${MISSING}`;

interface WrongOrder {
  /** That nobody makes iridium in, once the monolith does not any more. */
  readonly stage: Stage;
  readonly catalogue: ImageCatalogue;
  readonly containers: boolean;
  readonly stop: Promise<void>;
  readonly show: Show;
}

/**
 * The step that is one too early: the monolith gathers no iridium any more, and no microservice does yet. In a kit and a
 * ledger of its own, since the orders are lost for good. The report must say which, and must say no other.
 */
export async function wrongOrder({
  stage,
  catalogue,
  containers,
  stop,
  show,
}: WrongOrder): Promise<ScenarioResult> {
  const kit = new LocalKit({
    ...{ stage, catalogue, containers, context: {}, rate: 0, dataFolder: undefined, secure: false },
    ...{ port: 0, endpointPort: 0, hqPort: 0 },
    retryWindowMs: RETRY_WINDOW_MS,
  });
  return rehearse(kit, stop, (interrupted) =>
    Promise.race([takeWrongStep(kit, { stage, catalogue, show }), interrupted]),
  );
}

async function takeWrongStep(
  kit: LocalKit,
  { stage, catalogue, show }: Pick<WrongOrder, 'stage' | 'catalogue' | 'show'>,
): Promise<ScenarioResult> {
  await startUp(kit, show);
  const rehearsed = rehearsedIn(await requireRunningKit());
  const { revision } = await rehearsed.platform.state();
  const early = await rehearsed.hq.order(ORDERS);
  await until(rehearsed, ({ complete }) => complete === early.length);
  show(`monolith:${WRONG_TAG} in stage ${stage.name}`);
  const template = await localTemplate(stage, { monolithTag: WRONG_TAG });
  const { outcome } = await rehearsed.platform.deploy(template, catalogue, () => undefined, revision);
  const late = await rehearsed.hq.order(ORDERS);
  show('waiting until nothing will bring the orders back any more');
  // HQ calls an order lost only once it has looked for it among the dead letters.
  const report = await until(rehearsed, ({ lost }) => lost >= late.length);
  return judgeWrongOrder(report, { early, late, outcome }, { tag: WRONG_TAG, missing: MISSING });
}

/** Waits a minute for the report that is asked for. @returns the last one, whatever it says */
async function until(
  { hq, participant }: Rehearsed,
  isThere: (report: ParticipantReport) => boolean,
): Promise<ParticipantReport> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const report = partOf(await hq.report({ participant }), participant);
    if (isThere(report) || Date.now() >= deadline) return report;
    await delay(POLL_MS);
  }
}
