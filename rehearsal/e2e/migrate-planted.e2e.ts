/** A migration can fail: what is planted here turns it red, or its green would mean nothing. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ListSubscriptionsByTopicCommand, SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { HqClient } from '@interstella/hq/client';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import { waitFor } from '@interstella/libs/testing';
import { join } from 'node:path';
import { migrate } from '@interstella/cli/commands/migrate.ts';
import { imageCatalogue } from '@interstella/images/image-catalogue.ts';
import { requireRunningKit } from '../kit/running-kit.ts';
import type { MigrationResult } from '../migration/result.ts';
import { clientConfig } from '../kit/aws-endpoint.ts';
import { KitHome } from '../../cli/e2e/support/command-line.ts';

const catalogue = imageCatalogue(DEFAULT_ENVIRONMENT_NAME);
const planted = (how: string): ImageCatalogue => ({
  ...catalogue,
  'interstella-iridium:latest': {
    entry: join(import.meta.dirname, 'support', 'planted', 'iridium.mjs'),
    env: { PLANTED: how },
  },
});

let home: KitHome;
let printed: string;
let homeBefore: string | undefined;

beforeEach(() => {
  home = new KitHome();
  homeBefore = process.env.INTERSTELLA_HOME;
  process.env.INTERSTELLA_HOME = home.folder;
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  if (homeBefore === undefined) delete process.env.INTERSTELLA_HOME;
  else process.env.INTERSTELLA_HOME = homeBefore;
  home.remove();
});

async function run(until: string, images: ImageCatalogue) {
  const code = await migrate(
    {
      ...{ rate: 20, hold: 1, timeout: 4, port: 0, until },
      ...{ thereAndBack: false, faults: [], html: undefined, json: true },
    },
    images,
  );
  return { code, result: JSON.parse(printed) as MigrationResult };
}

describe('a migration is red', () => {
  it('when a service answers 200 and fulfils nothing', async () => {
    const { code, result } = await run('noiridium', planted('nothing'));
    const { notComplete, published, complete } = result.comparison;
    expect(notComplete.count).toBeGreaterThan(0);
    expect(complete).toBe(published - notComplete.count);
    expect(result.rows.map((row) => row.complete === row.published)).toEqual([true, true, false]);
    expect(result.reasons).toEqual([expect.stringContaining('not complete in the ledger: order-')]);
    expect({ code, ok: result.ok }).toEqual({ code: 1, ok: false });
  });

  it('when a service fulfils every order twice, under an id of its own', async () => {
    const { code, result } = await run('iridium', planted('twice'));
    expect(result.report).toMatchObject({ red: true, lost: 0 });
    expect(result.report.unattributed).toBeGreaterThan(0);
    expect(result.totals.unattributed).toBe(result.report.unattributed);
    expect(result.comparison.notComplete.count).toBe(0);
    expect(result.reasons).toEqual([expect.stringContaining('HQ never published')]);
    expect({ code, ok: result.ok }).toEqual({ code: 1, ok: false });
  });

  it('when deliveries are lost, and then takes no further step', async () => {
    const [{ code, result }] = await Promise.all([run('noiridium', catalogue), loseDeliveries()]);
    expect(result.turns.map(({ stage }) => stage)).toEqual(['alb', 'iridium']);
    expect(result.comparison.notComplete.count).toBeGreaterThan(0);
    expect(result.comparison.witnessed).toBe(result.comparison.published);
    expect(result.reasons).toEqual([
      expect.stringMatching(/^The step from iridium to noiridium was not taken\. The gate still holds/),
      expect.stringContaining('not complete in the ledger: order-'),
    ]);
    expect({ code, ok: result.ok }).toEqual({ code: 1, ok: false });
  });
});

/** Takes the monolith's subscription away behind everybody's back, once there are orders. */
async function loseDeliveries(): Promise<void> {
  const kit = await waitFor('the kit', () => requireRunningKit().catch(() => undefined));
  const sns = new SNSClient(clientConfig({ url: kit.endpointUrl, region: kit.region }));
  const TopicArn = `${kit.topicArnPrefix}orders`;
  const hq = new HqClient({ url: kit.hqUrl, adminKey: kit.adminKey });
  await waitFor('orders', async () => (await hq.generator()).made > 0);
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const arn = Subscriptions.find(({ Endpoint }) => Endpoint?.endsWith('/order/'))?.SubscriptionArn;
  await sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
  sns.destroy();
}
