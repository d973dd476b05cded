import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** As long as dead letters can wait for somebody to ask what became of them. */
export const RETENTION = RetentionDays.TWO_WEEKS;
