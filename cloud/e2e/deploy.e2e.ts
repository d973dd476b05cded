import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stageNamed } from '@interstella/infra/settings';
import { STAGES, TOPICS } from '@interstella/infra/stages';
import { waitFor } from '@interstella/libs/testing';
import {
  ACCOUNT,
  describeWithMoto,
  expectHeld,
  Migration,
  REGION,
  Steps,
  WhatIsDeployed,
} from './support/index.ts';

// One account, from nothing to the last stage: every test goes on from where the one before ended.
describeWithMoto('a migration on a local AWS', () => {
  let migration: Migration;
  let steps: Steps;
  let oldOrder: string;
  beforeAll(async () => {
    migration = await Migration.begin();
    steps = new Steps(migration);
  });
  afterAll(() => migration.end());

  it('begins with HQ, and says so', async () => {
    const { code, stderr } = await migration.deploy('workshop');
    expect(stderr).toContain(
      'HQ is not deployed in this account. Deploy it first:\n  npx interstella deploy hq\n',
    );
    expect(code).toBe(2);
  });

  it('asks for confirmation, and where nobody can be asked, for --yes', async () => {
    const { code, stderr } = await migration.interstella('deploy', 'hq');
    expect(stderr).toContain('Say yes with --yes.');
    expect(code).toBe(2);
  });

  it('does not deploy HQ without its admin key', async () => {
    const { code, stderr } = await migration.deploy('hq');
    expect(stderr).toContain('/interstella/hqAdminKey is not in SSM');
    expect(stderr).toContain('npx interstella put-keys --hq');
    expect(code).toBe(2);
  });

  it('deploys HQ', async () => {
    expect(await migration.interstella('put-keys', '--hq')).toMatchObject({ code: 0 });
    const ran = await migration.deploy('hq');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('Stage hq is deployed. Next: `npx interstella deploy workshop`, ');
    steps.templates.set('hq', await migration.deployed.template('InterstellaHq'));
    await migration.startHq();
  });

  it('skips no stage, and shows the way', async () => {
    const { code, stderr } = await migration.deploy('alb');
    expect(stderr).toContain(
      [
        'Stage alb is 3 steps away, and nothing is deployed yet. Deploy one stage at a time:',
        `  npx interstella deploy workshop --hq-url ${migration.hqUrl}`,
        `  npx interstella deploy task --hq-url ${migration.hqUrl}`,
        `  npx interstella deploy alb --hq-url ${migration.hqUrl}`,
        '',
      ].join('\n'),
    );
    expect(code).toBe(2);
  });

  it('deploys the workshop', async () => {
    expect(await migration.deploy('workshop')).toMatchObject({ code: 0 });
    steps.templates.set('workshop', await migration.deployed.template('Interstella'));
    expect(await migration.deployed.services()).toEqual(new Map());
  });

  it('names every image and key that a stage needs and that is not there', async () => {
    const { code, stderr } = await migration.deploy('task');
    expect(stderr).toContain(
      [
        'Stage task cannot be deployed yet.',
        'The image monolith:latest is not in ECR.',
        'The key /interstella/apiKey is not in SSM Parameter Store.',
        'The key /interstella/serviceKey is not in SSM Parameter Store.',
        '  npx interstella images build monolith:latest --platform linux/amd64',
        '  npx interstella images push monolith:latest',
        '  npx interstella put-keys',
        '',
      ].join('\n'),
    );
    expect(code).toBe(2);
  });

  it('puts keys encrypted, prints none, and leaves those that are there', async () => {
    const put = () => migration.interstella('put-keys', '--participant', 'team-7', ...migration.atHq);
    const first = await put();
    expect(first).toMatchObject({ code: 0 });
    const keys = [await migration.parameter('apiKey'), await migration.parameter('serviceKey')];
    const again = await put();
    expect(again.stdout).toContain('/interstella/apiKey is there already');
    expect(again.stdout).toContain('/interstella/serviceKey is there already');
    expect([await migration.parameter('apiKey'), await migration.parameter('serviceKey')]).toEqual(keys);
    for (const { type, value } of keys) {
      expect(type).toBe('SecureString');
      expect(value.length).toBeGreaterThan(40);
      expect(first.stdout + first.stderr + again.stdout + again.stderr).not.toContain(value);
    }
  });

  it('deploys the task definition', async () => {
    await migration.ecs.pushImages();
    expect(await migration.deploy('task')).toMatchObject({ code: 0 });
    steps.templates.set('task', await migration.deployed.template('Interstella'));
  });

  it('deploys the load balancer, waits until all is well, and has HQ owe orders from then on', async () => {
    // Published while nobody is subscribed, and so open from before stage alb was stable.
    await migration.hq.open('team-7');
    [oldOrder = ''] = await migration.hq.order(1);
    await migration.hq.close('team-7');
    expect((await steps.expectStep('alb')).stdout).toContain('HQ owes team-7 every order from now on.');
    const [participant] = await migration.hq.participants();
    expect(participant).toMatchObject({ name: 'team-7', open: true });
    expect(participant?.deadLetterQueueUrls.map((url) => url.split('/').at(-1))).toEqual([
      'interstella-orders-redrive',
      'interstella-iridium-redrive',
      'interstella-magnesite-redrive',
    ]);
    // HQ reads a queue at its URL, and moto's CloudFormation calls its queues as AWS does.
    const local = TOPICS.map((topic) => `${migration.moto.url}/${ACCOUNT}/interstella-${topic}-redrive`);
    await migration.hq.setDeadLetterQueues('team-7', local);
  });

  it('holds a step while an old order is open, and changes nothing', async () => {
    const before = await migration.deployed.services();
    expectHeld(await migration.deploy('iridium', '--timeout', '0'), oldOrder);
    expect(await migration.deployed.services()).toEqual(before);
    expect(await migration.hq.participants()).toMatchObject([{ open: true }]);
  });

  it("asks for the instructor's help with an HQ of theirs", async () => {
    const { stdout, stderr, code } = await migration.interstella(
      ...['deploy', 'task', '--yes', '--method', 'direct', '--timeout', '0', '--participant', 'team-7'],
      ...['-c', `apiEndpoint=${migration.hqUrl}/receiving/`],
      ...['-c', `topicArnPrefix=arn:aws:sns:${REGION}:${ACCOUNT}:interstella-`],
    );
    expectHeld({ stdout, stderr, code }, oldOrder);
    expect(stdout).toContain(
      `First the instructor must run \`npx interstella hq close team-7 --hq-url ${migration.hqUrl}\`.`,
    );
    expect(stderr).toContain('Interstella HQ still owes team-7 every order that it publishes.');
    expect(await migration.hq.participants()).toMatchObject([{ open: true }]);
  });

  it('holds a step to where nobody takes orders, when the last of them are to be fulfilled first', async () => {
    expectHeld(await migration.deploy('task', '--timeout', '0'), oldOrder);
    expect(await migration.hq.participants()).toMatchObject([{ open: true }]);
  });

  it('lets the step through as soon as the order is fulfilled', async () => {
    const running = migration.beginDeploy('iridium');
    await waitFor('the gate to hold', () => running.stdout.includes('The gate holds: 1 open'));
    expect(await migration.fulfill(oldOrder)).toMatchObject({ status: 200, body: 'success' });
    await steps.expectStep('iridium', running);
  });

  it.each(STAGES.slice(STAGES.indexOf(stageNamed('noiridium'))))(
    'goes on to stage $name',
    async ({ name }) => {
      await steps.expectStep(name);
    },
  );

  it('goes back one stage, and says which subscription is not there', async () => {
    await migration.ecs.unsubscribe('orders');
    const { code, stdout, stderr } = await migration.deploy('magnesite', '--timeout', '0.01');
    expect(stdout).toContain('Going backwards from nomagnesite to magnesite');
    expect(stderr).toMatch(
      /^Stage magnesite is not stable after 1 s:\n {2}The orders topic has no subscription of http:\S+\/order\/\.$/m,
    );
    expect(code).toBe(1);
    const status = await migration.interstella('status', ...migration.atHq);
    expect(status.stdout).toMatch(/^orders topic +→ http:\S+\/order\/ +missing$/m);
    expect(status.code).toBe(1);
  });

  it('shows what is deployed, and how it is', async () => {
    await migration.ecs.startTasksOf(stageNamed('magnesite'));
    const text = await migration.interstella('status', ...migration.atHq);
    expect(text).toMatchObject({ code: 0 });
    expect(text.stdout).toMatch(/^stage +magnesite \(stack Interstella: UPDATE_COMPLETE, changed \S+\)$/m);
    expect(text.stdout).toMatch(/^iridium:latest +1 of 1 running +1 of 1 targets healthy$/m);
    expect(text.stdout).toContain('orders of team-7: green  published 1  complete 1');
    expect(text.stdout).toContain(
      'forwards: npx interstella deploy nomagnesite   back: npx interstella deploy noiridium',
    );
    const json = await migration.interstella('status', '--json', ...migration.atHq);
    expect(JSON.parse(json.stdout)).toMatchObject({
      interstella: { stage: 'magnesite' },
      previous: 'noiridium',
      next: 'nomagnesite',
      subscriptions: TOPICS.map((topic) => ({ topic, state: 'confirmed' })),
      queues: TOPICS.map((topic) => ({ topic, deadLetters: 0 })),
      problems: [],
    });
  });

  it('takes an API key that is piped in, and says which tasks keep the old one', async () => {
    const key = 'piped-in-'.padEnd(50, 'x');
    const { code, stdout, stderr } = await migration.moto.interstella(['put-keys'], `${key}\n`).ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await migration.parameter('apiKey')).toEqual({ type: 'SecureString', value: key });
    expect(stdout).toContain('/interstella/serviceKey is there already');
    expect(stdout).toContain('--service interstella-monolith --force-new-deployment');
    expect(stdout).not.toContain('--service interstella-iridium');
    expect(stdout + stderr).not.toContain(key);
    const wrong = await migration.moto.interstella(['put-keys'], 'two words').ended;
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('A key is one word') });
  });

  it.each(['noiridium', 'nomagnesite'])('leaves plain cdk unguarded: %s at once', async (name) => {
    const { code, stderr } = await migration.deployPlainly(name);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const services = await new WhatIsDeployed(migration.moto, name).services();
    const images = stageNamed(name).tasks.map(({ service, imageTag }) => `${name}-${service}:${imageTag}`);
    expect([...services.values()].map(({ image }) => image).sort()).toEqual(images.sort());
  });

  it('lets plain cdk show what a step changes', async () => {
    const diff = ['diff', '-c', 'stage=noiridium', '--method', 'template'];
    const { code, stdout, stderr } = await migration.moto.cdk(...diff);
    expect(stdout + stderr).toContain('[-] AWS::ECS::Service MagnesiteService');
    expect(code).toBe(0);
  });

  it('puts no key into any template', async () => {
    // What a run synthesized for itself is gone.
    expect(await readdir(join(migration.moto.home, 'cdk'))).toEqual([]);
    expect([...steps.templates.keys()]).toEqual(STAGES.map(({ name }) => name));
    const texts = [...steps.templates.values()];
    for (const text of texts) expect(text).toContain('Resources');
    for (const name of ['apiKey', 'serviceKey', 'hqAdminKey']) {
      const { value } = await migration.parameter(name);
      expect(value.length).toBeGreaterThan(40);
      for (const text of texts) expect(text.includes(value)).toBe(false);
    }
  });
});
