import { microservice } from '@interstella/libs/testing';
import {
  describeBadBodies,
  describeBadEnvelopes,
  describeBadRequests,
  IRIDIUM,
} from '@interstella/libs/testing/contracts';

describeBadBodies(IRIDIUM);
describeBadRequests(IRIDIUM);
describeBadEnvelopes(microservice('iridium'));
