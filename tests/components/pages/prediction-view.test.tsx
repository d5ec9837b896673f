import { beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { PredictionView } from '#renderer/pages/predict/prediction-view.tsx';
import type { Prediction } from '#renderer/pages/predict/session-store.ts';
import { SureField } from '#renderer/pages/predict/sure-field.tsx';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import { renderPart } from '../render-part.tsx';

/** A prediction of happy with this probability. */
const happy = (probability: number, rightShare: number | null): Prediction => ({
  state: 'predicted',
  milliseconds: 12,
  recognition: {
    path: '',
    emotion: 'happy',
    probabilities: perEmotion(EMOTIONS, (emotion) =>
      emotion === 'happy' ? probability : (1 - probability) / (EMOTIONS.length - 1),
    ),
    milliseconds: 12,
    trainedOn: null,
    sure: { probability, calibrated: true, rightShare },
    model: 'folds',
  },
});

const view = (prediction: Prediction) => (
  <>
    <SureField />
    <PredictionView prediction={prediction} model={null} named={false} />
  </>
);

beforeEach(async () => {
  localStorage.clear();
  // Other tabs, and this page, read the setting again.
  window.dispatchEvent(new StorageEvent('storage'));
});

test('a prediction says how often the model was right when it was this sure', async () => {
  const screen = await renderPart(view(happy(0.7, 0.62)));
  await expect.element(screen.getByTestId('top-emotion')).toHaveTextContent('happy70.0 %');
  await expect.element(screen.getByText('Right in about 6 of 10 cases when this sure.')).toBeVisible();
  await screen.unmount();
  const unknown = await renderPart(view(happy(0.7, null)));
  await expect.element(unknown.getByTestId('top-emotion')).toHaveTextContent('happy70.0 %');
  await expect.element(unknown.getByText(/^Right in about/)).not.toBeInTheDocument();
});

test('a prediction below the threshold is not sure; the threshold is remembered, and 0 turns it off', async () => {
  const screen = await renderPart(view(happy(0.35, 0.3)));
  const top = screen.getByTestId('top-emotion');
  await expect.poll(() => top.element().textContent).toMatch(/^Not sure\s*highest: happy 35\.0 %$/);
  const field = screen.getByRole('textbox', { name: 'Not sure below' });
  await expect.element(field).toHaveValue('40 %');

  await userEvent.fill(field, '30');
  await expect.element(top).not.toHaveTextContent('Not sure');
  await userEvent.fill(field, '80');
  await expect.poll(() => top.element().textContent).toMatch(/^Not sure/);
  await userEvent.fill(field, '0');
  await expect.poll(() => top.element().textContent).toMatch(/happy35\.0 %/);
  await screen.unmount();
  const again = await renderPart(view(happy(0.35, 0.3)));
  await expect.element(again.getByRole('textbox', { name: 'Not sure below' })).toHaveValue('0 %');
  expect(localStorage.getItem('predict:not-sure-below')).toBe('0');
});
