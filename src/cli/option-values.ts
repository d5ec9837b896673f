/** Parsers of the values of options. They throw InvalidArgumentError of commander, which adds the name of the option. */
import { InvalidArgumentError } from 'commander';
import { asAdapterNumber } from '#core/engines/gpu-environment.ts';

/**
 * Parses a number.
 * @throws InvalidArgumentError of commander, which adds the name of the option.
 */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('This must be a number.');
  return value;
}

/** A share or probability, 0…1. */
export function parseShare(text: string): number {
  const value = parseNumber(text);
  if (value < 0 || value > 1) throw new InvalidArgumentError('This must be a number from 0 to 1.');
  return value;
}

/** A whole number, at least 0. */
export function parseWhole(text: string): number {
  const value = parseNumber(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('This must be a whole number of 0 or more.');
  }
  return value;
}

/** A whole number, at least 1. */
export function parseCount(text: string): number {
  const value = parseWhole(text);
  if (value === 0) throw new InvalidArgumentError('This must be 1 or more.');
  return value;
}

/** A device: the CPU, a GPU, or the number of an adapter of WebGPU. */
export function parseDevice(text: string): string {
  if (text !== 'cpu' && text !== 'gpu' && asAdapterNumber(text) === null)
    throw new InvalidArgumentError('Choose cpu, gpu, or the number of a GPU, as “doctor” lists it.');
  return text;
}
