/** How the user called this program, for the hints that it prints. */
export const COMMAND_NAME = process.env.NEURAL_SER_COMMAND ?? 'neural-ser';
