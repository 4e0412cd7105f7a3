import { MimecastError } from '../../api/errors';
import { accessCode } from '../permissions';
import type { Reading } from './log';

/**
 * REST first: it takes no more than permission to read, where some of the older endpoints ask for more
 * (wire.md 11.3). Where it may not be used, or is not there, the older one is asked: API 1.0 has no other.
 * @throws the refusal of REST when both are refused: what it names is the least that is missing
 */
export async function restOrPost(
  rest: () => Promise<Omit<Reading, 'via'>>,
  post: () => Promise<Omit<Reading, 'via'>>,
): Promise<Reading> {
  let refusal: unknown;
  try {
    return { ...(await rest()), via: 'rest' };
  } catch (error) {
    if (!needsApi2(error) && accessCode(error) === undefined) throw error;
    refusal = error;
  }
  try {
    return { ...(await post()), via: 'post' };
  } catch (error) {
    throw needsApi2(refusal) || accessCode(error) === undefined ? error : refusal;
  }
}

const needsApi2 = (error: unknown): boolean => error instanceof MimecastError && error.reason === 'needsApi2';
