// Finds Slurm, whose daemons the test of cluster jobs starts. `node setup/find-slurm.mjs` prints what was found.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['sbatch', 'scancel', 'scontrol', 'squeue', 'slurmctld', 'slurmd', 'munged'];
/** Debian needs about 15 s. A registry that does not answer must not delay the tests for long. */
const INSTALL_MILLISECONDS = 180_000;

/** The path of a program; null if it is not installed. Daemons are often not on the path of a user. */
export function slurmProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/**
 * Why Slurm cannot be used here; null if it can. `fetch`: installs it with apt-get if it is missing.
 * @param {{fetch?: boolean, say?: (line: string) => void}} options
 */
export function slurmProblem({ fetch = false, say = () => undefined } = {}) {
  if (process.platform !== 'linux') return 'Slurm runs on Linux only';
  if (process.getuid() !== 0) return "Slurm's daemons need root";
  const missing = () => PROGRAMS.find((name) => slurmProgram(name) === null);
  if (missing() !== undefined && fetch && existsSync('/usr/bin/apt-get')) {
    say('Installing Slurm for the test of cluster jobs …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) =>
      spawnSync('apt-get', args, { stdio: 'ignore', env, timeout: INSTALL_MILLISECONDS });
    const install = ['install', '-y', '--no-install-recommends', 'slurm-wlm', 'munge'];
    if (apt(...install).status !== 0 && apt('update').status === 0) apt(...install);
  }
  const name = missing();
  return name === undefined ? null : `Slurm is not installed (${name} is missing)`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(
    slurmProblem({ fetch: process.argv.includes('--fetch'), say: console.log }) ?? 'Slurm is installed.',
  );
}
