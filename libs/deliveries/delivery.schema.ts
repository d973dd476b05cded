import * as v from 'valibot';
import { isOrderId, makeOrderId, orderIdOfMessage } from '../orders/index.ts';

/** A verified order for a resource or bundle that the service gathers. */
export interface Order {
  readonly kind: 'order';
  /** HQ's id; `sns-…` for a delivery without a Subject; `direct-…` for an order that came without SNS. */
  readonly id: string;
  readonly origin: 'sns' | 'direct';
}

/** A request of SNS to confirm a subscription, or its message that a subscription has ended. */
export interface Confirmation {
  readonly kind: 'confirmation';
  readonly type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly topicArn: string;
  readonly token: string;
}

export type Delivery = Order | Confirmation;

const subject = v.optional(
  v.pipe(
    v.string(),
    v.check<string, string>(
      isOrderId,
      'Subject is not an order id: letters, digits, - and _, at most 80 of them.',
    ),
  ),
);

const confirmation = v.object({
  Type: v.picklist(['SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  TopicArn: v.string(),
  Token: v.string(),
});

/**
 * The body of a service's order route: a notification or confirmation of SNS, which the DeliveryGuard has verified, or a
 * direct order.
 *
 * @param item what the service's orders are for: `bundle`, or a resource
 */
export function deliveryOf(item: string) {
  const Message = messageOf(item);
  const notification = v.object({
    Type: v.literal('Notification'),
    MessageId: v.string(),
    Subject: subject,
    Message,
  });
  const direct = v.object({ Type: v.optional(v.never()), Message }, expectation(item));
  return v.pipe(
    v.variant('Type', [notification, confirmation, direct]),
    v.transform((body): Delivery => {
      if ('Token' in body) {
        return { kind: 'confirmation', type: body.Type, topicArn: body.TopicArn, token: body.Token };
      }
      if (body.Type === undefined) return { kind: 'order', id: makeOrderId('direct'), origin: 'direct' };
      return { kind: 'order', id: body.Subject ?? orderIdOfMessage(body.MessageId), origin: 'sns' };
    }),
  );
}

/** Exactly `{"<item>": 1}`, as an object or as JSON text. Other amounts are refused, since an order is for one. */
function messageOf(item: string) {
  // No prototype: its property names would count as known items.
  const entries = Object.create(null) as Record<string, v.GenericSchema>;
  entries[item] = v.picklist([1, '1']);
  const order = v.strictObject(entries);
  return v.union([order, v.pipe(v.string(), v.parseJson(), order)], expectation(item));
}

const expectation = (item: string) =>
  `Message must have exactly one member: {"${item}": 1} or {"${item}": "1"}.`;
