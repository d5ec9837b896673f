import type { SlurmOptions } from '#shared/cluster.ts';

export interface PlanScripts {
  /** The grid's name. */
  name: string;
  jobs: number;
  slurm: SlurmOptions;
  /** How a task starts the program: `node` and its script. */
  command: readonly string[];
  /** The program, for the container: a clone, or the files of a package, which have their own Node. */
  program: { folder: string; packaged: boolean };
}

/** The exit code of a task that saved a checkpoint and wants to continue (EX_TEMPFAIL of sysexits.h). */
export const CONTINUE_EXIT_CODE = 75;

/** The scripts of a planned grid by their file names. */
export function planScripts(plan: PlanScripts): Record<string, string> {
  return {
    'array.sbatch': arrayScript(plan),
    'run-one.sh': runOneScript(plan),
    'local.sh': localScript(plan),
    'neural-ser.def': containerDefinition(plan),
    'README.txt': readme(plan),
  };
}

function arrayScript({ name, jobs, slurm }: PlanScripts): string {
  const { partition, account, gpus, time, memory, cpus, concurrent, signalSeconds } = slurm;
  const options = {
    'job-name': name.replace(/[^\w.-]+/g, '-').slice(0, 60) || 'neural-ser',
    array: `0-${jobs - 1}${concurrent === undefined ? '' : `%${concurrent}`}`,
    output: 'logs/%A_%a.txt',
    'open-mode': 'append',
    requeue: null,
    // B: only the shell below gets the signal, and it decides what to do.
    signal: `B:USR1@${signalSeconds}`,
    partition,
    account,
    gpus,
    time,
    mem: memory,
    'cpus-per-task': cpus,
  };
  const lines = Object.entries(options).flatMap(([option, value]) =>
    value === undefined ? [] : [`#SBATCH --${option}${value === null ? '' : `=${value}`}`],
  );
  return `#!/usr/bin/env bash
# Trains the grid as an array of Slurm. Submit it from this folder: sbatch array.sbatch
${lines.join('\n')}
set -u
cd "\${NEURAL_SER_PLAN:-$SLURM_SUBMIT_DIR}" || exit 1
if [ ! -f run-one.sh ]; then
  echo "There is no run-one.sh in $PWD. Submit array.sbatch from its own folder." >&2
  exit 1
fi
exec bash ./run-one.sh "$((SLURM_ARRAY_TASK_ID + 1))"
`;
}

function runOneScript({ command }: PlanScripts): string {
  return `#!/usr/bin/env bash
# Trains job N of this grid (from 1) and writes results/ID: bash run-one.sh N [options of \`neural-ser job\`]
#
# NEURAL_SER       the command of the program, for example: apptainer run --nv neural-ser.sif
# NEURAL_SER_ARGS  more options, for example: --corpora ravdess=/scratch/ravdess
#
# SIGUSR1 (Slurm sends it before the time limit) and SIGTERM let the task save a checkpoint. After SIGUSR1 the task asks
# Slurm to queue it again. A task that was stopped, killed or queued again continues from its last checkpoint.
set -u
here=$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)
number=$1
shift
id=$(sed -n "\${number}p" "$here/jobs/ids.txt")
if [ -z "$id" ]; then
  echo "There is no job $number." >&2
  exit 2
fi
if [ -d "$here/results/$id" ]; then
  echo "Job $number ($id) is finished already."
  exit 0
fi
if [ -n "\${NEURAL_SER:-}" ]; then
  read -r -a program <<<"$NEURAL_SER"
else
  program=(${command.map(quoted).join(' ')})
fi
read -r -a more <<<"\${NEURAL_SER_ARGS:-}"
partial=$here/results/.$id.partial
mkdir -p "$partial" || exit 1
"\${program[@]}" job "$here/jobs/$(printf '%04d' "$number").json" \${more[@]+"\${more[@]}"} "$@" \\
  >>"$partial/log.txt" 2>&1 &
child=$!
requeue=no
trap 'requeue=yes; kill -TERM "$child" 2>/dev/null' USR1
trap 'kill -TERM "$child" 2>/dev/null' TERM INT
${waitForChild('')}
if [ "$code" -eq ${CONTINUE_EXIT_CODE} ] && [ "$requeue" = yes ] && [ -n "\${SLURM_JOB_ID:-}" ]; then
  echo "Job $number ($id) saved a checkpoint. It is queued again."
  if [ -n "\${SLURM_ARRAY_JOB_ID:-}" ]; then
    scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
  else
    scontrol requeue "$SLURM_JOB_ID"
  fi
fi
case $code in
  0) echo "Job $number ($id) is finished." ;;
  ${CONTINUE_EXIT_CODE}) echo "Job $number ($id) was stopped with a checkpoint." ;;
  *) echo "Job $number ($id) failed with exit code $code. See $partial/log.txt" >&2 ;;
esac
exit "$code"
`;
}

