import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientConfig } from '@interstella/rehearsal/kit/aws-endpoint.ts';
import { INTERSTELLA, KitHome, type RunningCommand } from './support/command-line.ts';
import { waitFor } from '@interstella/libs/testing';
import { ROOT } from './support/root.ts';
import { KitUnderTest } from './support/running-kit.ts';

interface JsonReport {
  readonly red: boolean;
  readonly audit?: { readonly agrees: boolean };
  readonly participants: readonly {
    readonly participant: string;
    readonly published: number;
    readonly lost: number;
  }[];
}

const home = new KitHome();
let kit: RunningCommand;
let monolithUrl = '';

beforeAll(async () => {
  kit = home.start();
  monolithUrl = (await KitUnderTest.withOrders(home, kit)).kit.ordersUrl;
});

afterAll(async () => {
  kit.signal('SIGINT');
  await kit.ended;
  home.remove();
});

describe('interstella order', () => {
  it('waits until the ledger has the order and says how long that took', async () => {
    const { code, stdout } = await home.interstella('order');
    expect(stdout).toMatch(
      /^order-\S+: in the ledger of laptop after \d+ ms: (iridium by monolith, magnesite by monolith)\n$/,
    );
    expect(code).toBe(0);
  });

  it('prints JSON for programs', async () => {
    const { stdout } = await home.interstella('order', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      participants: [{ participant: 'laptop', complete: true }],
    });
  });
});

describe('interstella report', () => {
  it('is green, and its audit agrees', async () => {
    const { code, stdout } = await home.interstella('report', '--audit', '--json');
    const report = JSON.parse(stdout) as JsonReport;
    expect(report).toMatchObject({ red: false, audit: { agrees: true } });
    expect(report.participants[0]?.published).toBeGreaterThan(0);
    expect(code).toBe(0);
  });

  it('is a readable table otherwise', async () => {
    const { stdout } = await home.interstella('report');
    expect(stdout).toMatch(/laptop\n {2}published +\d+\n {2}complete +\d+\n/);
    expect(stdout).not.toContain('\u001B');
  });
});

describe('interstella hq', () => {
  it('adds a participant and shows the key once, then refuses the name', async () => {
    const added = await home.interstella('hq', 'add-participant', 'team-7');
    expect(added.stdout).toMatch(/API key of team-7 \(shown this once, stored hashed\): \S{40,}\n/);
    expect(added.code).toBe(0);
    const again = await home.interstella('hq', 'add-participant', 'team-7');
    expect(again.stderr).toContain('team-7');
    expect(again.code).toBe(1);
  });

  it('shows and changes the generator', async () => {
    const { stdout } = await home.interstella('hq', 'generator', '--rate', '3', '--burst', '1');
    expect(stdout).toContain('rate 3/s, burst 1');
    const wrong = await home.interstella('hq', 'generator', '--rate', 'fast');
    expect(wrong.stderr).toContain('It must be a number');
    expect(wrong.code).toBe(2);
  });
});

describe('interstella redrive', () => {
  it('has nothing to do while everything is delivered', async () => {
    expect(await home.interstella('redrive')).toMatchObject({
      code: 0,
      stdout: 'interstella-orders-redrive: 0 redriven, 0 refused\n',
    });
  });
});

describe('scripts/smoke.sh', () => {
  it('passes against a monolith that is well', async () => {
    const { code, stdout } = await home.run('bash', join(ROOT, 'scripts', 'smoke.sh'), monolithUrl);
    expect(stdout).toContain(`All well at ${monolithUrl}`);
    expect(code).toBe(0);
  });

  it('fails where no monolith is', async () => {
    const { code, stdout } = await home.run('bash', join(ROOT, 'scripts', 'smoke.sh'), 'http://127.0.0.1:1');
    expect(stdout).toContain('FAILED  a direct order');
    expect(code).toBe(1);
  });
});

