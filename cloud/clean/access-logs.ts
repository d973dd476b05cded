import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { stackNameIn } from '@interstella/infra/names';
import { setTimeout as delay } from 'node:timers/promises';
import type { Aws } from '../aws.ts';
import type { DeployedStack } from '../deployed.ts';

/** Of a thousand objects each, the most that S3 lists and deletes at once. */
const PAGES = 10_000;
/** The load balancer writes what it still has for some time after it is gone. */
const ATTEMPTS = 5;
const AGAIN_AFTER_MS = 3_000;
/** CloudFormation may cut a stack's name short in what it names after it; a stack name's first letters stay. */
const LETTERS_KEPT = 16;
const LOGICAL_ID = 'StoresAccessLogs';

/** The buckets of the load balancer's access logs, which stay when their stack goes. */
export class AccessLogs {
  readonly #s3: S3Client;
  readonly #environmentName: string;

  constructor({ config }: Aws, environmentName: string, env = process.env) {
    // A local API has no host for every bucket.
    this.#s3 = new S3Client({ ...config, forcePathStyle: env.AWS_ENDPOINT_URL !== undefined });
    this.#environmentName = environmentName;
  }

  /**
   * The stack's own, as its output says, and those that an earlier stack left: by how the name that CloudFormation gives
   * them begins, and the tags that say to which environment they belong and what they are.
   *
   * @param stack as it was before it went
   */
  async find(stack: DeployedStack | undefined): Promise<readonly string[]> {
    const stackName = stackNameIn(this.#environmentName, 'Interstella').toLowerCase();
    const prefix = stackName.slice(0, LETTERS_KEPT);
    const { Buckets = [] } = await this.#s3.send(new ListBucketsCommand({ Prefix: prefix }));
    const own = stack?.outputs.AccessLogsBucket;
    const names = Buckets.flatMap(({ Name = '' }) => (Name.startsWith(prefix) || Name === own ? [Name] : []));
    const ours = await Promise.all(names.map(async (name) => name === own || (await this.#isOurs(name))));
    return names.filter((_name, index) => ours[index]);
  }

  /** @returns how many objects were in it */
  async delete(bucket: string): Promise<number> {
    let deleted = 0;
    for (let attempt = 1; ; attempt += 1) {
      deleted += await this.#empty(bucket);
      try {
        await this.#s3.send(new DeleteBucketCommand({ Bucket: bucket }));
        return deleted;
      } catch (error) {
        if ((error as Error).name !== 'BucketNotEmpty' || attempt === ATTEMPTS) throw error;
        await delay(AGAIN_AFTER_MS);
      }
    }
  }

  async #empty(bucket: string): Promise<number> {
    let deleted = 0;
    for (let page = 0; page < PAGES; page += 1) {
      const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      if (Contents.length === 0) break;
      const Objects = Contents.map(({ Key }) => ({ Key }));
      const { Errors = [] } = await this.#s3.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
      );
      if (Errors[0]) throw new Error(`${bucket} keeps ${Errors[0].Key ?? ''}: ${Errors[0].Message ?? ''}`);
      deleted += Objects.length;
    }
    return deleted;
  }

  async #isOurs(bucket: string): Promise<boolean> {
    try {
      const { TagSet = [] } = await this.#s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
      const tags = new Map(TagSet.map(({ Key, Value = '' }) => [Key, Value]));
      const isLogs =
        bucket.includes(LOGICAL_ID.toLowerCase()) ||
        tags.get('aws:cloudformation:logical-id')?.startsWith(LOGICAL_ID) === true;
      return isLogs && tags.get('EnvironmentName') === this.#environmentName;
    } catch (error) {
      // Of a bucket that only happens to be called like that, nobody need be allowed to read the tags.
      if (['NoSuchTagSet', 'NoSuchBucket', 'AccessDenied'].includes((error as Error).name)) return false;
      throw error;
    }
  }
}
