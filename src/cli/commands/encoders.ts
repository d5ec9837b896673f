import type { Session } from '#cli/session.ts';
import { encoderText } from '#cli/terminal/encoder-text.ts';
import { ENCODER_PREFIX } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import { bytes } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';

export interface EncoderOptions {
  acceptLicence?: boolean;
}

/** Lists, adds, downloads or removes encoders. A download is the consent to contact the addresses that the list shows. */
export async function encoders(
  session: Session,
  [action, name, path, ...others]: readonly string[],
  { acceptLicence = false }: EncoderOptions,
): Promise<void> {
  const { paint } = session;
  if (action === undefined || action === 'list') {
    if (name !== undefined) throw new UserError('usage', '“encoders list” takes no name.');
    const list = await session.ask('encoders.list', {});
    session.result(list, () => list.map((encoder) => encoderText(encoder, paint)).join('\n\n'));
    return;
  }
  if (!['add', 'download', 'remove'].includes(action)) {
    throw new UserError(
      'usage',
      `Unknown action “${plainText(action)}”. Use “list”, “add”, “download” or “remove”.`,
    );
  }
  if (name === undefined || (path === undefined) !== (action !== 'add') || others.length > 0) {
    throw new UserError('usage', `Use “encoders ${action} NAME${action === 'add' ? ' FILE|FOLDER' : ''}”.`);
  }
  if (action === 'remove') {
    const removed = await session.ask('encoders.remove', { name });
    session.result(removed, () =>
      removed.freedBytes === 0
        ? 'This encoder is not installed.'
        : `Removed. ${bytes(removed.freedBytes)} freed.`,
    );
    return;
  }
  const added =
    action === 'add'
      ? await session.ask('encoders.add', { name, path: path!, acceptLicence })
      : await session.ask('encoders.download', { name, acceptLicence });
  session.result(
    added,
    () => `${encoderText(added, paint)}\nTrain with: --features ${ENCODER_PREFIX}${name}`,
  );
}
