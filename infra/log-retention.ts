import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** At least as long as dead letters are kept, so that their logs are still there. */
export const RETENTION = RetentionDays.TWO_WEEKS;
