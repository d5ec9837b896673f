import type { DeclareCommand } from '#cli/command-declaration.ts';
import type { Session } from '#cli/session.ts';
import { deviceOption } from '#cli/shared-options.ts';
import type { Doctor } from '#shared/answers.ts';
import { UserError } from '#shared/failure.ts';
import { plainText } from '#shared/plain-text.ts';

const INDENT = ' '.repeat(15);

async function doctor(session: Session): Promise<void> {
  const { paint } = session;
  const report = await createReport(session);
  session.result(report, () => {
    const line = (label: string, works: boolean, text: string, reason: string | null) =>
      [
        `${label.padEnd(8)}${works ? paint.good('works') : paint.bad('no   ')}  ${text}`,
        ...(reason === null ? [] : [paint.faint(paint.prose(`${INDENT}${reason}`))]),
      ].join('\n');
    const { folder, engines, devices, encoders, choice } = report;
    return [
      paint.prose(`neural-SER ${report.version} · Node ${report.node} · ${report.platform}`),
      line('folder', folder.works, plainText(folder.path), folder.reason),
      ...engines.map(({ name, version, device, works, reason }) =>
        line(
          'engine',
          works,
          `${name}${version === null ? '' : ` ${version}`}${device === null ? '' : ` on ${device}`}`,
          reason,
        ),
      ),
      ...devices.map(({ name, works, reason }) => line('device', works, name, reason)),
      ...(encoders === null
        ? []
        : [
            line(
              'encoder',
              encoders.works,
              `ONNX Runtime ${encoders.version ?? ''}${encoders.device === null ? '' : ` on ${encoders.device}`}`,
              encoders.reason,
            ),
          ]),
      `${'choice'.padEnd(INDENT.length)}${choice.engine ?? 'none'}`,
      paint.faint(paint.prose(`${INDENT}${choice.reason}`)),
    ].join('\n');
  });
  if (report.choice.engine === null || !report.folder.works) process.exitCode = 1;
}

/** A laboratory that cannot be opened is part of the report, not an error. */
async function createReport(session: Session): Promise<Doctor> {
  try {
    await session.laboratory();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return session.examineUnopened(error.message);
  }
  return session.ask('doctor', {});
}

/** Its arguments and options. */
export const declareDoctor: DeclareCommand = ({ command, withSession }) => {
  command('doctor', 'check what works on this machine')
    .addOption(deviceOption())
    .action((options) => withSession(options, (session) => doctor(session)));
};
