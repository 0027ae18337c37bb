import type { NamespaceFacts } from '../../model/facts.js';
import type { IpFamily } from '../../net/address-set.js';

/** The kernel settings that decide delivery; undefined where one could not be read. Networking/ip-sysctl.rst. */
export interface Sysctls {
  /** A setting by its dotted name: "net.ipv4.ip_forward". */
  value(name: string): number | undefined;
  /** The interface's own setting alone. */
  own(family: IpFamily, device: string, key: string): number | undefined;
  /** IN_DEV_MAXCONF: the larger of conf.all and conf.DEVICE. */
  max(family: IpFamily, device: string, key: string): number | undefined;
  /** IN_DEV_ORCONF: set in conf.all or in conf.DEVICE. */
  either(family: IpFamily, device: string, key: string): boolean | undefined;
}

/** The sysctls of one namespace. Keys are as in `NamespaceFacts.sysctls`: dots of interface names stand as "/". */
export function sysctlsOf({ sysctls }: NamespaceFacts): Sysctls {
  const value = (name: string): number | undefined => {
    const text = sysctls?.[name];
    if (text === undefined || !/^-?\d+$/.test(text.trim())) return undefined;
    return Number(text);
  };
  const own = (family: IpFamily, device: string, key: string) =>
    value(`net.${family}.conf.${device.replaceAll('.', '/')}.${key}`);
  const all = (family: IpFamily, key: string) => value(`net.${family}.conf.all.${key}`);
  return {
    value,
    own,
    max(family, device, key) {
      const [a, b] = [all(family, key), own(family, device, key)];
      return a === undefined || b === undefined ? undefined : Math.max(a, b);
    },
    either(family, device, key) {
      const [a, b] = [all(family, key), own(family, device, key)];
      if ((a ?? 0) !== 0 || (b ?? 0) !== 0) return true;
      return a === undefined || b === undefined ? undefined : false;
    },
  };
}

/** The name under which `conf.DEVICE.KEY` is reported, as sysctl(8) takes it. */
export function confName(family: IpFamily, device: string, key: string): string {
  return `net.${family}.conf.${device.replaceAll('.', '/')}.${key}`;
}
