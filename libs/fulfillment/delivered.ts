/** What `POST /fulfill/` answers, word for word, once HQ's ledger has the claim. */
export const DELIVERED = 'Your fulfillment request has been delivered';
