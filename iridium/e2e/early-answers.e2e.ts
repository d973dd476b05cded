import { microservice } from '@interstella/libs/testing';
import { describeEarlyAnswers, describeHalfClosedClients } from '@interstella/libs/testing/contracts';

describeEarlyAnswers(microservice('iridium'));
describeHalfClosedClients(microservice('iridium'));
