import { PublishBatchCommand, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { messageFor } from './order.ts';

/** Most entries that SNS takes in one PublishBatch. */
export const PUBLISH_LIMIT = 10;

/** Publishes orders. */
export interface Topics {
  /**
   * Publishes one message per order on the topic, with the order id as Subject.
   *
   * @param orderIds at most ten
   * @returns the order ids that the topic did not take
   */
  publish(topic: string, orderIds: readonly string[]): Promise<readonly string[]>;
}

/** The topics `<prefix><name>` on Amazon SNS. */
export class SnsTopics implements Topics {
  constructor(
    private readonly sns: SNSClient,
    private readonly arnPrefix: string,
  ) {}

  async publish(topic: string, orderIds: readonly string[]): Promise<readonly string[]> {
    const TopicArn = this.arnPrefix + topic;
    const Message = messageFor(topic);
    const [only] = orderIds;
    if (only !== undefined && orderIds.length === 1) {
      await this.sns.send(new PublishCommand({ TopicArn, Message, Subject: only }));
      return [];
    }
    const { Failed: failed } = await this.sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: orderIds.map((orderId, index) => ({
          Id: String(index),
          Message,
          Subject: orderId,
        })),
      }),
    );
    return (failed ?? []).flatMap(({ Id: id }) => orderIds[Number(id)] ?? []);
  }
}
