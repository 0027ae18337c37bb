import type { FindingRule } from '../../model/policy.js';

/** What each rule of a check says, for whoever meets its name in another program. */
export const FINDING_RULES: Readonly<Record<FindingRule, { readonly short: string; readonly full: string }>> =
  {
    exposed: {
      short: 'Reachable by more than the policy permits',
      full: 'A listener, or a port that NAT hands on, is reachable by somebody whom neither the default of the policy nor an entry of it permits. Bind it to a narrower address, let the firewall stop them, or, if it is meant to be so, add an entry.',
    },
    expired: {
      short: 'Reachable under an entry that has expired',
      full: 'An entry of the policy permitted what is reachable, until the day that it names. Close it, or let the owner of the entry set a later day.',
    },
    unreachable: {
      short: 'Not reachable, although the policy requires it',
      full: 'An entry with "required: true" says who has to reach something, and they do not: nothing listens, or something on the way stops them.',
    },
    undecided: {
      short: 'Not known whether more than the policy permits can reach it',
      full: 'Whether somebody beyond the policy gets through depends on what cannot be decided from here (a rate limit, a set that changes, rules that could not be read), or on the owner of a socket, which could not be seen.',
    },
    'requirement-undecided': {
      short: 'Not known whether what the policy requires is reachable',
      full: 'Whether an audience that has to reach something gets through depends on what cannot be decided from here.',
    },
    unreadable: {
      short: 'Something was not read that may be reachable',
      full: 'Sockets, firewall rules or network namespaces could not be read. What is in them may be reachable by more than the policy permits.',
    },
    unused: {
      short: 'An entry is about nothing that listens',
      full: 'No listener and no port handed on is like this entry any more. An entry that stays behind permits whatever comes to be like it.',
    },
    'expires-soon': {
      short: 'An entry expires soon',
      full: 'After the day that the entry names, what it permits is a violation.',
    },
  };
