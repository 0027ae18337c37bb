import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requires } from '../support/requires.js';

interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly license?: string;
}

const own = json('package.json') as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly version: string;
};
const lock = json('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function bundled(): readonly Bundled[] {
  return json('dist/bundled-packages.json') as readonly Bundled[];
}

requires({ paths: ['dist/bundled-packages.json'], tools: ['npm'] })('what ships', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'listenscope-package-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('needs one package at run time, at one version', () => {
    expect(own.dependencies).toEqual({ koffi: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    const atRunTime = Object.keys(lock.packages).filter((path) => path !== '' && !lock.packages[path]?.dev);
    expect(atRunTime.every((path) => /^node_modules\/(koffi|@koromix\/koffi-[\w-]+)$/.test(path))).toBe(true);
  });

  it('locks every package by its digest', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  it('has the notice of every package in the bundles, at the version that the lock file names', () => {
    const notices = readFileSync('dist/THIRD-PARTY.txt', 'utf8');
    const locked = new Set(
      Object.entries(lock.packages).map(
        ([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`,
      ),
    );
    expect(bundled().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ink', 'react', 'systeminformation']),
    );
    for (const { name, version, license } of bundled()) {
      expect(locked).toContain(`${name}@${version}`);
      expect(notices.split('\n')).toContain(`${name} ${version} (${license})`);
    }
    expect(notices.match(/copyright/gi)?.length).toBeGreaterThanOrEqual(bundled().length);
  });

  it('names in both bills of materials what is bundled or installed, with digests and licences, and nothing else', () => {
    execFileSync(process.execPath, ['scripts/sbom.mjs', directory]);
    const shipped = [
      ...bundled().map(({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`),
      ...Object.entries(lock.packages)
        .filter(([path, { dev }]) => path !== '' && !dev)
        .map(
          ([path, { version }]) =>
            `pkg:npm/${path.replace('node_modules/', '').replace('@', '%40')}@${version}`,
        ),
    ].toSorted();
    const cycloneDx = json(join(directory, 'sbom.cdx.json')) as {
      readonly bomFormat: string;
      readonly specVersion: string;
      readonly serialNumber: string;
      readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
      readonly components: readonly {
        readonly purl: string;
        readonly hashes: readonly { readonly alg: string; readonly content: string }[];
        readonly licenses: readonly unknown[];
      }[];
      readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
    };
    expect(cycloneDx).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: expect.stringMatching(/^1\.\d$/),
      serialNumber: expect.stringMatching(/^urn:uuid:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
      metadata: { component: { name: 'listenscope', version: own.version } },
    });
    expect([...new Set(cycloneDx.components.map(({ purl }) => purl))].toSorted()).toEqual(shipped);
    for (const { hashes, licenses } of cycloneDx.components) {
      expect(hashes[0]).toMatchObject({ alg: 'SHA-512', content: expect.stringMatching(/^[\da-f]{128}$/) });
      expect(licenses).toHaveLength(1);
    }
    const refs = new Set(cycloneDx.dependencies.map(({ ref }) => ref));
    expect(
      cycloneDx.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.has(ref)),
    ).toEqual([]);

    const spdx = json(join(directory, 'sbom.spdx.json')) as {
      readonly spdxVersion: string;
      readonly packages: readonly {
        readonly SPDXID: string;
        readonly externalRefs: readonly { readonly referenceLocator: string }[];
      }[];
      readonly relationships: readonly { readonly relatedSpdxElement: string }[];
    };
    expect(spdx.spdxVersion).toBe('SPDX-2.3');
    const purls = spdx.packages.map(({ externalRefs }) => externalRefs[0]?.referenceLocator ?? '');
    expect([...new Set(purls)].toSorted()).toEqual(
      [...shipped, `pkg:npm/listenscope@${own.version}`].toSorted(),
    );
    const ids = new Set(spdx.packages.map(({ SPDXID }) => SPDXID));
    expect(spdx.relationships.every(({ relatedSpdxElement }) => ids.has(relatedSpdxElement))).toBe(true);
  });

  it('is built the same elsewhere, but for what V8 made of it', () => {
    const elsewhere = join(directory, 'elsewhere');
    const notNeeded = ['node_modules', 'dist', '.git', 'test', 'docs', 'bench'];
    for (const path of readdirSync('.').filter((name) => !notNeeded.includes(name)))
      cpSync(path, join(elsewhere, path), { recursive: true });
    for (const name of new Set([...bundled().map(({ name }) => name), 'esbuild', '@esbuild']))
      cpSync(join('node_modules', name), join(elsewhere, 'node_modules', name), { recursive: true });
    // The manual tells the day of the build.
    const epoch = String(Math.floor(statSync('dist/listenscope.1').mtimeMs / 1000));
    execFileSync(process.execPath, ['build.mjs'], {
      cwd: elsewhere,
      env: { ...process.env, SOURCE_DATE_EPOCH: epoch },
    });
    const files = readdirSync('dist').toSorted();
    expect(readdirSync(join(elsewhere, 'dist')).toSorted()).toEqual(files);
    const differ = files.filter(
      (file) => !readFileSync(join('dist', file)).equals(readFileSync(join(elsewhere, 'dist', file))),
    );
    expect(differ.filter((file) => !file.endsWith('.v8-code'))).toEqual([]);
  });

  it('packs the bundles, the manual, notices and documents, and no sources', () => {
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const [packed] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8' })) as [
      { readonly files: readonly { readonly path: string }[] },
    ];
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'package.json',
        'dist/cli.cjs',
        'dist/THIRD-PARTY.txt',
      ]),
    );
    const expected = [
      /^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/,
      /^(dist\/[\w.-]+|docs\/[\w-]+\.md|sbom\.(cdx|spdx)\.json)$/,
    ];
    expect(paths.filter((path) => !expected.some((shape) => shape.test(path)))).toEqual([]);
    expect(paths.filter((path) => path.startsWith('dist/')).every((path) => existsSync(path))).toBe(true);
  });

  it('works as it is packed, without any install script', ({ skip }) => {
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', directory];
    const [{ filename }] = JSON.parse(execFileSync('npm', pack, { encoding: 'utf8' })) as [
      { readonly filename: string },
    ];
    const install = [
      'install',
      '--prefix',
      directory,
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
    ];
    const installed = spawnSync('npm', [...install, join(directory, filename)], { encoding: 'utf8' });
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED/.test(installed.stderr))
      skip('no registry answers');
    expect(installed).toMatchObject({ status: 0 });
    const modules = readdirSync(join(directory, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(modules.toSorted()).toEqual(['@koromix', 'koffi', 'listenscope']);
    const loads = 'console.log(typeof require("koffi").load(null).func)';
    const options = { cwd: directory, encoding: 'utf8' } as const;
    expect(execFileSync(process.execPath, ['-e', loads], options)).toBe('function\n');
    const command = join(directory, 'node_modules/.bin/listenscope');
    const { schema_version } = JSON.parse(execFileSync(command, ['--json', '--netns', 'current'], options));
    expect(schema_version).toBeDefined();
    expect(execFileSync(command, ['--version'], options)).toContain(own.version);
  });
});
