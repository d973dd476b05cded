import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';

/** The index of the orders table with the orders that wait for SNS. */
const UNSENT_INDEX = 'byUnsent';

/** The attribute with an item's expiry, in seconds since 1970. Items without it stay. */
const EXPIRY = 'expires';

/** HQ's tables. Without a stack, HQ's program creates the same ones (hq/aws/tables.ts). */
export class Tables extends Construct {
  readonly lanes: Table;
  readonly orders: Table;
  readonly state: Table;
  readonly participants: Table;

  constructor(scope: Construct, id: string, { tablePrefix }: Names) {
    super(scope, id);
    this.lanes = this.#table('Lanes', `${tablePrefix}lanes`, true, 'lane', 'part');
    this.orders = this.#table('Orders', `${tablePrefix}orders`, true, 'orderId');
    this.orders.addGlobalSecondaryIndex({
      indexName: UNSENT_INDEX,
      partitionKey: { name: 'unsent', type: AttributeType.STRING },
      sortKey: { name: 'orderId', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    this.state = this.#table('State', `${tablePrefix}state`, true, 'owner', 'item');
    this.participants = this.#table('Participants', `${tablePrefix}participants`, false, 'name');
  }

  get unsentIndexArn(): string {
    return `${this.orders.tableArn}/index/${UNSENT_INDEX}`;
  }

  #table(id: string, tableName: string, expires: boolean, partitionKey: string, sortKey?: string): Table {
    return new Table(this, id, {
      tableName,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      ...(sortKey !== undefined && { sortKey: { name: sortKey, type: AttributeType.STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(expires && { timeToLiveAttribute: EXPIRY }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
