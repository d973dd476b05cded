/** The orders topic of the bench. */
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:interstella-orders';
