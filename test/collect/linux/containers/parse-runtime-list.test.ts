import { expect, it } from 'vitest';
import { parseRuntimeList } from '../../../../src/collect/linux/owners/containers/parse-runtime-list.js';

it('a container whose members are of other kinds than they should be is listed without them', () => {
  for (const odd of [{}, 7, 'x', [null], [7], null])
    expect(parseRuntimeList([{ Id: 'ab', Ports: odd, Names: odd }], 'docker')).toMatchObject([
      { id: 'ab', published: [] },
    ]);
});
