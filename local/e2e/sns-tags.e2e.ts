/** THE SNS SUITE, fourth part: the tags of topics. See Suite for running it elsewhere. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-sns';
import { Suite } from './suite.ts';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start();
});
afterAll(async () => {
  await suite.stop();
});

describe('the tags of a topic', () => {
  it('are given at its creation, added to, changed and taken away', async () => {
    const ResourceArn = await suite.createTopic();
    const listed = async () => {
      const { Tags = [] } = await suite.sns.send(new ListTagsForResourceCommand({ ResourceArn }));
      return new Map(Tags.map(({ Key, Value }) => [Key, Value]));
    };
    const tag = (tags: Record<string, string>) =>
      suite.sns.send(
        new TagResourceCommand({
          ResourceArn,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      );
    await tag({ stage: '1', owner: 'hq' });
    await tag({ stage: '2' });
    expect(await listed()).toEqual(new Map(Object.entries({ stage: '2', owner: 'hq' })));
    await suite.sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['owner', 'none'] }));
    expect(await listed()).toEqual(new Map([['stage', '2']]));
    await expect(tag({ '': 'no key' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag-${index}`, 'v']));
    await expect(tag(many)).rejects.toMatchObject({ name: 'TagLimitExceededException' });
    expect(await listed()).toEqual(new Map([['stage', '2']]));
  });

  it('are those of a topic that is there', async () => {
    const ResourceArn = `${await suite.createTopic()}-none`;
    await expect(
      suite.sns.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
