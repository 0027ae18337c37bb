import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCES = ['src', 'components'].flatMap(filesBelow);
const ALL = [...SOURCES, ...['test', 'bench', 'scripts'].flatMap(filesBelow)];

/** Stages whose results depend on their arguments alone. */
const PURE = /^src\/(net|model|classify|firewall|reach|explain|filter|export|inspect\.ts)/;

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Every module that a file names in an import, an export or an import(). */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const names = text.matchAll(
    /(?:^|\n)(?:import|export)[^;'"]*?['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/g,
  );
  return [...names].map(([, from, dynamic]) => from ?? dynamic ?? '');
}

/** "src/reach" for src/reach/fib.ts, "src/cli" for src/cli.ts, "components" for all of them. */
function folderOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  if (first !== 'src') return first;
  return second === 'inspect.ts' || second === 'inspect.js'
    ? 'src/inspect.ts'
    : `src/${second.replace(/\.[jt]sx?$/, '')}`;
}

function targetOf(file: string, name: string): string {
  return folderOf(normalize(join(dirname(file), name)));
}

/** The table of docs/architecture.md: what a folder may import besides itself. */
function allowedImports(): Map<string, string[] | 'everything'> {
  const rows = readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `([^`]+)` +\|([^|]*)\|$/gm);
  return new Map(
    [...rows].map(([, folder = '', cell = '']) => [
      folder,
      cell.trim() === 'everything'
        ? 'everything'
        : [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    ]),
  );
}

describe('the table of imports in docs/architecture.md', () => {
  const allowed = allowedImports();

  it('has a row for every folder of the sources', () => {
    expect([...new Set(SOURCES.map(folderOf))].toSorted()).toEqual([...allowed.keys()].toSorted());
  });

  it.each([...allowed])('is kept by %s', (folder, targets) => {
    if (targets === 'everything') return;
    const strangers = SOURCES.filter((file) => folderOf(file) === folder).flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .filter((name) => ![folder, ...targets].includes(targetOf(file, name)))
        .map((name) => `${file} imports ${name}`),
    );
    expect(strangers).toEqual([]);
  });
});

it('no two folders of the collector for Linux import each other, by way of others neither', () => {
  const root = 'src/collect/linux/';
  const part = (path: string) =>
    path.startsWith(root) ? path.slice(root.length).split('/').slice(0, -1)[0] : undefined;
  const imports = new Map<string, Set<string>>();
  for (const file of SOURCES)
    for (const name of importsOf(file)) {
      const [from, to] = [part(file), part(normalize(join(dirname(file), name)))];
      if (from === undefined || to === undefined || from === to) continue;
      imports.set(from, (imports.get(from) ?? new Set()).add(to));
    }
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of imports.get(from) ?? []) if (!seen.has(to)) reached(to, seen.add(to));
    return seen;
  };
  expect(imports.size).toBeGreaterThan(4);
  expect([...imports.keys()].filter((folder) => reached(folder).has(folder))).toEqual([]);
});

/** Files that import a package and should not, by the rule given. */
function importers(packages: RegExp, permitted: RegExp): string[] {
  return SOURCES.filter(
    (file) => !permitted.test(file) && importsOf(file).some((name) => packages.test(name)),
  );
}

describe('what is loaded', () => {
  it('is Ink and React for the view alone', () => {
    expect(importers(/^(ink|react)\b/, /^(src\/tui|components)\//)).toEqual([]);
  });

  it('is systeminformation for the portable collector alone', () => {
    expect(importers(/^systeminformation$/, /^src\/collect\/portable/)).toEqual([]);
  });

  it('is no module of Node in the stages that compute', () => {
    const files = SOURCES.filter(
      (file) => PURE.test(file) && importsOf(file).some((name) => /^(node:|koffi$)/.test(name)),
    );
    expect(files).toEqual([]);
  });

  it('is never a barrel: no file only passes on what others export', () => {
    const barrels = SOURCES.filter((file) =>
      /^export \*|^export \{[^}]*\} from/m.test(readFileSync(file, 'utf8')),
    );
    expect(barrels).toEqual([]);
  });
});

describe('files', () => {
  const lines = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;

  it('have 250 lines at most', () => {
    expect(ALL.filter((file) => lines(file) > 250)).toEqual([]);
  });

  it('of components have 150 lines at most', () => {
    expect(filesBelow('components').filter((file) => lines(file) > 150)).toEqual([]);
  });

  it('end a process nowhere but in cli.ts', () => {
    const exits = SOURCES.filter((file) => /\bprocess\.exit\(/.test(readFileSync(file, 'utf8')));
    expect(exits.filter((file) => file !== 'src/cli.ts')).toEqual([]);
  });
});
