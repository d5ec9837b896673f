import type { InstalledEncoder } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import type { Session } from './session.ts';

/** The installed ready-made model of this name. @throws UserError `encoder-missing`. */
export async function installedModel(session: Session, name: string): Promise<InstalledEncoder> {
  const models = await session.ask('readyMade.list', {});
  const installed = models.find((model) => model.name === name)?.installed ?? null;
  if (installed !== null) return installed;
  throw new UserError(
    'encoder-missing',
    `The model “${name}” is not installed. “models list” shows the models, and how to add them.`,
  );
}
