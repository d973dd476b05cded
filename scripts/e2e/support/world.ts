import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { HqClient, type ParticipantReport } from '@interstella/hq/client';
import { MONOLITH_GATHERS, RESOURCES, type MonolithTag } from '@interstella/infra/stages';
import { bundleOf } from '@interstella/libs/testing';
import { awsEnvironment, clientConfig, type AwsEndpoint } from '../../start/aws-endpoint.ts';
import { ChildProgram } from '../../start/child-program.ts';
import { provision, putKeys, type Keys } from '../../start/provision.ts';
import { subscribe } from '../../start/subscribe.ts';
import { FaultProxy } from './fault-proxy.ts';
import { RunningProgram } from './running-program.ts';
import { Route } from './route.ts';
import { Witness } from './witness.ts';

export const PARTICIPANT = 'rehearsal';
const REGION = 'us-east-1';
const HOST = '127.0.0.1';

/** Retries that outlast every outage that a test makes, and come soon after it. Delays in seconds. */
const PATIENT = { minDelayTarget: 0.2, maxDelayTarget: 0.5, numRetries: 100 };
/** Gives up within half a second. */
export const IMPATIENT = { minDelayTarget: 0.2, maxDelayTarget: 0.2, numRetries: 2 };

export interface WorldOptions {
  readonly retryWindowMs?: number;
  readonly unattributedExpected?: boolean;
  /** Puts a proxy between HQ and all of AWS: {@link World.aws}. */
  readonly watchAws?: boolean;
}
