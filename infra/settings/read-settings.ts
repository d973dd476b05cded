import {
  DEFAULT_ENVIRONMENT_NAME,
  MAX_RECEIVES_PER_SECOND,
  MONOLITH_GATHERS,
  SERVICES,
  STAGES,
  type MonolithTag,
  type ServiceName,
} from '../stages.ts';
import { API_QUOTA, apiThrottle } from '../headquarters/api-throttle.ts';
import { KEPT_DAYS } from '../timing.ts';
import { SettingsError, type Settings } from './settings.ts';
import { stageList } from './stage-list.ts';

/** Most tasks of a service: one instance has room for twice as many monoliths, as a rolling update needs. */
const MAXIMUM_COUNT = 6;
const MAXIMUM_ORDERS_PER_MINUTE = 600;
const MAXIMUM_RECEIVES_PER_SECOND = 1_000;
const MAXIMUM_PARTICIPANTS = 1_000;
const MAXIMUM_KEEP_DAYS = 3_650;
const DEFAULT_KEEP_DAYS = 30;

/** The pattern of an environment's name. Names of load balancers and image repositories allow no more. */
const ENVIRONMENT_NAME = /^(?!internal-)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const ENVIRONMENT_NAME_LENGTH = 20;
const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;
const TOPIC_ARN_PREFIX = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]*$/;
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]+$/;
const ACCOUNT = /^\d{12}$/;

/** Context names of the CDK itself. */
const OF_CDK = /[:@]|^cli-telemetry$|^acknowledged-issue-numbers$/;

/** Parses each context value. Throws a Problem whose message completes the sentence `-c NAME=VALUE …`. */
const READERS = {
  stage: (text: string) => {
    const stage = STAGES.find(({ name }) => name === text);
    if (!stage) throw new Problem(`is no stage. The stages, in order:\n${stageList()}`);
    return stage;
  },
  environmentName: (text: string) => {
    if (!ENVIRONMENT_NAME.test(text) || text.length > ENVIRONMENT_NAME_LENGTH) {
      throw new Problem(
        `must be 1 to ${ENVIRONMENT_NAME_LENGTH} lower-case letters, digits and single hyphens, beginning with a letter.`,
      );
    }
    return text;
  },
  allowFrom: (text: string) => {
    const [, ...numbers] = CIDR.exec(text) ?? [];
    const prefix = Number(numbers.pop());
    if (numbers.length !== 4 || numbers.some((byte) => Number(byte) > 255) || prefix > 32) {
      throw new Problem('must be a CIDR such as 203.0.113.7/32: your own address, and /32.');
    }
    if (prefix === 0) {
      throw new Problem(
        'would let everybody place orders, since stage task needs no key for them. Give your own address, as /32.',
      );
    }
    return text;
  },
  desiredCount: readCounts,
  monolithTag: (text: string) => {
    if (!Object.hasOwn(MONOLITH_GATHERS, text)) {
      throw new Problem(`is no tag of the monolith. There are ${Object.keys(MONOLITH_GATHERS).join(', ')}.`);
    }
    return text as MonolithTag;
  },
  topicArnPrefix: (text: string) => {
    if (!TOPIC_ARN_PREFIX.test(text)) {
      throw new Problem(
        "must be the ARN of HQ's topics up to their names, such as arn:aws:sns:us-east-1:123456789012:interstella-",
      );
    }
    return text;
  },
  apiEndpoint: (text: string) => {
    if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
      throw new Problem("must be the URL of HQ's fulfillment API, such as https://…/receiving/");
    }
    return text;
  },
  maxReceivesPerSecond: (text: string) => wholeNumber(text, 1, MAXIMUM_RECEIVES_PER_SECOND),
  participantAccounts: (text: string) => {
    const accounts = text.split(',').map((account) => account.trim());
    if (!accounts.every((account) => ACCOUNT.test(account))) {
      throw new Problem('must be account ids of 12 digits, separated by commas.');
    }
    return accounts;
  },
  ordersPerMinute: (text: string) => wholeNumber(text, 0, MAXIMUM_ORDERS_PER_MINUTE),
  participants: (text: string) => wholeNumber(text, 1, MAXIMUM_PARTICIPANTS),
  keepDays: (text: string) => {
    const days = wholeNumber(text, 0, MAXIMUM_KEEP_DAYS);
    if (days > 0 && days <= KEPT_DAYS) {
      throw new Problem(
        `must be 0, for ever, or more than the ${KEPT_DAYS} days that dead letters are kept.`,
      );
    }
    return days;
  },
  alarmTopicArn: (text: string) => {
    if (!TOPIC_ARN.test(text)) throw new Problem('must be the ARN of an SNS topic.');
    return text;
  },
};

type Name = keyof typeof READERS;
type Values = { [N in Name]?: ReturnType<(typeof READERS)[N]> };

/** A value is wrong. */
class Problem extends Error {}

/**
 * Reads the app's context.
 *
 * @param region where the stack will be deployed, if known
 * @throws SettingsError that names every problem at once
 */
