/** A results folder that is not what its own descriptors say, or that never ended; the message is for the user. */
export class DamagedRunError extends Error {
  override readonly name = 'DamagedRunError';
}
