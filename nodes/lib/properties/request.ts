import { checked, choice, flag, reference, text } from './kinds';
import { requestPathProblem } from './request-path';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export const requestProperties = {
  name: text(),
  account: reference('mimecast-account', true),
  method: choice('GET', METHODS),
  /** may have a query; '': the message brings one */
  path: checked('', (path) => (path === '' ? undefined : requestPathProblem(path))),
  /** `auto`: as long as the answer names a next page */
  paging: choice('auto', ['auto', 'none']),
  /** `page`: one message a page, as it came; `all`: one message with the entries of all pages */
  output: choice('page', ['page', 'all']),
  /** calls that create, change, release or delete something */
  mayChange: flag(),
};
