import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { STAGES } from '@interstella/infra/stages';
import { waitFor } from '@interstella/libs/testing';
import type { Deployment } from '@interstella/local/platform/deployment';
import { LoadBalancer, pathOf, Router } from '@interstella/local/platform/load-balancer';
import { readDeployment, type Template } from '@interstella/local/platform/template';
import { synthesize } from '@interstella/migration/assembly/synthesize.ts';
import { PLACE, useSynthesis } from '@interstella/migration/assembly/testing/use-synthesis.ts';
import { evaluateRules } from '../../cli/e2e/support/rules-evaluator.ts';

const BALANCED = STAGES.filter(({ defaultTarget }) => defaultTarget !== undefined).map(({ name }) => name);
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

useSynthesis();
const templates = new Map<string, Template>();

beforeAll(async () => {
  for (const stage of BALANCED) templates.set(stage, await synthesize(stage));
});

function templateOf(stage: string): Template {
  const template = templates.get(stage);
  if (!template) throw new Error(`Stage ${stage} was not synthesized.`);
  return template;
}

/** Of the name that the load balancer knows it by. */
function logicalIdOf({ Resources }: Template, targetGroup: string): string {
  const found = Object.entries(Resources).find(
    ([, { Type, Properties }]) => Type === TARGET_GROUP && Properties?.Name === targetGroup,
  );
  return found?.[0] ?? `none named ${targetGroup}`;
}

function decide(template: Template, requestTarget: string): string {
  const { listener } = readDeployment(template, PLACE);
  if (!listener) throw new Error('The stage has no listener.');
  const action = new Router(listener).decide(pathOf(requestTarget));
  return action.type === 'forward' ? logicalIdOf(template, action.targetGroup) : action.type;
}

/** Characters and pieces of which paths are made that nearly match, or match where one would not think so. */
const piece = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '/iridium',
    '/magnesite',
    '/order/',
    '/fulfill/',
    'iridium',
    '/iridiu',
    '/Iridium',
  ),
  fc.constantFrom(
    '/IRIDIUM',
    '/magnesit',
    '%2F',
    '%2f',
    '%69ridium',
    '/%69ridium',
    '/..',
    '/.',
    '%00',
    '%C3%A9',
  ),
  fc.constantFrom(
    '?',
    '??',
    '?a=/iridium',
    '*',
    '/*',
    '/iridium*',
    ';',
    ':80',
    '@',
    '&',
    '+',
    '%',
    '%zz',
    '~',
  ),
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 6,
  }),
);
const requestTarget = fc
  .tuple(
    fc.constantFrom('/', '/', '/iridium', '/magnesite', '/order/', '/iridiu', '/Iridium', '/magnesitE'),
    fc.array(piece, { maxLength: 4 }),
  )
  .map(([start, pieces]) => start + pieces.join('').replaceAll('#', ''));

/**
 * By other means than the load balancer: a URL has resolved its dot segments, and leaves what else is encoded. It would take
 * a backslash for a slash.
 */
function normalPathOf(target: string): string {
  const { pathname } = new URL(`http://x${target.replaceAll('\\', '%5C')}`);
  return pathname.replace(/%[2-7][0-9a-f]/gi, (encoded) => {
    const character = decodeURIComponent(encoded);
    return /[\w.~-]/.test(character) ? character : encoded;
  });
}

describe.each(BALANCED)('the load balancer in stage %s', (stage) => {
  it('decides as the raw template says', () => {
    const template = templateOf(stage);
    const { listener } = readDeployment(template, PLACE);
    if (!listener) throw new Error('The stage has no listener.');
    const router = new Router(listener);
    const decided = new Set<string>();
    fc.assert(
      fc.property(requestTarget, (target) => {
        const action = router.decide(pathOf(target));
        const found = action.type === 'forward' ? logicalIdOf(template, action.targetGroup) : action.type;
        expect(found).toBe(evaluateRules(template, target));
        decided.add(found);
      }),
      { numRuns: 2_000 },
    );
    const groups = Object.values(template.Resources).filter(({ Type }) => Type === TARGET_GROUP);
    expect(decided.size).toBe(groups.length);
  });

  it('decides so for whole requests, too', async () => {
    const template = templateOf(stage);
    const balanced = await Balanced.start(readDeployment(template, PLACE));
    try {
      const targets = fc.sample(requestTarget, 120);
      for (const target of [...targets, '/iridium/?a=1', '/magnesite']) {
        const answered = logicalIdOf(template, await balanced.ask(target));
        expect([target, answered]).toEqual([target, evaluateRules(template, normalPathOf(target))]);
      }
    } finally {
      await balanced.stop();
    }
  });
});

it('it decides as the raw template says whatever rules are added to one, in whatever order', () => {
  const template = templateOf('nomagnesite');
  const ids = Object.entries(template.Resources).filter(([, { Type }]) => Type === TARGET_GROUP);
  const [, rule] = Object.entries(template.Resources).find(([, { Type }]) => Type === RULE) ?? [];
  const pattern = fc
    .array(fc.oneof(fc.constantFrom('*', '?', '/', '/iridium', '/order', 'm'), fc.constantFrom('/a', 'i')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((pieces) => pieces.join(''));
  const added = fc.record({
    Priority: fc.integer({ min: 3, max: 50_000 }),
    patterns: fc.array(pattern, { minLength: 1, maxLength: 3 }),
    to: fc.constantFrom(...ids.map(([id]) => id)),
  });
  const rules = fc.uniqueArray(added, { selector: ({ Priority }) => Priority, minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(rules, requestTarget, (planted, target) => {
      const copy = structuredClone(template);
      const resources = copy.Resources as Record<string, unknown>;
      for (const { Priority, patterns, to } of planted) {
        resources[`Planted${Priority}`] = {
          Type: RULE,
          Properties: {
            ...rule?.Properties,
            Priority,
            Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: patterns } }],
            Actions: [{ Type: 'forward', TargetGroupArn: { Ref: to } }],
          },
        };
      }
      expect(decide(copy, target)).toBe(evaluateRules(copy, target));
    }),
    { numRuns: 500 },
  );
});

/** A load balancer before servers that answer the name of the target group that each stands for. */
class Balanced {
  readonly #loadBalancer = new LoadBalancer({ host: '127.0.0.1' });
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #servers: Server[] = [];

  static async start({ listener, targetGroups }: Deployment): Promise<Balanced> {
    const balanced = new Balanced();
    const { targetGroups: registry } = balanced.#loadBalancer;
    await balanced.#loadBalancer.listen(0);
    await balanced.#loadBalancer.configure(listener, targetGroups);
    for (const { name } of targetGroups) {
      const server = createServer((_request, response) => response.end(name)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      balanced.#servers.push(server);
      const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
      registry.register(name, address);
      await waitFor(`${name} to be healthy`, () => registry.health(name, address).state === 'healthy');
    }
    return balanced;
  }

  /** @returns what the server said that the request came to */
  async ask(path: string): Promise<string> {
    const call = request({
      host: '127.0.0.1',
      port: this.#loadBalancer.port,
      path,
      agent: this.#agent,
    }).end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    return Buffer.concat((await response.toArray()) as Buffer[]).toString();
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.#loadBalancer.close();
    for (const server of this.#servers) {
      const closed = once(server, 'close');
      server.close().closeAllConnections();
      await closed;
    }
  }
}
