/** `GET mimecast/metrics`: with the permission to read everything, or with the scrape token of accounts their part. */
import type { NodeAPI } from 'node-red';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { findCollectors } from '../../collector/collector-registry';
import { renderExposition } from '../../collector/status/exposition';
import { sourceFamilies } from '../../collector/status/metrics';
import { accountsOfBearer } from '../account/scrape-tokens';
import { allRunningNodes } from '../assessment/assessment-registry';
import { assessmentFamilies } from './assessment-families';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** @param accounts ids of account nodes; undefined: all */
function renderMetrics(accounts?: ReadonlySet<string>): string {
  const isShown = ({ accountNode }: { readonly accountNode?: string | undefined }): boolean =>
    accounts === undefined || (accountNode !== undefined && accounts.has(accountNode));
  return renderExposition([
    ...sourceFamilies(findCollectors().filter(isShown)),
    ...assessmentFamilies(allRunningNodes().filter(isShown)),
  ]);
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerMetrics(RED: NodeAPI): void {
  type Handler = ReturnType<NodeAPI['auth']['needsPermission']>;
  const answer = (response: Parameters<Handler>[1], accounts?: ReadonlySet<string>): void => {
    try {
      const text = renderMetrics(accounts);
      response.set('cache-control', 'no-store').type(METRICS_TYPE).send(text);
    } catch {
      response.status(500).type('text/plain').send(adminMessages.jobFailed);
    }
  };
  // Before the editor's own check, which would take it for an unknown token of an administrator.
  const answerScraper: Handler = (request, response, next) => {
    const accounts = accountsOfBearer(request.headers.authorization);
    if (accounts.size === 0) next();
    else answer(response, accounts);
  };
  RED.httpAdmin.get(
    '/mimecast/metrics',
    answerScraper,
    RED.auth.needsPermission('mimecast.read'),
    (_request, response) => answer(response),
  );
}
