import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';

/** The index of the participants table that finds a participant by the hash of the API key. */
const KEY_HASH_INDEX = 'byKeyHash';

/** The ledger and what stands around it, as HQ's own program makes them where there is no stack. */
export class Tables extends Construct {
  readonly ledger: Table;
  readonly minutes: Table;
  readonly participants: Table;
  readonly outbox: Table;

  constructor(scope: Construct, id: string, { tablePrefix }: Names) {
    super(scope, id);
    this.ledger = this.#table('Ledger', `${tablePrefix}ledger`, 'bucket', 'orderId');
    this.minutes = this.#table('Minutes', `${tablePrefix}minutes`, 'participant', 'minute');
    this.participants = this.#table('Participants', `${tablePrefix}participants`, 'name');
    this.participants.addGlobalSecondaryIndex({
      indexName: KEY_HASH_INDEX,
      partitionKey: { name: 'keyHash', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.outbox = this.#table('Outbox', `${tablePrefix}outbox`, 'orderId');
  }

  get keyHashIndexArn(): string {
    return `${this.participants.tableArn}/index/${KEY_HASH_INDEX}`;
  }

  #table(id: string, tableName: string, partitionKey: string, sortKey?: string): Table {
    return new Table(this, id, {
      tableName,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      ...(sortKey !== undefined && { sortKey: { name: sortKey, type: AttributeType.STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
