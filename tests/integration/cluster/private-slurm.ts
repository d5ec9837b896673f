/** A Slurm of its own for a test: one node, private folders, ports and authentication. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { slurmProgram } from '../../../setup/find-slurm.mjs';

export interface PrivateSlurm extends AsyncDisposable {
  /** Runs a command of Slurm and returns its output. */
  run(command: string, args: readonly string[], cwd?: string): Promise<string>;
  /** Lets jobs that were queued again start now. Slurm lets them wait two minutes. */
  startRequeued(): Promise<void>;
}

const execFileAsync = promisify(execFile);

const START_SECONDS = 20;
const COMMAND_SECONDS = 20;
/** A daemon ends after this time in any case. */
const MAX_SECONDS = 900;

/** Starts Slurm in a folder. Throws with the end of its logs if it does not accept jobs in time. */
export async function startSlurm(folder: string): Promise<PrivateSlurm> {
  const path = (name: string) => join(folder, name);
  for (const name of ['spool', 'state', 'munge']) mkdirSync(path(name), { recursive: true, mode: 0o755 });
  writeFileSync(path('munge/key'), randomBytes(128), { mode: 0o400 });
  const [controllerPort, nodePort] = [await freePort(), await freePort()];
  const host = hostname().split('.')[0];
  writeFileSync(
    path('slurm.conf'),
    [
      'ClusterName=test',
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${controllerPort}`,
      `SlurmdPort=${nodePort}`,
      'SlurmUser=root',
      'SlurmdUser=root',
      'AuthType=auth/munge',
      `AuthInfo=socket=${path('munge/socket')}`,
      'CryptoType=crypto/munge',
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_CPU',
      'MpiDefault=none',
      'ReturnToService=2',
      'SchedulerParameters=sched_min_interval=100000,bf_interval=1,sched_interval=1',
      'KillWait=5',
      `StateSaveLocation=${path('state')}`,
      `SlurmdSpoolDir=${path('spool')}`,
      `SlurmctldPidFile=${path('slurmctld.pid')}`,
      `SlurmdPidFile=${path('slurmd.pid')}`,
      `SlurmctldLogFile=${path('slurmctld.log')}`,
      `SlurmdLogFile=${path('slurmd.log')}`,
      `NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN`,
      `PartitionName=debug Nodes=${host} Default=YES MaxTime=INFINITE State=UP`,
      '',
    ].join('\n'),
  );
  const env = { ...process.env, SLURM_CONF: path('slurm.conf') };
  const daemons: ChildProcess[] = [];
  const start = (name: string, args: readonly string[]) => {
    // If the test's process is killed, nothing else ends a daemon.
    const guarded = ['--kill-after=10', String(MAX_SECONDS), slurmProgram(name)!, ...args];
    const daemon = spawn('timeout', guarded, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    daemon.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    daemons.push(daemon);
  };
  let said = '';
  let ended = false;
  const end = async () => {
    if (ended) return;
    ended = true;
    // A task outlives the daemons, so it is ended first.
    await run('scancel', ['--user=root']).catch(() => undefined);
    const deadline = Date.now() + 15_000;
    const working = () => run('squeue', ['--noheader', '--states=RUNNING,COMPLETING']).catch(() => '');
    while (Date.now() < deadline && (await working()).trim() !== '') await wait(200);
    // The controller last but one, so that the node can say that it leaves; each is killed if it does not end.
    for (const daemon of daemons.toReversed()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      const exited = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill('SIGTERM');
      if ((await Promise.race([exited, wait(5000, 'late')])) === 'late') daemon.kill('SIGKILL');
    }
  };
  const run: PrivateSlurm['run'] = async (command, args, cwd = folder) => {
    const options = { env, cwd, encoding: 'utf8', timeout: COMMAND_SECONDS * 1000 } as const;
    return (await execFileAsync(slurmProgram(command)!, args, options)).stdout;
  };
  const munge = ['socket', 'key-file', 'pid-file', 'log-file', 'seed-file'].map(
    (name) => `--${name}=${path(`munge/${name.replace('-file', '')}`)}`,
  );
  start('munged', ['--foreground', '--force', ...munge]);
  await wait(500);
  start('slurmctld', ['-D', '-c']);
  start('slurmd', ['-D', '-N', host]);
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    try {
      if (
        /State=(IDLE|MIXED|ALLOCATED)(?!\S*(DRAIN|DOWN|NOT_RESPONDING|\*))/.test(
          await run('scontrol', ['show', 'node', host]),
        )
      )
        break;
    } catch (error) {
      said = (said + String((error as { stderr?: string }).stderr ?? '')).slice(-4000);
    }
    if (Date.now() > deadline) {
      await end();
      throw new Error(`Slurm did not start in ${START_SECONDS} s: ${said}`);
    }
    await wait(200);
  }
  const started = new Set<string>();
  const startRequeued = async () => {
    const jobs = (await run('scontrol', ['show', 'job', '--oneliner'])).split('\n');
    for (const job of jobs) {
      if (!/JobState=PENDING Reason=BeginTime/.test(job)) continue;
      const [, id, restarts] = /JobId=(\d+) .* Restarts=(\d+)/.exec(job) ?? [];
      // Each change delays the start anew.
      if (started.has(`${id} ${restarts}`)) continue;
      started.add(`${id} ${restarts}`);
      await run('scontrol', ['update', `JobId=${id}`, 'StartTime=now']);
    }
  };
  return { run, startRequeued, [Symbol.asyncDispose]: end };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
