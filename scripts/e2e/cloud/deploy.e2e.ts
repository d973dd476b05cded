import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { HqClient } from '@interstella/hq/client';
import { FULFILLED_BY_HEADER, ORDER_ID_HEADER } from '@interstella/libs/orders';
import { serviceNamed, type Stage, STAGES, TOPICS } from '@interstella/infra/stages';
import { bundleOf, call, Program, type StartedProgram, waitFor } from '@interstella/libs/testing';
import {
  ACCOUNT,
  type Command,
  describeWithMoto,
  Moto,
  type Ran,
  REGION,
  WhatEcsDoes,
  WhatIsDeployed,
} from './support/index.ts';

const stageNamed = (name: string): Stage => {
  const stage = STAGES.find((one) => one.name === name);
  if (!stage) throw new Error(`There is no stage ${name}.`);
  return stage;
};

const tagOf = ({ tasks }: Stage): string | undefined =>
  tasks.find(({ service }) => service === 'monolith')?.imageTag;

const LOAD_BALANCER_URL = 'http://interstella-1.us-east-1.elb.amazonaws.com';

// One account, from nothing to the last stage: every test goes on from where the one before ended.
describeWithMoto('a migration on a local AWS', () => {
  let moto: Moto;
  let ecs: WhatEcsDoes;
  let deployed: WhatIsDeployed;
  let hq: StartedProgram | undefined;
  let hqClient: HqClient;
  let oldOrder: string;
  /** Of the monolith, as it was deployed last. */
  let lastTag: string | undefined = 'latest';

  beforeAll(async () => {
    moto = await Moto.start();
    ecs = new WhatEcsDoes(moto);
    deployed = new WhatIsDeployed(moto);
    await moto.bootstrap();
  });

  afterAll(async () => {
    hq?.signal('SIGKILL');
    await hq?.exited;
    await moto.stop();
  });

  const interstella = (...args: string[]) => moto.interstella(args).ended;
  const atHq = () => ['--hq-url', hq?.url ?? ''];
  const begin = (stage: string, ...more: string[]) =>
    moto.interstella(['deploy', stage, '--yes', '--method', 'direct', ...more]);
  const deploy = (stage: string, ...more: string[]) => begin(stage, ...more).ended;

  const parameter = async (name: string) => {
    const { Parameter } = await new SSMClient(moto.config).send(
      new GetParameterCommand({ Name: name, WithDecryption: true }),
    );
    return { type: Parameter?.Type, value: Parameter?.Value ?? '' };
  };

  it('begins with HQ, and says so', async () => {
    expect(await deploy('workshop')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'HQ is not deployed in this account. Deploy it first:\n  npx interstella deploy hq\n',
      ),
    });
  });

  it('asks for confirmation, and where nobody can be asked, for --yes', async () => {
    expect(await interstella('deploy', 'hq')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    });
  });

  it('does not deploy HQ without its admin key', async () => {
    const { code, stderr } = await deploy('hq');
    expect(stderr).toContain('/interstella/hqAdminKey is not in SSM');
    expect(stderr).toContain('npx interstella put-keys --hq');
    expect(code).toBe(2);
  });

  it('deploys HQ', async () => {
    expect((await interstella('put-keys', '--hq')).code).toBe(0);
    const { code, stdout, stderr } = await deploy('hq');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('Stage hq is deployed. Next: `npx interstella deploy workshop`, ');
    // The same HQ as in the Lambda that moto does not run, over the stack's own tables and topics.
    hq = await Program.start(bundleOf('hq'), {
      ...moto.env,
      PORT: '0',
      HOST: '127.0.0.1',
      TOPIC_ARN_PREFIX: `arn:aws:sns:${REGION}:${ACCOUNT}:interstella-`,
      HQ_ADMIN_KEY: (await parameter('/interstella/hqAdminKey')).value,
    });
    hqClient = new HqClient({ url: hq.url, adminKey: (await parameter('/interstella/hqAdminKey')).value });
  });

  it('skips no stage, and shows the way', async () => {
    const { code, stderr } = await deploy('alb');
    expect(stderr).toContain(
      [
        'Stage alb is 3 steps away, and nothing is deployed yet. Deploy one stage at a time:',
        '  npx interstella deploy workshop',
        '  npx interstella deploy task',
        '  npx interstella deploy alb',
        '',
      ].join('\n'),
    );
    expect(code).toBe(2);
  });

  it('deploys the workshop', async () => {
    const { code, stderr } = await deploy('workshop');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await deployed.services()).toEqual(new Map());
  });

  it('names every image and key that a stage needs and that is not there', async () => {
    const { code, stderr } = await deploy('task');
    expect(stderr).toContain(
      [
        'Stage task cannot be deployed yet.',
        'The image monolith:latest is not in ECR.',
        'The key /interstella/apiKey is not in SSM Parameter Store.',
        'The key /interstella/serviceKey is not in SSM Parameter Store.',
        '  npx interstella images build monolith:latest',
        '  npx interstella images push monolith:latest',
        '  npx interstella put-keys',
        '',
      ].join('\n'),
    );
    expect(code).toBe(2);
  });

  it('puts keys encrypted, prints none, and leaves those that are there', async () => {
    const first = await interstella('put-keys', '--participant', 'team-7', ...atHq());
    expect(first).toMatchObject({ code: 0 });
    const [apiKey, serviceKey] = [
      await parameter('/interstella/apiKey'),
      await parameter('/interstella/serviceKey'),
    ];
    expect([apiKey.type, serviceKey.type]).toEqual(['SecureString', 'SecureString']);
    const again = await interstella('put-keys', '--participant', 'team-7', ...atHq());
    expect(again.stdout).toMatch(
      /serviceKey is there already[^]*apiKey is there already|apiKey is there already[^]*serviceKey is there already/,
    );
    expect(await parameter('/interstella/serviceKey')).toEqual(serviceKey);
    for (const key of [apiKey, serviceKey]) {
      expect(key.value.length).toBeGreaterThan(40);
      expect(first.stdout + first.stderr + again.stdout + again.stderr).not.toContain(key.value);
    }
    const answer = await call(hq?.url ?? '', '/receiving/', {
      headers: { 'x-api-key': apiKey.value },
      body: '{}',
    });
    expect(answer.status).toBe(400);
  });

  it('deploys the task definition', async () => {
    await ecs.pushImages();
    const { code, stderr } = await deploy('task');
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });

  it('says what does not become well', async () => {
    // Published while nobody is subscribed, and so open from before stage alb was stable.
    await hqClient.open('team-7');
    [oldOrder = ''] = await hqClient.order(1);
    await hqClient.close('team-7');
    const { code, stderr } = await deploy('alb', '--timeout', '0.01', ...atHq());
    expect(stderr).toContain(
      [
        'Stage alb is not stable after 1 s:',
        '  The load balancer knows 0 of the 1 targets that monolith should have.',
        `  The orders topic has no subscription of ${LOAD_BALANCER_URL}/order/.`,
      ].join('\n'),
    );
    expect(code).toBe(1);
    expect((await interstella('status', ...atHq())).code).toBe(1);
  });

  it('deploys the same stage again, waits until all is well, and has HQ owe orders from then on', async () => {
    const { stdout } = await expectStep(begin('alb', ...atHq()), stageNamed('alb'));
    expect(stdout).toContain('Interstella HQ owes team-7 every order from now on.');
    const [participant] = await hqClient.participants();
    expect(participant).toMatchObject({ name: 'team-7', open: true });
    expect(participant?.deadLetterQueueUrls.map((url) => url.split('/').at(-1))).toEqual([
      'interstella-orders-redrive',
      'interstella-iridium-redrive',
      'interstella-magnesite-redrive',
    ]);
    // HQ reads a queue at its URL, and moto's CloudFormation calls its queues as AWS does.
    const local = TOPICS.map((topic) => `${moto.url}/${ACCOUNT}/interstella-${topic}-redrive`);
    await hqClient.setDeadLetterQueues('team-7', local);
  });

  it('holds a step while an old order is open, and changes nothing', async () => {
    const before = await deployed.services();
    expectHeld(await deploy('iridium', '--timeout', '0', ...atHq()));
    expect(await deployed.services()).toEqual(before);
    expect(await hqClient.participants()).toMatchObject([{ open: true }]);
  });

  it('holds a step to where nobody takes orders, when the last of them are to be fulfilled first', async () => {
    expectHeld(await deploy('task', '--timeout', '0', ...atHq()));
    expect(await hqClient.participants()).toMatchObject([{ open: false }]);
  });

  it("asks for the instructor's help with an HQ of theirs", async () => {
    await hqClient.open('team-7');
    const { stdout, ...ran } = await deploy(
      ...(['task', '--timeout', '0', '-c', `apiEndpoint=${hq?.url ?? ''}/receiving/`] as const),
      ...['-c', `topicArnPrefix=arn:aws:sns:${REGION}:${ACCOUNT}:interstella-`],
    );
    expectHeld({ stdout, ...ran });
    expect(stdout).toContain('First the instructor must run `npx interstella hq close team-7`.');
    expect(await hqClient.participants()).toMatchObject([{ open: true }]);
  });

  it('lets the step through as soon as the order is fulfilled', async () => {
    const running = begin('iridium', ...atHq());
    await waitFor('the gate to hold', () => running.stdout.includes('The gate holds: 1 open'));
    await fulfill(oldOrder);
    await expectStep(running, stageNamed('iridium'));
  });

  it.each(STAGES.slice(STAGES.indexOf(stageNamed('noiridium'))))('goes on to stage $name', async (stage) => {
    await expectStep(begin(stage.name, ...atHq()), stage);
  });

  it('goes back one stage', async () => {
    const { stdout } = await expectStep(begin('magnesite', ...atHq()), stageNamed('magnesite'));
    expect(stdout).toContain('Going backwards from nomagnesite to magnesite');
  });

  it.each(['noiridium', 'nomagnesite'])('leaves plain cdk unguarded: %s at once', async (name) => {
    const plain = (command: string, ...more: string[]) =>
      moto.cdk(
        ...[command, '-c', `stage=${name}`, '-c', `environmentName=${name}`, ...more],
        ...['--output', join(moto.home, 'plain', name)],
      );
    const diff = await plain('diff', '--method', 'template');
    expect(diff).toMatchObject({ code: 0 });
    expect(diff.stdout + diff.stderr).toContain('[+] AWS::ECS::Service');
    expect(await plain('deploy', '--method', 'direct', '--require-approval', 'never')).toMatchObject({
      code: 0,
    });
    const services = await new WhatIsDeployed(moto, name).services();
    const images = stageNamed(name).tasks.map(({ service, imageTag }) => `${name}-${service}:${imageTag}`);
    expect([...services.values()].map(({ image }) => image).sort()).toEqual(images.sort());
  });

  it('shows what is deployed, and how it is', async () => {
    const text = await interstella('status', ...atHq());
    expect(text).toMatchObject({ code: 0 });
    expect(text.stdout).toMatch(/^stage +magnesite \(stack Interstella: UPDATE_COMPLETE, changed \S+\)$/m);
    expect(text.stdout).toMatch(/^iridium:latest +1 of 1 running +1 of 1 targets healthy$/m);
    expect(text.stdout).toContain('orders of team-7: green  published 1  complete 1');
    expect(text.stdout).toContain(
      'forwards: npx interstella deploy nomagnesite   back: npx interstella deploy noiridium',
    );
    const json = await interstella('status', '--json', ...atHq());
    expect(JSON.parse(json.stdout)).toMatchObject({
      interstella: { stage: 'magnesite' },
      previous: 'noiridium',
      next: 'nomagnesite',
      subscriptions: ['orders', 'iridium', 'magnesite'].map((topic) => ({ topic, state: 'confirmed' })),
      queues: [{ deadLetters: 0 }, { deadLetters: 0 }, { deadLetters: 0 }],
      problems: [],
    });
  });

  it('puts no key into any template', async () => {
    const folder = join(moto.home, 'cdk');
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json'));
    expect(files.filter((file) => file.endsWith('.template.json')).length).toBeGreaterThanOrEqual(
      STAGES.length,
    );
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    for (const name of ['apiKey', 'serviceKey', 'hqAdminKey']) {
      const { value } = await parameter(`/interstella/${name}`);
      expect(value.length).toBeGreaterThan(40);
      for (const text of texts) expect(text.includes(value)).toBe(false);
    }
  });

  function expectHeld({ code, stderr }: Ran): void {
    expect(stderr).toContain('The gate still holds; nothing was changed.');
    expect(stderr).toMatch(
      new RegExp(`^  ${oldOrder}, published \\S+, lacks iridium, magnesite: open$`, 'm'),
    );
    expect(code).toBe(1);
  }

  async function fulfill(orderId: string): Promise<void> {
    const answer = await call(hq?.url ?? '', '/receiving/', {
      headers: {
        'x-api-key': (await parameter('/interstella/apiKey')).value,
        [ORDER_ID_HEADER]: orderId,
        [FULFILLED_BY_HEADER]: 'monolith',
      },
      body: '{"iridium": 1, "magnesite": 1}',
    });
    expect(answer).toMatchObject({ status: 200, body: 'success' });
  }

  /** A step that CloudFormation and ECS take, and what is there of it then. */
  async function expectStep(running: Command, stage: Stage): Promise<Ran> {
    const before = await deployed.services();
    await ecs.startTasksOf(stage, LOAD_BALANCER_URL, running);
    const ran = await running.ended;
    expect(ran).toMatchObject({ code: 0 });
    const after = await deployed.services();
    // moto keeps a service that a step back removes, and tells no image of a task definition that was changed.
    expect([...after.keys()]).toEqual(
      expect.arrayContaining(stage.tasks.map(({ service }) => `interstella-${service}`)),
    );
    const changed = [...before.keys()].filter(
      (name) => after.get(name)?.taskDefinition !== before.get(name)?.taskDefinition,
    );
    expect(changed).toEqual(tagOf(stage) === lastTag ? [] : ['interstella-monolith']);
    lastTag = tagOf(stage);
    await expectRouting(stage);
    return ran;
  }

  async function expectRouting(stage: Stage): Promise<void> {
    const byName = <T extends { name: string }>(groups: T[]) =>
      groups.sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(await deployed.rules()).toEqual([
      ...stage.listenerRules.map(({ priority, pathPattern, service }) => ({
        priority: String(priority),
        paths: [pathPattern],
        target: `interstella-${service}`,
      })),
      { priority: 'default', paths: [], target: `interstella-${stage.defaultTarget ?? ''}` },
    ]);
    const groups = stage.tasks.map(({ service }) => {
      const { containerPort: port, healthCheckPath } = serviceNamed(service);
      return { name: `interstella-${service}`, port, healthCheckPath };
    });
    expect(byName(await deployed.targetGroups())).toMatchObject(byName(groups));
  }
});
