import { emptySet } from '../net/address-set.js';
import type { HookRunner } from './world.js';

/** The runner of a namespace that holds no rule: every packet passes every hook. */
export const noFirewall: HookRunner = {
  hasRules: false,
  rewrites: false,
  translates: false,
  run: (_hook, world) => ({ passed: [world], stopped: [] }),
  runFrame: () => undefined,
  dialledPorts: () => [],
  dialledAddresses: () => [],
  taken: emptySet,
  takenPorts: () => [],
  portClass: () => 0,
  addressClass: () => 0,
  addressBounds: () => [],
  deviceClass: () => '',
  filtersFrames: () => false,
};
