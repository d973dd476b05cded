/** What controllers and guards inject HQ's domain by; its type is the interface `Hq`. */
export const HQ = Symbol('Interstella HQ');
