// Finds Debian's tools, which the test of the Debian package uses. No dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs by the package that has them. */
const PROGRAMS = { 'dpkg-deb': 'dpkg', strip: 'binutils', lintian: 'lintian' };
/** A registry that does not answer must not delay the tests for long. */
const INSTALL_MILLISECONDS = 180_000;

/** Whether a program is on the path. */
const isInstalled = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

/**
 * Why the Debian package cannot be tested here; null if it can. `fetch`: installs missing tools with apt-get.
 * @param {{fetch?: boolean, say?: (line: string) => void}} options
 */
export function debianToolsProblem({ fetch = false, say = () => undefined } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it is for Linux x64';
  const missing = () => Object.keys(PROGRAMS).filter((name) => !isInstalled(name));
  if (missing().length > 0 && fetch && process.getuid() === 0 && isInstalled('apt-get')) {
    const packages = missing().map((name) => PROGRAMS[name]);
    say(`Installing ${packages.join(', ')} for the test of the Debian package …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) =>
      spawnSync('apt-get', args, { stdio: 'ignore', env, timeout: INSTALL_MILLISECONDS });
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    if (apt(...install).status !== 0 && apt('update').status === 0) apt(...install);
  }
  const names = missing();
  return names.length === 0 ? null : `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not installed`;
}
