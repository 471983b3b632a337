/** What cannot be compared, and what would have been right; the message is for the user. */
export class CompareError extends Error {
  override readonly name = 'CompareError';
}
