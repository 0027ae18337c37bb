import { NETLINK_GENERIC, type Netlink } from './netlink.js';
import { attributes, parseAll, textOf } from './netlink-message.js';

/** linux/genetlink.h: the family that tells of the others. */
const GENL_ID_CTRL = 0x10;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR_FAMILY_ID = 1;
const CTRL_ATTR_FAMILY_NAME = 2;
/** struct genlmsghdr: command, version, two bytes that are reserved. */
export const GENERIC_HEADER = 4;

/** The payload of a request: struct genlmsghdr and attributes. */
export function genericRequest(command: number, attributes: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.concat([Buffer.from([command, 1, 0, 0]), attributes]);
}

/** An attribute (struct nlattr) with a number of 32 bits. */
export function numberAttribute(type: number, value: number): Buffer {
  const attribute = Buffer.alloc(8);
  attribute.writeUInt16LE(attribute.length, 0);
  attribute.writeUInt16LE(type, 2);
  attribute.writeUInt32LE(value, 4);
  return attribute;
}

/**
 * The families of generic netlink that this kernel has now, by name, with the number that messages to them have as their type.
 * All are listed, since to ask for one by its name would load the module that has it. Empty where the kernel does not tell.
 */
export function readGenericFamilies(netlink: Netlink): ReadonlyMap<string, number> {
  const answer = netlink.dump(NETLINK_GENERIC, GENL_ID_CTRL, genericRequest(CTRL_CMD_GETFAMILY));
  const found = answer.ok ? parseAll(answer.messages, parseFamily) : undefined;
  return new Map(found);
}

function parseFamily(payload: Buffer): [name: string, id: number] | undefined {
  const family = attributes(payload, GENERIC_HEADER);
  const name = textOf(family.get(CTRL_ATTR_FAMILY_NAME));
  const id = family.get(CTRL_ATTR_FAMILY_ID)?.readUInt16LE(0);
  return name === undefined || id === undefined ? undefined : [name, id];
}
