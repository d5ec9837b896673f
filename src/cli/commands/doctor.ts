import type { Session } from '../session.ts';

export async function doctor(session: Session): Promise<void> {
  const { paint } = session;
  const report = await session.ask('doctor', {});
  session.result(report, () => {
    const state = (works: boolean) => (works ? paint.good('works') : paint.bad('no   '));
    const lines = [
      `neural-SER ${report.version} · Node ${report.node} · ${report.platform}`,
      `folder  ${state(report.folder.works)}  ${report.folder.path}${report.folder.reason === null ? '' : `: ${report.folder.reason}`}`,
      ...report.engines.map(
        (engine) =>
          `engine  ${state(engine.works)}  ${engine.name}${engine.version === null ? '' : ` ${engine.version}`}${engine.device === null ? '' : ` on ${engine.device}`}${engine.reason === null ? '' : `: ${engine.reason}`}`,
      ),
      ...report.devices.map(
        (device) =>
          `device  ${state(device.works)}  ${device.name}${device.reason === null ? '' : `: ${device.reason}`}`,
      ),
      `choice          ${report.choice.engine ?? 'none'}: ${report.choice.reason}`,
    ];
    return lines.join('\n');
  });
  if (report.choice.engine === null || !report.folder.works) process.exitCode = 1;
}
