/** run-task, and clean, on a local AWS. */
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithMoto, Moto } from './support/index.ts';
import { closePorts, joinCluster } from './support/instance.ts';
import { YesSayer } from '../../cli/e2e/support/yes-sayer.ts';

const ALLOWED = '203.0.113.7/32';

// One account: every test goes on from where the one before ended.
describeWithMoto('what is done beside the steps, on a local AWS,', () => {
  let moto: Moto;
  let s3: S3Client;
  let stub: YesSayer;

  beforeAll(async () => {
    moto = await Moto.start();
    s3 = new S3Client(moto.config);
    stub = await YesSayer.start();
    await moto.bootstrap();
    expect((await interstella('put-keys', '--hq')).code).toBe(0);
    // Else its tasks have stopped as soon as they are started.
    await fetch(`${moto.url}/moto-api/state-manager/set-transition`, {
      method: 'POST',
      body: JSON.stringify({ model_name: 'ecs::task', transition: { progression: 'manual', times: 1_000 } }),
    });
  });

  afterAll(async () => {
    stub.stop();
    await moto.stop();
  });

  const interstella = (...args: string[]) => moto.interstella(args).ended;

  /** `npx cdk deploy`, plain: what guards it has its own tests. */
  async function deploy(stage: string, ...context: string[]): Promise<void> {
    const more = ['--method', 'direct', '--require-approval', 'never', '--output', join(moto.home, 'cdk')];
    const { code, stderr } = await moto.cdk('deploy', '-c', `stage=${stage}`, ...context, ...more);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }

  const buckets = async () =>
    ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name = '' }) => Name);
  const accessLogs = async () => (await buckets()).find((name) => name.includes('accesslogs')) ?? '';

  const parameters = async () => {
    const question = new GetParametersByPathCommand({ Path: '/interstella' });
    const { Parameters = [] } = await new SSMClient(moto.config).send(question);
    return Parameters.map(({ Name }) => Name).sort();
  };

  it('run-task says that nothing is deployed', async () => {
    expect(await interstella('run-task')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nothing is deployed in account 123456789012, us-east-1.'),
    });
  });

  it('run-task names the stage that it is for', async () => {
    // As far as the command looks at it.
    const stack = {
      Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
      Outputs: { Stage: { Value: 'workshop' } },
    };
    const cloudFormation = new CloudFormationClient(moto.config);
    const StackName = 'Interstella';
    await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(stack) }));
    const { code, stderr } = await interstella('run-task');
    await cloudFormation.send(new DeleteStackCommand({ StackName }));
    expect(stderr).toContain('Stage workshop is deployed, and has nothing for run-task: that is stage task.');
    expect(stderr).toContain('npx interstella deploy task');
    expect(code).toBe(2);
  });

  it('run-task runs the task, and says how to send it an order; again, it is the same one', async () => {
    await deploy('task', '-c', `allowFrom=${ALLOWED}`);
    const address = await joinCluster(moto, 'interstella');
    const { code, stdout, stderr } = await interstella('run-task');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain(`The task runs.\nSend it an order, from ${ALLOWED}:\n`);
    expect(stdout).toContain(`-d '{"Message":{"bundle":"1"}}' http://${address}:5000/order/\n`);
    expect((await interstella('run-task')).stdout).toContain('The task runs already.');
  });

  it('run-task says where nobody reaches the port', async () => {
    await closePorts(moto);
    const { code, stdout } = await interstella('run-task');
    expect(stdout).toContain('Nobody can reach port 5000 of the instance.');
    expect(stdout).toContain('npx interstella deploy task -c allowFrom=ADDRESS/32');
    expect(code).toBe(0);
  });

  it('smoke tests the deployed stage, and shows the service key to nobody but its load balancer', async () => {
    const Value = 'a-service-key-for-tests';
    await new SSMClient(moto.config).send(
      new PutParameterCommand({ Name: '/interstella/serviceKey', Type: 'SecureString', Value }),
    );
    const { stderr } = await interstella('smoke', '--aws');
    expect(stderr).toContain('Stage task in account 123456789012 has no load balancer.');
    const { stdout } = await interstella('smoke', '--aws', '--json', '--url', stub.url);
    const smoked = JSON.parse(stdout) as { stage: string; checks: { name: string; outcome: string }[] };
    expect(smoked.stage).toBe('task');
    expect(smoked.checks).toContainEqual({ name: 'health', outcome: 'ok' });
    expect(stub.headersAt('POST /order/')).not.toHaveProperty('x-api-key');
  });

  it('the commands of HQ have the admin key from Parameter Store', async () => {
    await deploy('hq');
    const { code } = await interstella('hq', 'close', 'team-7', '--aws', '--hq-url', stub.url);
    expect(code).toBe(0);
    const { Parameter } = await new SSMClient(moto.config).send(
      new GetParameterCommand({ Name: '/interstella/hqAdminKey', WithDecryption: true }),
    );
    expect(Parameter?.Value).toMatch(/.{16,}/);
    expect(stub.headersAt('POST /admin/participants/team-7/close')).toMatchObject({
      'x-admin-key': Parameter?.Value,
    });
  });

  it('run-task --stop stops it', async () => {
    expect(await interstella('run-task', '--stop')).toMatchObject({
      code: 0,
      stdout: 'The task is stopped.\n',
    });
    expect((await interstella('run-task', '--stop')).stdout).toBe('No task runs that run-task started.\n');
  });

  it('clean does nothing unless somebody says so', async () => {
    const before = await buckets();
    const { code, stderr } = await interstella('clean');
    expect(stderr).toContain('--yes');
    expect(code).toBe(2);
    expect(await buckets()).toEqual(before);
  });

  // moto's CloudFormation does not get its network deleted, with instances in it.
  it('clean says what holds it up, and goes on from there when it is run again', async () => {
    const first = await interstella('clean', '--yes');
    expect(first.stdout).toContain(
      [
        'Environment interstella, account 123456789012, us-east-1. This destroys:',
        '  stack Interstella, stage task',
        '  stack InterstellaHq, stage hq, with its ledger, its participants and their reports',
        `  bucket ${await accessLogs()}`,
      ].join('\n'),
    );
    expect(first.stdout).toMatch(/^Nobody will be closed at HQ: .* cannot be reached at /m);
    expect(first.stdout).not.toContain('InterstellaHq is deleted');
    expect(first.stderr).toMatch(/vpc-\w+ has dependencies/);
    expect(first.code).toBe(1);
  });

  it('clean destroys what is left, the access logs with their bucket, and says what stays', async () => {
    const bucket = await accessLogs();
    for (const key of ['AWSLogs/1', 'AWSLogs/2']) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'a line' }));
    }
    // As another environment has it: not to be touched.
    const others = 'interstella-storesaccesslogs-of-others';
    await s3.send(new CreateBucketCommand({ Bucket: others }));
    const performance = '/aws/ecs/containerinsights/interstella/performance';
    await new CloudWatchLogsClient(moto.config).send(
      new CreateLogGroupCommand({ logGroupName: performance }),
    );

    const { code, stdout, stderr } = await interstella('clean', '--yes');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('The stack InterstellaHq is deleted.');
    expect(stdout).toContain(`The bucket ${bucket} is deleted, with 2 access logs.`);
    expect(stdout).toContain(`aws logs delete-log-group --log-group-name ${performance}`);
    expect(stdout).toMatch(/network interface eni-\w+ /);
    expect(stdout).toContain('parameter /interstella/hqAdminKey');
    expect(stdout).toContain('stack CDKToolkit of cdk bootstrap');
    expect(await buckets()).toContain(others);
    expect(await buckets()).not.toContain(bucket);
    expect(await parameters()).toEqual(['/interstella/hqAdminKey', '/interstella/serviceKey']);
  });

  it('clean --keys deletes the keys, too', async () => {
    const { code, stdout } = await interstella('clean', '--yes', '--keys');
    expect(stdout).toContain(
      'This destroys:\n  parameter /interstella/hqAdminKey\n  parameter /interstella/serviceKey\n',
    );
    expect(stdout).toContain('Deleted /interstella/hqAdminKey, /interstella/serviceKey.');
    expect(code).toBe(0);
    expect(await parameters()).toEqual([]);
  });
});
