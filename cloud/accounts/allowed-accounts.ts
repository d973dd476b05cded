import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import type { Aws } from '../aws.ts';

/** Of the statement in the topics' policies (infra/headquarters/topics.ts). */
const SID = 'ParticipantsSubscribe';

const arns = v.union([v.string(), v.array(v.string())]);
const Policy = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Statement: v.array(
      v.object({
        Sid: v.optional(v.string()),
        Principal: v.optional(v.union([v.string(), v.object({ AWS: v.optional(arns) })])),
      }),
    ),
  }),
);

/** The accounts that may subscribe to a topic as it is deployed, however they came to. */
export async function allowedAccounts({ config }: Aws, topicArn: string): Promise<readonly string[]> {
  const sns = new SNSClient(config);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  return accountsIn(Attributes?.Policy);
}

/** @param policy JSON, as SNS has it */
export function accountsIn(policy: string | undefined): readonly string[] {
  const parsed = v.safeParse(Policy, policy);
  if (!parsed.success) return [];
  const principals = parsed.output.Statement.filter(({ Sid }) => Sid === SID).flatMap(({ Principal }) =>
    typeof Principal === 'object' ? [Principal.AWS ?? []].flat() : [],
  );
  return principals.flatMap((principal) => /\d{12}/.exec(principal)?.[0] ?? []);
}