/**
 * Waits for the program and sets `code`. A signal ends `wait` early with 128 and its number, so it is repeated until the
 * program has ended, and then asked once more: the program may have ended between the two. 127: its code was given already.
 */
function waitForChild(indent: string): string {
  return `# A signal ends \`wait\` early, so it is repeated until the program has ended.
while true; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
wait "$child" 2>/dev/null
last=$?
[ "$last" -eq 127 ] || code=$last`.replaceAll(/^/gm, indent);
}

function localScript({ jobs }: PlanScripts): string {
  return `#!/usr/bin/env bash
# Trains all jobs of this grid on this computer, one after another. Finished jobs are skipped.
set -u
here=$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)
failed=0
interrupted=no
trap 'interrupted=yes; kill -TERM "$child" 2>/dev/null' INT TERM
for number in $(seq 1 ${jobs}); do
  bash "$here/run-one.sh" "$number" "$@" &
  child=$!
${waitForChild('  ')}
  [ "$interrupted" = yes ] && exit 130
  [ "$code" -eq 0 ] || failed=$((failed + 1))
done
[ "$failed" -eq 0 ] || echo "$failed of ${jobs} jobs did not finish." >&2
[ "$failed" -eq 0 ]
`;
}

function containerDefinition({ program, slurm }: PlanScripts): string {
  const device = slurm.gpus === undefined ? 'cpu' : 'gpu';
  const { base, post, start } = program.packaged ? PACKAGED_CONTAINER : CLONED_CONTAINER;
  return `# Apptainer container with the program. Build it where ${program.folder} is:
#   apptainer build neural-ser.sif neural-ser.def
# Then submit with: NEURAL_SER="apptainer run${device === 'gpu' ? ' --nv' : ''} neural-ser.sif" sbatch array.sbatch
Bootstrap: docker
From: ${base}

%files
    ${program.folder} /opt/neural-ser

%post
    apt-get update
    apt-get install -y --no-install-recommends python3 python3-pip g++ make
${post}
    # Without native TensorFlow the slower engine that needs nothing else is used.
    NEURAL_SER_NATIVE=/opt/native ${start} runtime install --device ${device} || true

%environment
    export NEURAL_SER_NATIVE=/opt/native

%runscript
    exec ${start} "$@"
`;
}

const CLONED_CONTAINER = {
  base: 'node:24-bookworm',
  post: `    rm -rf /var/lib/apt/lists/* /opt/neural-ser/node_modules
    cd /opt/neural-ser
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund`,
  start: 'node /opt/neural-ser/src/cli/main.ts',
};
const PACKAGED_CONTAINER = {
  base: 'debian:bookworm',
  post: '    rm -rf /var/lib/apt/lists/*',
  start: '/opt/neural-ser/bin/neural-ser',
};

function readme({ name, jobs }: PlanScripts): string {
  return `${name}: ${jobs} ${jobs === 1 ? 'job' : 'jobs'} of neural-SER

sbatch array.sbatch          trains them with Slurm; submit it from this folder
bash local.sh                trains them on this computer, one after another
bash run-one.sh 3            trains the third job

results/ID/                  a finished run: ID.neuralser, status.json, log.txt
results/.ID.partial/         a run that is not finished: status.json, log.txt, checkpoint/

neural-ser import results    adds the finished runs to a laboratory; can be repeated
neural-ser plan --status .   shows what is pending, running, failed and finished
`;
}

/** A word for Bash. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
