import { docker, podman } from './containers.js';
import { fail2ban } from './fail2ban.js';
import { firewalld } from './firewalld.js';
import type { FrontEnd, FrontEnds } from './front-ends.js';
import { OTHER_FRONT_ENDS } from './others.js';
import { ufw } from './ufw.js';

/** Those that manage a whole table come before those that add chains to the tables of others. */
const KNOWN: readonly FrontEnd[] = [ufw, firewalld, ...OTHER_FRONT_ENDS, fail2ban, docker, podman];

/** The programs that listenscope knows. */
export const FRONT_ENDS: FrontEnds = {
  ofTable(table, chains) {
    const names = [...chains];
    const owner = KNOWN.find(
      (known) =>
        known.tables?.test(table) === true || names.some((chain) => known.chains?.test(chain) === true),
    );
    return owner?.name;
  },
  ofRule(rule) {
    const owner = KNOWN.find(
      (known) =>
        known.tables?.test(rule.table) === true ||
        known.chains?.test(rule.chain) === true ||
        known.rules?.test(rule.text) === true,
    );
    if (owner === undefined) return {};
    const frontEndWords = owner.words?.(rule);
    return frontEndWords === undefined ? { frontEnd: owner.name } : { frontEnd: owner.name, frontEndWords };
  },
};
