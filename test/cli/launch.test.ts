import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CODE = 'main.v8-code';

describe('the code compiled ahead', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'listenscope-launch-'));
    for (const file of ['cli.cjs', 'main.cjs']) copyFileSync(join('dist', file), join(folder, file));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What it prints, complaints of V8 on its flags included. */
  const version = () => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'cli.cjs'), '--version'], {
      encoding: 'utf8',
    });
    return stderr + stdout;
  };

  it('need not be there', () => {
    expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('is not used when V8 does not take it', () => {
    const other = new Script('0').createCachedData();
    writeFileSync(join(folder, CODE), other);
    expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
    writeFileSync(join(folder, CODE), readFileSync(join('dist', CODE)).subarray(0, 1000));
    expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('is taken by the Node that built it', () => {
    const source = readFileSync(join('dist', 'main.cjs'), 'utf8');
    const wrapped = `(function (exports, require, module, __filename, __dirname) { ${source}\n});`;
    const cachedData = readFileSync(join('dist', CODE));
    expect(new Script(wrapped, { filename: 'main.cjs', cachedData }).cachedDataRejected).toBe(false);
  });
});
