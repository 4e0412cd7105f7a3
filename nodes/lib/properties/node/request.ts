import { checked, choice, flag, reference, text } from '../property-types';
import { requestPathProblem } from '../values/request-path';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export const requestProperties = {
  name: text(),
  account: reference('mimecast-account', true),
  method: choice('GET', METHODS),
  /** may have a query; '': taken from the message */
  path: checked('', (path) => (path === '' ? undefined : requestPathProblem(path))),
  /** `auto`: while the response has a token for a next page */
  paging: choice('auto', ['auto', 'none']),
  /** `page`: one message per page, unchanged; `all`: one message with the entries of all pages */
  output: choice('page', ['page', 'all']),
  /** permits calls that create, change, release or delete something */
  mayChange: flag(),
};
