import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { stackNameIn } from '@interstella/infra/names';
import type { Aws } from '../cloud/aws.ts';

/** Of a thousand objects each, the most that S3 lists and deletes at once. */
const PAGES = 10_000;

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
   * Also those that an earlier stack left: by the name that CloudFormation gives them, and the tag that says to which
   * environment they belong.
   */
  async find(): Promise<readonly string[]> {
    const prefix = `${stackNameIn(this.#environmentName, 'Interstella').toLowerCase()}-storesaccesslogs`;
    const { Buckets = [] } = await this.#s3.send(new ListBucketsCommand({ Prefix: prefix }));
    const names = Buckets.flatMap(({ Name }) => (Name?.startsWith(prefix) ? [Name] : []));
    const ours = await Promise.all(names.map((name) => this.#isOurs(name)));
    return names.filter((_name, index) => ours[index]);
  }

  /** @returns how many objects were in it */
  async delete(bucket: string): Promise<number> {
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
    await this.#s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    return deleted;
  }

  async #isOurs(bucket: string): Promise<boolean> {
    try {
      const { TagSet = [] } = await this.#s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
      return TagSet.some(({ Key, Value }) => Key === 'EnvironmentName' && Value === this.#environmentName);
    } catch (error) {
      if ((error as Error).name === 'NoSuchTagSet') return false;
      throw error;
    }
  }
}
