import type { FrontEnds } from './front-ends.js';

export const FRONT_ENDS: FrontEnds = {
  ofTable: () => undefined,
  ofRule: () => ({}),
};