export function readSettings(context: Readonly<Record<string, unknown>>, region?: string): Settings {
  const problems: string[] = [];
  const values: Values = {};
  for (const [name, value] of Object.entries(context)) {
    if (OF_CDK.test(name) || value === undefined || value === '') continue;
    if (Object.hasOwn(READERS, name)) readOne(name as Name, value, values, problems);
    else problems.push(`-c ${name}=… means nothing here. Known are ${Object.keys(READERS).join(', ')}.`);
  }
  problems.push(...problemsBetween(values, region));
  if (problems.length > 0) throw new SettingsError(problems);
  return settingsOf(values);
}

function readOne(name: Name, value: unknown, values: Values, problems: string[]): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  try {
    Object.assign(values, { [name]: READERS[name](text) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problems.push(`-c ${name}=${text.slice(0, 100)} ${error.message}`);
  }
}

/** Finds settings that are valid alone and contradict each other. */
function problemsBetween(values: Values, region: string | undefined): string[] {
  const { stage, monolithTag, topicArnPrefix, apiEndpoint, alarmTopicArn } = values;
  const problems: string[] = [];
  if (monolithTag && stage?.tasks.length === 0) {
    problems.push(`-c monolithTag=${monolithTag}: stage ${stage.name} runs no monolith.`);
  }
  if ((topicArnPrefix === undefined) !== (apiEndpoint === undefined)) {
    problems.push("An instructor's HQ needs both: -c topicArnPrefix=… and -c apiEndpoint=…");
  }
  const { rateLimit, burstLimit } = apiThrottle(loadOf(values));
  if (rateLimit > API_QUOTA.rateLimit || burstLimit > API_QUOTA.burstLimit) {
    problems.push(
      `-c participants=… with -c ordersPerMinute=…: HQ's API would need ${rateLimit} requests a second and a burst of ${burstLimit}; API Gateway grants ${API_QUOTA.rateLimit} and ${API_QUOTA.burstLimit}.`,
    );
  }
  const alarmRegion = TOPIC_ARN.exec(alarmTopicArn ?? '')?.[1];
  if (alarmRegion !== undefined && region !== undefined && alarmRegion !== region) {
    problems.push(
      `-c alarmTopicArn=… is in ${alarmRegion}; an alarm can only notify a topic of its own region, ${region}.`,
    );
  }
  const topicsRegion = TOPIC_ARN_PREFIX.exec(topicArnPrefix ?? '')?.[1];
  if (topicsRegion !== undefined && region !== undefined && topicsRegion !== region) {
    problems.push(
      `The topics are in ${topicsRegion}, but this deploys to ${region}. A subscription must be in its topic's region: set AWS_REGION=${topicsRegion}.`,
    );
  }
  return problems;
}

function settingsOf(values: Values): Settings {
  const { stage, allowFrom, monolithTag, topicArnPrefix, apiEndpoint, alarmTopicArn } = values;
  return {
    ...(stage && { stage }),
    environmentName: values.environmentName ?? DEFAULT_ENVIRONMENT_NAME,
    ...(allowFrom !== undefined && { allowFrom }),
    desiredCount: values.desiredCount ?? readCounts('1'),
    ...(monolithTag && { monolithTag }),
    ...(topicArnPrefix !== undefined &&
      apiEndpoint !== undefined && { instructor: { topicArnPrefix, apiEndpoint } }),
    participantAccounts: values.participantAccounts ?? [],
    keepDays: values.keepDays ?? DEFAULT_KEEP_DAYS,
    ...(alarmTopicArn !== undefined && { alarmTopicArn }),
    ...loadOf(values),
  };
}

/** The settings that the load of HQ follows from. */
function loadOf(values: Values) {
  return {
    ordersPerMinute: values.ordersPerMinute ?? 30,
    participants: values.participants ?? 50,
    maxReceivesPerSecond: values.maxReceivesPerSecond ?? MAX_RECEIVES_PER_SECOND,
  };
}

/** Parses `2`, for every service, or `monolith=2,iridium=3`. The default is 1. */
function readCounts(text: string): Record<ServiceName, number> {
  const counts = Object.fromEntries(SERVICES.map(({ name }) => [name, 1])) as Record<ServiceName, number>;
  for (const part of text.split(',')) {
    const [count = '', name] = part.split('=').reverse();
    if (name !== undefined && !Object.hasOwn(counts, name.trim())) {
      throw new Problem(
        `names no service in ${JSON.stringify(part)}. There are ${Object.keys(counts).join(', ')}.`,
      );
    }
    const services = name === undefined ? SERVICES.map((service) => service.name) : [name.trim()];
    for (const service of services) counts[service as ServiceName] = wholeNumber(count, 1, MAXIMUM_COUNT);
  }
  return counts;
}

function wholeNumber(text: string, minimum: number, maximum: number): number {
  const number = Number(text);
  if (!/^\s*\d+\s*$/.test(text) || number < minimum || number > maximum) {
    throw new Problem(`must be whole numbers from ${minimum} to ${maximum}.`);
  }
  return number;
}
