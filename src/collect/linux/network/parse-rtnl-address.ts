import type { InterfaceAddress } from '../../../model/facts.js';
import { addressAt, familyOf, prefixLengthAt } from '../netlink/address-bytes.js';
import { attributes, numberOf, unreadable } from '../netlink/netlink-message.js';
import { addressScope, scopeName } from '../netlink/rtnetlink-names.js';

/** An address and the index of the interface that has it. */
export interface AssignedAddress {
  readonly index: number;
  readonly address: InterfaceAddress;
}

/** linux/if_addr.h. */
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_BROADCAST = 4;
const IFA_FLAGS = 8;
const IFA_F_OPTIMISTIC = 0x04;
const IFA_F_DADFAILED = 0x08;
const IFA_F_TENTATIVE = 0x40;
const HEADER_SIZE = 8;

/** The payload of an RTM_NEWADDR message (struct ifaddrmsg). Undefined for families other than IP. */
export function parseRtnlAddress(message: Buffer): AssignedAddress | undefined {
  const family = familyOf(message.readUInt8(0));
  if (family === undefined) return undefined;
  const attribute = attributes(message, HEADER_SIZE);
  // IFA_ADDRESS is the far end where the interface is point-to-point, and the near end is then IFA_LOCAL.
  const far = attribute.get(IFA_ADDRESS);
  const near = attribute.get(IFA_LOCAL) ?? far;
  if (near === undefined) throw unreadable();
  const broadcast = attribute.get(IFA_BROADCAST);
  const flags = numberOf(attribute.get(IFA_FLAGS)) ?? message.readUInt8(2);
  return {
    index: message.readUInt32LE(4),
    address: {
      family,
      address: addressAt(near, 0, family),
      prefix: prefixLengthAt(message, 1, family),
      peer: far === undefined || far.equals(near) ? undefined : addressAt(far, 0, family),
      broadcast: broadcast === undefined ? undefined : addressAt(broadcast, 0, family),
      scope: addressScope(scopeName(message.readUInt8(3))),
      tentative: isTentative(flags) || undefined,
    },
  };
}

/** RFC 4862 §5.4: not to be used yet, or ever. An optimistic address (RFC 4429) does receive. */
function isTentative(flags: number): boolean {
  if ((flags & IFA_F_DADFAILED) !== 0) return true;
  return (flags & IFA_F_TENTATIVE) !== 0 && (flags & IFA_F_OPTIMISTIC) === 0;
}
