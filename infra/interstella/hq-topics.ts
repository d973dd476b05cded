import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import { namesIn } from '../names.ts';
import type { Settings } from '../settings/index.ts';
import type { Topic } from '../stages.ts';

/** Finds HQ's topics: in this account, or in an instructor's. */
export interface HqTopics {
  arnOf(topic: Topic): string;
  /** The instructor's account, if HQ is in it. */
  readonly instructorAccount: string | undefined;
}

export function hqTopics(stack: Stack, { environmentName, instructor }: Settings): HqTopics {
  if (instructor) {
    const { topicArnPrefix } = instructor;
    return {
      arnOf: (topic) => topicArnPrefix + topic,
      instructorAccount: Arn.split(topicArnPrefix, ArnFormat.NO_RESOURCE_NAME).account,
    };
  }
  const names = namesIn(environmentName);
  return {
    arnOf: (topic) => stack.formatArn({ service: 'sns', resource: names.topic(topic) }),
    instructorAccount: undefined,
  };
}
