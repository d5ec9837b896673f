// Writes resources/packages.json: what ships with the program, with versions and licences, out of the lock file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Every package that is not for development only, and Electron, which becomes the window; by name. */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const shipped = Object.entries(packages)
    .map(([path, entry]) => ({ name: path.replace(/^.*node_modules\//, ''), path, ...entry }))
    .filter(({ path, name, dev, optional }) => path !== '' && ((!dev && !optional) || name === 'electron'))
    .map(({ name, version, license }) => ({ name, version, licence: license ?? 'see its folder' }));
  const unique = new Map(shipped.map((entry) => [`${entry.name} ${entry.version}`, entry]));
  return [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = shippedPackages().map((entry) => `  ${JSON.stringify(entry)}`);
  writeFileSync(join(root, 'resources', 'packages.json'), `[\n${lines.join(',\n')}\n]\n`);
}
