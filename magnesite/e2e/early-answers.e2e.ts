import { microservice } from '@interstella/libs/testing';
import { describeEarlyAnswers, describeHalfClosedClients } from '@interstella/libs/testing/contracts';

describeEarlyAnswers(microservice('magnesite'));
describeHalfClosedClients(microservice('magnesite'));
