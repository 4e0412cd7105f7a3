import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';

/** The MimecastError that `work` fails with. */
export async function failureOf(work: Promise<unknown>): Promise<MimecastError> {
  try {
    await work;
  } catch (error) {
    assert(error instanceof MimecastError, `not a MimecastError: ${inspect(error)}`);
    return error;
  }
  throw new assert.AssertionError({ message: 'it did not fail' });
}

/** All of an error that a log, a Catch node or a debugger may show, hidden properties included. */
export function fullTextOf(error: unknown): string {
  const shown = inspect(error, { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null });
  const parts: string[] = [shown];
  for (let one: unknown = error; one instanceof Error; one = one.cause)
    parts.push(one.message, one.stack ?? '', JSON.stringify(one, Object.getOwnPropertyNames(one)));
  return parts.join('\n');
}

/** Asserts that no secret appears in any of its encodings. */
export function assertRedacted(error: unknown, secrets: readonly string[]): void {
  const text = fullTextOf(error);
  for (const secret of secrets)
    for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      assert(!text.includes(spelling), `${spelling} is shown in ${text}`);
}