describe('interstella status', () => {
  it('fails for a dead letter and for a subscription that is gone, as on AWS', async () => {
    const { kit: running, platform } = new KitUnderTest(home);
    const config = clientConfig({ url: running.endpointUrl, region: running.region });
    const { queueUrls, subscriptions } = await platform.state();
    const well = await home.interstella('status');
    expect(well).toMatchObject({ code: 0, stderr: '' });

    const QueueUrl = queueUrls[0] ?? '';
    const sqs = new SQSClient(config);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'dead' }));
    const dead = await home.interstella('status');
    expect(dead.stdout).toContain('Dead letters in interstella-orders-redrive: 1. ');
    expect(dead.code).toBe(1);
    const redriven = await home.interstella('redrive');
    expect(redriven.stdout).toMatch(/ 0 redriven, 1 refused\n {2}\S+ stays there: it is no SNS envelope\n$/);
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));

    const SubscriptionArn = subscriptions[0]?.arn;
    await new SNSClient(config).send(new UnsubscribeCommand({ SubscriptionArn }));
    const gone = await home.interstella('status');
    expect(gone.stdout).toMatch(/^The interstella-orders topic has no subscription of http\S+\.$/m);
    expect(gone.code).toBe(1);
  });
});

describe('the command line', () => {
  const elsewhere = new KitHome();
  afterAll(() => {
    elsewhere.remove();
  });

  it.each([[[]], [['start']], [['order']], [['report']], [['redrive']], [['hq']], [['hq', 'generator']]])(
    'explains itself: %j --help',
    async (command) => {
      const { code, stdout } = await elsewhere.interstella(...command, '--help');
      expect(stdout).toContain('Usage: interstella');
      expect(code).toBe(0);
    },
  );

  it.each([[['order']], [['report']], [['redrive']], [['hq', 'open', 'team-7']]])(
    'says what to do when nothing runs: %j',
    async (command) => {
      const { code, stderr } = await elsewhere.interstella(...command);
      expect(stderr).toBe(
        'Interstella is not running here. Start it with `npm start` in another terminal.\n',
      );
      expect(code).toBe(2);
    },
  );

  it.each([
    [['teleport'], "unknown command 'teleport'"],
    [['scale', 'iridium', 'x'], 'It must be a number'],
    [['scale', 'iridium', '1000'], 'at most 6 tasks'],
    [['hq', 'add-participant', 'Bad Name!'], 'begins with a letter'],
  ])('refuses what it does not know, and says so: %j', async (args, message) => {
    const { code, stderr } = await elsewhere.interstella(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('interstella logs', () => {
  const logs = `'${process.execPath}' '${INTERSTELLA}' logs`;

  it('ends with the next line when nobody reads it any more', async () => {
    const command = `${logs} monolith --follow --lines 1 | head -n 1; echo ended`;
    let end: string | undefined;
    const ended = home.run('sh', '-c', command).then(({ stdout }) => (end = stdout));
    await waitFor('the end of the pipe', async () => {
      await fetch(`${monolithUrl}/order/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"Message":{"bundle":"1"}}',
      });
      return end !== undefined;
    });
    expect(await ended).toMatch(/^.+\nended\n$/);
  });

  it('shows every line to a reader that begins late', async () => {
    const other = new KitHome();
    try {
      mkdirSync(join(other.folder, 'logs'));
      const lines = Array.from({ length: 5_000 }, (_, index) => `${index} ${'x'.repeat(100)}\n`);
      writeFileSync(join(other.folder, 'logs', 'hq.log'), lines.join(''));
      const { stdout } = await other.run('sh', '-c', `${logs} hq --lines 5000 | (sleep 2; cat)`);
      expect(stdout).toBe(lines.join(''));
    } finally {
      other.remove();
    }
  });
});

describe('interstella start', () => {
  it('says at once that the folder for the ledger cannot be used', async () => {
    const other = new KitHome();
    const { code, stderr } = await other.start('--data', '/dev/null/ledger').ended;
    other.remove();
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        '--data: the folder /dev/null/ledger cannot be used (ENOTDIR). Name one that can be written to.\n',
    });
  });
});
