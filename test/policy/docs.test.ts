import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FINDING_LEVELS } from '../../src/model/policy.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import schema from '../../src/schema/policy.schema.json' with { type: 'json' };

const text = readFileSync('docs/policy.md', 'utf8');
const firstCells = [...text.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, cell = '']) => cell);

describe('docs/policy.md', () => {
  it('has an example that is a policy', () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
    const policy = parsePolicy(example);
    expect(policy).toMatchObject({ default: 'this-host' });
    expect('allow' in policy && policy.allow.length).toBe(4);
  });

  it('has a row for every key of an entry, and for every rule with its level', () => {
    const rows = [...Object.keys(schema.$defs.entry.properties), ...Object.keys(FINDING_LEVELS)];
    expect(firstCells.toSorted()).toEqual(rows.toSorted());
    for (const [rule, level] of Object.entries(FINDING_LEVELS))
      expect(text).toMatch(new RegExp(`^\\| \`${rule}\` +\\| ${level} +\\|`, 'm'));
  });
});
