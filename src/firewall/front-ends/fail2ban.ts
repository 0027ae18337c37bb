import type { FrontEnd } from './front-ends.js';

/** fail2ban: a chain or an address set a jail (action.d/iptables*.conf, nftables.conf). */
export const fail2ban: FrontEnd = {
  name: 'fail2ban',
  tables: /^f2b-table$/,
  chains: /^(f2b|fail2ban)-/,
  rules: /--match-set f2b-|-j f2b-/,
  words({ chain, text }) {
    const [, fromSet] = /@addr6?-set-(\S+)/.exec(text) ?? /--match-set f2b-(\S+)/.exec(text) ?? [];
    const [, fromChain] = /^(?:f2b|fail2ban)-(.+)$/.exec(chain) ?? /-j f2b-(\S+)/.exec(text) ?? [];
    const jail = fromSet ?? (fromChain === 'chain' ? undefined : fromChain);
    return jail === undefined ? undefined : `jail ${jail}`;
  },
};
