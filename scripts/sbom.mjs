// npm run sbom [-- DIRECTORY]: writes what ships, packages inside the bundles included, to sbom.cdx.json (CycloneDX) and
// sbom.spdx.json (SPDX) in DIRECTORY, this one if none. By `npm sbom`, from the lock file; after a build, which tells what it bundled.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [directory = '.'] = process.argv.slice(2);
const own = JSON.parse(readFileSync('package.json', 'utf8'));
const bundled = JSON.parse(readFileSync('dist/bundled-packages.json', 'utf8'));
const isBundled = new Set(bundled.map(keyOf));
const created = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000) * 1000).toISOString();

write('sbom.cdx.json', cycloneDx());
write('sbom.spdx.json', spdx());

function cycloneDx() {
  const all = npmSbom('cyclonedx');
  const atRunTime = new Set(npmSbom('cyclonedx', '--omit=dev').components.map((one) => one['bom-ref']));
  const components = all.components
    .filter((one) => isBundled.has(keyOf(one)) || atRunTime.has(one['bom-ref']))
    .map((one) => ({ ...one, scope: isBundled.has(keyOf(one)) ? 'required' : one.scope, properties: [] }));
  const root = { ...all.metadata.component, name: own.name, type: 'application' };
  const kept = new Set([root['bom-ref'], ...components.map((one) => one['bom-ref'])]);
  const dependencies = all.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  return {
    ...all,
    serialNumber: `urn:uuid:${uuidOf(components)}`,
    metadata: { ...all.metadata, timestamp: created, component: root },
    components,
    dependencies,
  };
}

function spdx() {
  const all = npmSbom('spdx');
  const atRunTime = new Set(npmSbom('spdx', '--omit=dev').packages.map(({ SPDXID }) => SPDXID));
  const packages = all.packages.filter(
    (one) => isBundled.has(`${one.name}@${one.versionInfo}`) || atRunTime.has(one.SPDXID),
  );
  const kept = new Set([all.SPDXID, ...packages.map(({ SPDXID }) => SPDXID)]);
  return {
    ...all,
    documentNamespace: `http://spdx.org/spdxdocs/${own.name}-${own.version}-${uuidOf(packages)}`,
    creationInfo: { ...all.creationInfo, created },
    packages,
    relationships: all.relationships
      .filter((one) => kept.has(one.spdxElementId) && kept.has(one.relatedSpdxElement))
      // What the build took in is needed at run time.
      .map((one) => ({
        ...one,
        relationshipType: one.relationshipType.replace(/^DEV_DEPENDENCY_OF$/, 'DEPENDENCY_OF'),
      })),
  };
}

function npmSbom(format, ...more) {
  const args = ['sbom', '--package-lock-only', '--sbom-format', format, ...more];
  return JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 1 << 28 }));
}

function keyOf({ name, version }) {
  return `${name}@${version}`;
}

/** The same for the same contents (RFC 9562, version 8), so that two builds give the same documents. */
function uuidOf(contents) {
  const hex = createHash('sha256').update(JSON.stringify(contents)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function write(name, document) {
  writeFileSync(join(directory, name), `${JSON.stringify(document, undefined, 2)}\n`);
}
