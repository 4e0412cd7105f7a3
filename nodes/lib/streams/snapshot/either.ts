import { accessCode } from '../permissions';
import type { Reading } from './log';

/**
 * REST first: it takes no more than permission to read, where some of the older endpoints ask for more
 * (mimecast-api.md 11.3). Where it may not be used, or is not there, the older one is asked.
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
    if (accessCode(error) === undefined) throw error;
    refusal = error;
  }
  try {
    return { ...(await post()), via: 'post' };
  } catch (error) {
    throw accessCode(error) === undefined ? error : refusal;
  }
}
