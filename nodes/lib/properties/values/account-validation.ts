import type { ValidationProblem } from '../property-types';
import { checkBaseUrl } from './base-url';

/**
 * A rule over two properties, which the table can't express: the region `custom` needs a base URL. For other regions
 * the base URL is ignored.
 */
export function baseUrlProblem(region: string, baseUrl: string): ValidationProblem | undefined {
  if (region !== 'custom') return undefined;
  return baseUrl.trim() === '' ? { key: 'urlMissing', values: {} } : checkBaseUrl(baseUrl);
}
