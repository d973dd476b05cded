/**
 * The migration as data: what exists, and what each image tag of the monolith still gathers. Pure: readable without
 * CDK, by the image build, the local runner and the tests alike.
 */

/** The resources that Interstella trades, in the order in which the monolith has always gathered them. */
export const RESOURCES = ['iridium', 'magnesite'] as const;

/** Image tag of the monolith → the resources that it still gathers; baked into the image as a build argument. */
export const MONOLITH_GATHERS = {
  latest: ['iridium', 'magnesite'],
  noiridium: ['magnesite'],
  nomagnesite: [],
} as const satisfies Record<string, readonly (typeof RESOURCES)[number][]>;

export type MonolithTag = keyof typeof MONOLITH_GATHERS;
