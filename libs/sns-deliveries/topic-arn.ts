/** The region in an SNS topic's ARN: `arn:aws:sns:us-east-1:123456789012:orders` → `us-east-1`. */
export function regionOfTopic(topicArn: string): string {
  return topicArn.split(':')[3] ?? '';
}
