import { InvalidArgumentError, Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import type { Session } from '#cli/session.ts';
import { asAdapterNumber } from '#core/engines/gpu-environment.ts';

interface ComputingCommandOptions {
  adapter?: number | 'auto';
  encoders?: 'cpu' | 'gpu';
}

async function computing(session: Session, { adapter, encoders }: ComputingCommandOptions): Promise<void> {
  const before = await session.ask('computing.status', {});
  const chosen = {
    adapter: adapter === undefined ? before.choice.adapter : adapter === 'auto' ? null : adapter,
    encoders: encoders ?? before.choice.encoders,
  };
  const changes = adapter !== undefined || encoders !== undefined;
  const status = changes ? await session.ask('computing.choose', chosen) : before;
  session.result(status, () => {
    const { paint } = session;
    const { choice, fixedBy, encoderGpu } = status;
    const line = (label: string, value: string, by: string | null) =>
      `${label.padEnd(16)}${value}${by === null ? '' : paint.faint(` (decided by ${by})`)}`;
    return [
      line(
        'webgpu engine',
        choice.adapter === null ? 'the fastest GPU' : `GPU ${choice.adapter}`,
        fixedBy.adapter,
      ),
      line('encoders', choice.encoders === 'cpu' ? 'CPU' : `GPU (${encoderGpu})`, fixedBy.encoders),
    ].join('\n');
  });
}

function parseAdapter(text: string): number | 'auto' {
  const adapter = text === 'auto' ? 'auto' : asAdapterNumber(text);
  if (adapter === null)
    throw new InvalidArgumentError('Give “auto”, or the number of a GPU as “doctor” lists it.');
  return adapter;
}

/** Its arguments and options. */
export const declareComputing: DeclareCommand = ({ command, withSession }) => {
  command('computing', 'show or choose where this laboratory computes')
    .addOption(
      new Option(
        '--adapter <number>',
        'the GPU of the engine webgpu, as “doctor” numbers it; auto: the fastest',
      ).argParser(parseAdapter),
    )
    .addOption(new Option('--encoders <device>', 'where encoders are computed').choices(['cpu', 'gpu']))
    .action((options) => withSession(options, (session) => computing(session, options)));
};
