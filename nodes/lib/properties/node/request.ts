import { boolean, configNode, enumOf, text, validatedText } from '../property-types';
import { requestPathProblem } from '../values/request-path';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export const requestProperties = {
  name: text(),
  account: configNode('mimecast-account', true),
  method: enumOf('GET', METHODS),
  /** may have a query; '': taken from the message */
  path: validatedText('', (path) => (path === '' ? undefined : requestPathProblem(path))),
  /** `auto`: while the response has a token for a next page */
  paging: enumOf('auto', ['auto', 'none']),
  /** `page`: one message per page, unchanged; `all`: one message with the entries of all pages */
  output: enumOf('page', ['page', 'all']),
  /** permits calls that create, change, release or delete something */
  mayChange: boolean(),
};
