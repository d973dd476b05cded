import { RESOURCES, type Resource, type Service, serviceNamed, type Stage } from '@interstella/infra/stages';
import { type Answer, ask, type Question } from './ask.ts';
import { forgedNotification, forgeryFor } from './forged-notification.ts';
import { orderThroughSns } from './order-through-sns.ts';
import { gathers, type SmokePlace } from './smoke-place.ts';
import type { Check } from './smoke-test.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const FULFILLED = 'Your order has been fulfilled';

/** What to check there, in the order in which a person would. */
export function checksFor(place: SmokePlace): readonly Check[] {
  const monolith = serviceNamed('monolith');
  const resources = microservicesOf(place.stage);
  return [
    healthOf(place, monolith),
    ...resources.map((resource) => healthOf(place, serviceNamed(resource))),
    ...(place.stage ? pathRules(place, place.stage) : []),
    directOrder(place, monolith),
    ...resources.map((resource) => directOrder(place, serviceNamed(resource))),
    ...refusals(place, monolith),
    ...(place.stage?.subscriptions.length === 0 ? [] : [orderThroughSns(place)]),
  ];
}

function microservicesOf(stage: Stage | undefined): readonly Resource[] {
  return RESOURCES.filter((resource) => stage?.tasks.some(({ service }) => service === resource));
}

function healthOf({ url }: SmokePlace, { name, healthCheckPath }: Service): Check {
  return {
    name: name === 'monolith' ? 'health' : `health of ${name}`,
    run: () => expectStatus(url + healthCheckPath, {}, 200),
  };
}

/** Only the service behind a rule has something at its path, and only the default one at the others. */
function pathRules({ url }: SmokePlace, { listenerRules, defaultTarget }: Stage): Check[] {
  if (defaultTarget === undefined) return [];
  const ruled = listenerRules.map(({ pathPattern, service }) => ({
    name: `rule ${pathPattern} leads to ${service}`,
    run: () => expectMethods(url + serviceNamed(service).ordersPath, ['GET', 'POST']),
  }));
  const { ordersPath } = serviceNamed(defaultTarget);
  const unruled = RESOURCES.filter((resource) => !listenerRules.some(({ service }) => service === resource));
  return [
    ...ruled,
    {
      name: `what matches no rule leads to ${defaultTarget}`,
      run: () => expectMethods(url + ordersPath, ['POST']),
    },
    ...unruled.map((resource) => ({
      name: `no rule for ${serviceNamed(resource).ordersPath}`,
      run: () => expectStatus(url + serviceNamed(resource).ordersPath, {}, 404, 'nothing at this path'),
    })),
  ];
}

/** A monolith that gathers nothing any more says where to order instead. */
function directOrder(place: SmokePlace, { name, ordersPath }: Service): Check {
  const isMonolith = name === 'monolith';
  const Message = isMonolith ? { bundle: '1' } : { [name]: '1' };
  const question = { method: 'POST', headers: keyed(place), body: JSON.stringify({ Message }) } as const;
  const gathersNothing = isMonolith && gathers(place)?.length === 0;
  return {
    name: isMonolith ? 'a direct order' : `a direct order of ${name}`,
    run: () =>
      gathersNothing
        ? expectStatus(place.url + ordersPath, question, 409, 'gathers nothing any more')
        : expectStatus(place.url + ordersPath, question, 200, FULFILLED),
  };
}

function refusals(place: SmokePlace, { ordersPath }: Service): Check[] {
  const orders = place.url + ordersPath;
  const forgery = forgeryFor(place.ordersTopic);
  const post = (headers: Question['headers'] = {}, body = ''): Question => ({
    method: 'POST',
    headers,
    body,
  });
  return [
    {
      name: 'no order at all',
      run: () => expectStatus(orders, post(keyed(place), '{"Message":{"unobtainium":1}}'), 400, 'Message'),
    },
    {
      name: forgery.name,
      run: () =>
        expectStatus(
          orders,
          post(JSON_TYPE, forgedNotification(forgery.topicArn, new Date())),
          403,
          forgery.noticed,
        ),
    },
    { name: 'a path that is not there', run: () => expectStatus(`${place.url}/nowhere/`, {}, 404) },
  ];
}

function keyed({ serviceKey }: SmokePlace): Record<string, string> {
  return { ...JSON_TYPE, ...(serviceKey !== undefined && { 'x-api-key': serviceKey }) };
}

async function expectStatus(url: string, question: Question, status: number, text = ''): Promise<undefined> {
  const answer = await ask(url, question);
  if (answer.status === status && answer.text.includes(text)) return undefined;
  const expected = text === '' ? String(status) : `${status} "${text}"`;
  const key = answer.status === 401 ? ' Give the service key in SERVICE_KEY.' : '';
  throw new Error(`expected ${expected}, got ${described(answer)}${key}`);
}

/** A service that has the path answers another method with 405, and names the methods that it takes. */
async function expectMethods(url: string, methods: readonly string[]): Promise<undefined> {
  const { allow, ...answer } = await ask(url, { method: 'PUT' });
  const allowed = (allow ?? '').split(/, */).filter((method) => method !== 'HEAD');
  if (answer.status === 405 && allowed.sort().join() === [...methods].sort().join()) return undefined;
  throw new Error(
    `expected a service that takes ${methods.join(' and ')} there, got ${described({ ...answer, allow })}`,
  );
}

function described({ status, text, allow }: Answer): string {
  const words = text.replaceAll(/\s+/g, ' ').slice(0, 200);
  return `${status}${words === '' ? '' : ` "${words}"`}${allow === undefined ? '' : ` (allow: ${allow})`}`;
}
