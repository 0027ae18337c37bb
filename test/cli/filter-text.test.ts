import { expect, it } from 'vitest';
import { filterText } from '../../src/cli/filter-text.js';
import { parseFilter } from '../../src/filter/filter.js';

it('the filters of the command line become the text that the view starts with, and mean the same there', () => {
  const criteria = [
    { field: 'port', value: '22', negated: false },
    { field: 'port', value: '80', negated: false },
    { field: 'process', value: 'google chrome', negated: false },
  ] as const;
  expect(filterText(criteria)).toBe('port:22,80 "process:google chrome"');
  const parsed = parseFilter(filterText(criteria));
  expect('criteria' in parsed && parsed.criteria).toEqual(criteria);
});
