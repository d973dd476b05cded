import { MONOLITH } from '@interstella/libs/testing';
import {
  describeBadBodies,
  describeBadEnvelopes,
  describeBadRequests,
  FULFILL,
  ORDER,
} from '@interstella/libs/testing/contracts';

for (const endpoint of [ORDER, FULFILL]) {
  describeBadBodies(endpoint);
  describeBadRequests(endpoint);
}
describeBadEnvelopes(MONOLITH);
