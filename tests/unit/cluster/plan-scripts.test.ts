import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { planScripts } from '#core/cluster/plan-scripts.ts';
import { slurmOptionsSchema } from '#shared/cluster.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const plan = {
  name: 'learning rate × seed',
  jobs: 6,
  slurm: slurmOptionsSchema.parse({}),
  command: ['/opt/node', "/home/o'neil/main.ts"],
  program: { folder: '/home/me/neural-ser', packaged: false },
};

describe('the scripts of a planned grid', () => {
  it('are valid for Bash', () => {
    for (const [name, content] of Object.entries(planScripts(plan))) {
      if (!/\.(sh|sbatch)$/.test(name)) continue;
      const { status, stderr } = spawnSync('bash', ['-n'], { input: content, encoding: 'utf8' });
      expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: '' });
    }
  });

  it('have the options of Slurm that were given, and no others', () => {
    const lines = (script: string) => script.split('\n').filter((line) => line.startsWith('#SBATCH'));
    expect(lines(planScripts(plan)['array.sbatch'])).toEqual([
      '#SBATCH --job-name=learning-rate-seed',
      '#SBATCH --array=0-5',
      '#SBATCH --output=logs/%A_%a.txt',
      '#SBATCH --open-mode=append',
      '#SBATCH --requeue',
      '#SBATCH --signal=B:USR1@120',
    ]);
    const slurm = slurmOptionsSchema.parse({
      ...{ partition: 'gpu', account: 'lab', gpus: 'a100:1', time: '12:00:00', memory: '16G', cpus: 8 },
      ...{ concurrent: 2, signalSeconds: 300 },
    });
    expect(lines(planScripts({ ...plan, slurm })['array.sbatch']).slice(1)).toEqual([
      '#SBATCH --array=0-5%2',
      '#SBATCH --output=logs/%A_%a.txt',
      '#SBATCH --open-mode=append',
      '#SBATCH --requeue',
      '#SBATCH --signal=B:USR1@300',
      '#SBATCH --partition=gpu',
      '#SBATCH --account=lab',
      '#SBATCH --gpus=a100:1',
      '#SBATCH --time=12:00:00',
      '#SBATCH --mem=16G',
      '#SBATCH --cpus-per-task=8',
    ]);
  });

  it('describe a container that has what the program needs', () => {
    const cloned = planScripts(plan)['neural-ser.def'];
    expect(cloned).toContain('/home/me/neural-ser /opt/neural-ser\n');
    expect(cloned).toContain('npm ci');
    expect(cloned).toContain('exec node /opt/neural-ser/src/cli/main.ts "$@"');
    const program = { folder: '/opt/neural-SER/resources', packaged: true };
    const packaged = planScripts({ ...plan, program })['neural-ser.def'];
    expect(packaged).toContain('/opt/neural-SER/resources /opt/neural-ser\n');
    // A package has its own Node, and neither sources nor a list of packages to install.
    expect(packaged).not.toMatch(/npm|main\.ts/);
    expect(packaged).toContain('exec /opt/neural-ser/bin/neural-ser "$@"');
  });

  it('end with the code of the program, also if it ends while a signal is handled', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'jobs'));
    writeFileSync(join(folder, 'jobs', 'ids.txt'), 'one\n');
    const program = join(folder, 'program.sh');
    writeFileSync(program, "trap 'exit 75' TERM\necho started\nwhile true; do sleep 0.02; done\n");
    const { 'run-one.sh': script } = planScripts({ ...plan, command: ['/bin/bash', program] });
    // So slow that the program has ended when the script looks for it.
    const slow = script.replace(/trap 'kill -TERM "\$child" [^']*/, '$&; sleep 0.5');
    expect(slow).not.toBe(script);
    writeFileSync(join(folder, 'run-one.sh'), slow);
    const child = spawn('bash', [join(folder, 'run-one.sh'), '1'], { stdio: 'ignore' });
    const log = join(folder, 'results', '.one.partial', 'log.txt');
    await vi.waitUntil(() => existsSync(log) && readFileSync(log, 'utf8').includes('started'), 10_000);
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(75);
  });

  it.each(['a b', 'x\n#SBATCH --uid=0', '$(id)', '`id`', ';', ''])(
    'do not take %j as an option',
    (partition) => {
      expect(slurmOptionsSchema.safeParse({ partition }).success).toBe(false);
    },
  );
});
