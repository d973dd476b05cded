export * from './call.ts';
export * from './program.ts';
export * from './raw-call.ts';
export * from './service-under-test.ts';
export * from './sns-signer.ts';
export * from './stub-aws.ts';
export * from './stub-upstream.ts';
export * from './wait-for.ts';
