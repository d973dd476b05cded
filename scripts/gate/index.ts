export * from './gate.ts';
export * from './gate-text.ts';
export * from './judge-step.ts';
export * from './makers.ts';
export * from './wait-at-gate.ts';
export * from './way.ts';
