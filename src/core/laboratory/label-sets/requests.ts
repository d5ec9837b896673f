import { whileBusy } from '#core/laboratory/log-waits.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { UserError } from '#shared/failure.ts';
import { LABEL_SET_CHOICES, LABEL_SETS } from '#shared/label-sets.ts';

/** The label sets that runs can use. */
export function labelSetRequests({ log }: Services): Handlers<RequestsOf<'labelSets'>> {
  const isShipped = (name: string) => Object.hasOwn(LABEL_SETS, name);
  return {
    'labelSets.list': async () => [
      ...Object.entries(LABEL_SETS).map(([name, set]) => ({
        set,
        about: LABEL_SET_CHOICES[name].about,
        shipped: true,
      })),
      ...log.listLabelSets().map((set) => ({ set, about: null, shipped: false })),
    ],
    'labelSets.save': async ({ set }) => {
      if (isShipped(set.name)) {
        throw new UserError(
          'name-taken',
          `“${set.name}” is a label set of the program. Choose another name.`,
        );
      }
      await whileBusy(() => log.saveLabelSet(set));
      return {};
    },
    'labelSets.remove': async ({ name }) => {
      if (isShipped(name))
        throw new UserError('label-set', `“${name}” is a label set of the program. It stays.`);
      if (await whileBusy(() => log.removeLabelSet(name))) return {};
      throw new UserError('no-such-label-set', `There is no label set “${name}”. It may have been removed.`);
    },
  };
}
