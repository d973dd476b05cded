import { MONOLITH } from '@interstella/libs/testing';
import { describeEarlyAnswers, describeHalfClosedClients } from '@interstella/libs/testing/contracts';

describeEarlyAnswers(MONOLITH);
describeHalfClosedClients(MONOLITH);
