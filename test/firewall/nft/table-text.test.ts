import { describe, expect, it } from 'vitest';
import { anonymousChainIn, devicesOf, isDormant } from '../../../src/firewall/nft/table-text.js';

const TABLE = [
  'table netdev f {',
  '\tchain one {',
  '\t\tcomment "device \\"x\\""',
  '\t\ttype filter hook ingress device "eth0" priority filter; policy accept;',
  '\t\tip saddr 1.1.1.1 drop',
  '\t\ttcp dport 22 goto {',
  '\t\t\taccept',
  '\t\t}',
  '\t}',
  '',
  '\tchain two {',
  '\t\ttype filter hook ingress devices = { "lo", "eth1" } priority 0; policy accept;',
  '\t}',
  '}',
].join('\n');

describe("nft's text of a table", () => {
  it('tells the devices of chains on ingress', () => {
    expect(devicesOf(TABLE, 'one')).toEqual(['eth0']);
    expect(devicesOf(TABLE, 'two')).toEqual(['lo', 'eth1']);
    expect(devicesOf(TABLE, 'three')).toBeUndefined();
  });

  it('has anonymous chains whole, by the place of their rule', () => {
    expect(anonymousChainIn(TABLE, 'one', 1)).toBe('goto {\n\t\t\taccept\n\t\t}');
    expect(anonymousChainIn(TABLE, 'one', 0)).toBeUndefined();
    expect(anonymousChainIn(TABLE, 'two', 0)).toBeUndefined();
  });

  it('a table is dormant by its flags only', () => {
    expect(isDormant('table ip t {\n\tflags dormant\n}')).toBe(true);
    expect(isDormant(TABLE)).toBe(false);
  });
});
