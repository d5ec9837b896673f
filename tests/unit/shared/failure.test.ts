import { describe, expect, it } from 'vitest';
import { requests } from '#shared/contract.ts';
import { toFailure } from '#shared/failure.ts';

const problemsOf = (input: unknown) => toFailure(requests['predict.files'].input.safeParse(input).error);

describe('the failure of an invalid input', () => {
  it('names its problems', () => {
    expect(problemsOf({ files: ['x'] })).toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/run$/),
    });
  });

  it('names only the first ones of very many', () => {
    const { message } = problemsOf({ run: 'x', files: new Array(20_000).fill(1) });
    expect(message).toMatch(/\n… and 19980 more$/);
    expect(message.length).toBeLessThan(5_000);
  });
});
