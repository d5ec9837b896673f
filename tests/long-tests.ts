/**
 * Whether tests that take long run whole: all networks and more random shapes, as before a release. `npm test` alone has a limit of
 * time, and takes those networks that have every kind of layer between them.
 */
export const LONG_TESTS = process.env.NEURAL_SER_LONG_TESTS === '1';
