// Writes resources/packages.json: the packages of the program with versions and licences, from the lock file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The packages that are not only for development, and Electron, sorted by name. */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const shipped = Object.entries(packages)
    .map(([path, entry]) => ({ name: path.replace(/^.*node_modules\//, ''), path, ...entry }))
    .filter(
      ({ path, name, dev, optional, devOptional }) =>
        path !== '' && ((!dev && !optional && !devOptional) || name === 'electron'),
    )
    .map(({ name, version, license }) => ({ name, version, licence: license ?? 'see its folder' }));
  const unique = new Map(shipped.map((entry) => [`${entry.name} ${entry.version}`, entry]));
  return [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = shippedPackages().map((entry) => `  ${JSON.stringify(entry)}`);
  writeFileSync(join(root, 'resources', 'packages.json'), `[\n${lines.join(',\n')}\n]\n`);
}
