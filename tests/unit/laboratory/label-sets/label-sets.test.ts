import { expect, it } from 'vitest';
import { findLabelSet } from '#core/laboratory/label-sets/find-label-set.ts';
import { labelSetRequests } from '#core/laboratory/label-sets/requests.ts';
import { LABEL_SETS, SEVEN } from '#shared/label-sets.ts';
import { NO_CONTEXT, playedServices } from '../laboratory-services.ts';

const OWN = { ...LABEL_SETS.four, name: 'mine' };
const context = { ...NO_CONTEXT, changed: () => undefined };

it('saves, lists, replaces and removes the user’s own sets', async () => {
  const services = playedServices();
  const requests = labelSetRequests(services);
  const own = async () => (await requests['labelSets.list']({}, context)).filter(({ shipped }) => !shipped);
  await requests['labelSets.save']({ set: OWN }, context);
  const changed = { ...OWN, emotions: OWN.emotions.slice(1) };
  await requests['labelSets.save']({ set: changed }, context);
  expect(await own()).toEqual([{ set: changed, about: null, shipped: false }]);
  expect(findLabelSet(services.log, 'mine')).toEqual(changed);
  await requests['labelSets.remove']({ name: 'mine' }, context);
  expect(await own()).toEqual([]);
  await expect(requests['labelSets.remove']({ name: 'mine' }, context)).rejects.toMatchObject({
    code: 'no-such-label-set',
  });
});

it('keeps the names of the program’s sets for them', async () => {
  const services = playedServices();
  const requests = labelSetRequests(services);
  await expect(requests['labelSets.save']({ set: SEVEN }, context)).rejects.toMatchObject({
    code: 'name-taken',
  });
  await expect(requests['labelSets.remove']({ name: 'seven' }, context)).rejects.toMatchObject({
    code: 'label-set',
  });
  expect(findLabelSet(services.log, structuredClone(SEVEN))).toEqual(SEVEN);
  expect(() => findLabelSet(services.log, { ...OWN, name: 'seven' })).toThrow(
    expect.objectContaining({ code: 'name-taken' }),
  );
  expect(() => findLabelSet(services.log, 'nine')).toThrow(/Choose one of: seven, .*as-labelled\./);
});
