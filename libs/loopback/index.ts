export * from './refusal-of-foreign-page.ts';
