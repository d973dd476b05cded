import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository, TagStatus } from 'aws-cdk-lib/aws-ecr';
import { AccountPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { capitalize } from '../capitalize.ts';
import type { Names } from '../names.ts';
import { recordOf } from '../record-of.ts';
import { SERVICES, TOPICS, type ServiceName, type Topic } from '../stages.ts';
import { KEPT_DAYS } from '../timing.ts';
import type { HqTopics } from './hq-topics.ts';
import { RETENTION } from '../log-retention.ts';

/** Number of untagged images that are kept. */
const UNTAGGED_IMAGES_KEPT = 5;
const SERVICE_NAMES = SERVICES.map(({ name }) => name);

/**
 * Everything with stored data: images, logs, dead letters. It exists from the first stage on, so that no step, forwards or
 * backwards, deletes data.
 */
export class Stores extends Construct {
  readonly repositories: Readonly<Record<ServiceName, Repository>>;
  readonly logGroups: Readonly<Record<ServiceName, LogGroup>>;
  readonly redriveQueues: Readonly<Record<Topic, Queue>>;
  readonly accessLogs: Bucket;

  constructor(scope: Construct, id: string, names: Names, topics: HqTopics) {
    super(scope, id);
    this.repositories = recordOf(SERVICE_NAMES, (service) => this.#repository(names, service));
    this.logGroups = recordOf(SERVICE_NAMES, (service) => this.#logGroup(names, service));
    this.redriveQueues = recordOf(TOPICS, (topic) => this.#redriveQueue(names, topic, topics));
    this.accessLogs = this.#accessLogs();
  }

  #repository(names: Names, service: ServiceName): Repository {
    return new Repository(this, `${capitalize(service)}Repository`, {
      repositoryName: names.service(service),
      imageScanOnPush: true,
      lifecycleRules: [{ tagStatus: TagStatus.UNTAGGED, maxImageCount: UNTAGGED_IMAGES_KEPT }],
      emptyOnDelete: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #logGroup(names: Names, service: ServiceName): LogGroup {
    return new LogGroup(this, `${capitalize(service)}Logs`, {
      logGroupName: names.service(service),
      retention: RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** The dead-letter queues: SNS moves messages there that it could not deliver for half an hour. */
  #redriveQueue(names: Names, topic: Topic, topics: HqTopics): Queue {
    const queue = new Queue(this, `${capitalize(topic)}RedriveQueue`, {
      queueName: names.redriveQueue(topic),
      retentionPeriod: Duration.days(KEPT_DAYS),
      // SQS's own key, since SNS cannot use the AWS managed key in KMS.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'DeadLettersOfTheTopic',
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topics.arnOf(topic) } },
      }),
    );
    if (topics.instructorAccount !== undefined) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          sid: 'LedgerLooksForDeadLetters',
          principals: [new AccountPrincipal(topics.instructorAccount)],
          actions: ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
          resources: [queue.queueArn],
        }),
      );
    }
    acknowledge(queue, 'AwsSolutions-SQS3', 'This is the dead-letter queue, of a subscription of SNS.');
    return queue;
  }

  /** Retained when the stack is deleted, since a bucket with logs in it cannot be deleted. The logs expire. */
  #accessLogs(): Bucket {
    const bucket = new Bucket(this, 'AccessLogs', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: Duration.days(KEPT_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AccessLogs',
        principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${Stack.of(this).account}/*`)],
      }),
    );
    acknowledge(
      bucket,
      'AwsSolutions-S1',
      'It has the access logs of the load balancer; access logs of this bucket would be logs of logs.',
    );
    return bucket;
  }
}
