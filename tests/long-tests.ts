/**
 * Whether tests that take long run whole, as before a release: all networks, all tiles and more random shapes, and kills of every
 * engine through the command line, and the longest task of a page with thousands of rows. `npm test` alone has a limit of time, and takes those networks that have every kind of layer
 * between them.
 */
export const LONG_TESTS = process.env.NEURAL_SER_LONG_TESTS === '1';
