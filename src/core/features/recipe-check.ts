import { UserError } from '../../shared/failure.ts';
import { type Recipe, recipeSchema, recipeShape } from '../../shared/recipes.ts';
import { isFftSize } from '../audio/fft.ts';
import { createMelFilterbank, emptyFilters } from './mel.ts';

/** Values of a matrix: 16 MiB of float32. More is a slip of the pen, not a recipe. */
const GREATEST_MATRIX = 2 ** 22;
const GREATEST_FFT = 2 ** 16;
const GREATEST_BANDS = 1024;

/**
 * The recipe itself, with nothing but its own fields, once it was found to describe features that exist.
 * @throws UserError `invalid-recipe`, with a sentence for the first thing that does not fit.
 */
export function checkRecipe(candidate: Recipe): Recipe {
  const parsed = recipeSchema.safeParse(candidate);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(candidate?.name, `${issue.path.join('.') || 'the whole'}: ${issue.message}`);
  }
  const recipe = parsed.data;
  const refuse = (reason: string): never => {
    throw invalid(recipe.name, reason);
  };
  const { sampleRateHz, fftSamples, windowSamples, hopSamples, melBands, lowestHz, coefficients, trim } =
    recipe;
  const highestHz = recipe.highestHz ?? sampleRateHz / 2;

  if (!isFftSize(fftSamples) || fftSamples > GREATEST_FFT) {
    refuse(
      `fftSamples is ${fftSamples}; it must be a multiple of 32 up to ${GREATEST_FFT} made of 2s, 3s and 5s.`,
    );
  }
  if (!isWithin(windowSamples, 2, fftSamples)) {
    refuse(`windowSamples is ${windowSamples}; it must be from 2 to fftSamples (${fftSamples}).`);
  }
  if (!isWithin(hopSamples, 1, fftSamples)) {
    refuse(`hopSamples is ${hopSamples}; it must be from 1 to fftSamples (${fftSamples}).`);
  }
  if (highestHz > sampleRateHz / 2) {
    refuse(`highestHz is ${highestHz}, above half the sample rate (${sampleRateHz / 2} Hz); lower it.`);
  }
  if (lowestHz >= highestHz)
    refuse(`lowestHz (${lowestHz}) must be below the highest frequency (${highestHz}).`);
  if (coefficients !== null && coefficients > melBands) {
    refuse(`coefficients is ${coefficients}; there cannot be more than mel bands (${melBands}).`);
  }
  if (
    trim &&
    (!isWithin(trim.frameSamples, 1, GREATEST_FFT) || !isWithin(trim.hopSamples, 1, trim.frameSamples))
  ) {
    refuse(`trim: frameSamples must be from 1 to ${GREATEST_FFT}, hopSamples from 1 to frameSamples.`);
  }
  const [bands, frames] = recipeShape(recipe);
  if (Math.max(bands, melBands) * frames > GREATEST_MATRIX) {
    refuse(
      `its matrix would have ${Math.max(bands, melBands)} × ${frames} values; shorten it or raise hopSamples.`,
    );
  }
  const bins = fftSamples / 2 + 1;
  if (melBands > Math.min(bins, GREATEST_BANDS)) {
    refuse(
      `melBands is ${melBands}; an FFT of ${fftSamples} allows ${Math.min(bins, GREATEST_BANDS)} at most.`,
    );
  }
  const empty = emptyFilters(
    createMelFilterbank({ sampleRateHz, fftSamples, melBands, lowestHz, highestHz }),
  );
  if (empty.length > 0) {
    refuse(
      `${empty.length} of its ${melBands} mel bands are narrower than the FFT can tell apart; lower melBands or raise fftSamples.`,
    );
  }
  return recipe;
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function invalid(name: unknown, reason: string): UserError {
  const which = typeof name === 'string' && name !== '' ? ` ${name}` : '';
  return new UserError('invalid-recipe', `The recipe${which} does not work: ${reason}`);
}
