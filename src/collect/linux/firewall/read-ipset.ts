import type { XtablesSave } from '../../../model/firewall-facts.js';
import type { Gap } from '../../../model/gap.js';
import type { HostIo } from '../../host-io.js';
import type { Netlink } from '../netlink/netlink.js';
import { rightsFor } from '../system/rights.js';
import { toolMissing, unreadable } from './firewall-gaps.js';
import { ipsetNames } from './netlink-ipset.js';

/** A name that `ipset save` prints so that nothing else can be read from it. */
const PLAIN_SET = /^[^\s"']+$/;

/** `ipset save`, where some of the rules look into a set; undefined, with a gap, where it tells nothing for certain. */
export async function readIpset(
  io: HostIo,
  netlink: Netlink | undefined,
  saves: readonly XtablesSave[],
  gaps: Gap[],
): Promise<string | undefined> {
  if (!saves.some(({ text }) => /--(?:match|add|del|map)-set /.test(text))) return '';
  const names = netlink && ipsetNames(netlink);
  const odd = names?.find((name) => !PLAIN_SET.test(name));
  if (odd !== undefined) {
    const detail = `The IP set ${JSON.stringify(odd)} has a name by which the listing of ipset can be misread, so that it is not known what IP sets hold.`;
    gaps.push(unreadable('ipset', detail, 'give it another name: ipset rename'));
    return undefined;
  }
  const result = await io.run('ipset', ['save']);
  if (result.kind === 'exited' && result.code === 0) return result.stdout;
  const detail = 'Some rules look into IP sets, whose contents could not be listed.';
  gaps.push(
    result.kind === 'missing'
      ? toolMissing('ipset', detail, 'apt install ipset')
      : unreadable('ipset', detail, rightsFor('xtables', io.uid)),
  );
  return undefined;
}
